import assert from "node:assert/strict"
import { test } from "node:test"
import { LARGEST, ROW, SMALLEST, fit, pageAt, widthOf } from "../../../displays/static/js/call/fit.js"

const BOXES = [
  { width: 760, height: 640 },
  { width: 980, height: 640 },
  { width: 980, height: 560 },
]

test("numbers are never smaller than the smallest, and what stands on a page fits", () => {
  for (const box of BOXES) {
    for (let count = 0; count <= 60; count++) {
      for (const digitCount of [2, 3]) {
        const grid = fit({ count, digitCount, ...box })
        assert.ok(grid.size >= SMALLEST && grid.size <= LARGEST, `${count}: ${grid.size}`)
        assert.ok(grid.columns * widthOf(digitCount) * grid.size <= box.width + 1, `${count} too wide`)
        assert.ok(grid.rows * grid.size * ROW <= box.height + 1, `${count} too high`)
        assert.ok(grid.perPage * grid.pages >= count)
      }
    }
  }
})

test("few numbers are large, more numbers smaller", () => {
  const sizes = [1, 4, 9, 12].map((count) => fit({ count, width: 980, height: 640 }).size)
  assert.equal(sizes[0], LARGEST)
  assert.deepEqual(sizes, [...sizes].sort((one, other) => other - one))
})

test("pages take turns and together hold every number once", () => {
  const grid = fit({ count: 30, width: 760, height: 640 })
  assert.ok(grid.pages > 1)
  const items = Array.from({ length: 30 }, (_, at) => at)
  const seen = Array.from({ length: grid.pages }, (_, turn) => pageAt(items, grid, turn * 8000).items).flat()
  assert.deepEqual(seen, items)
})

test("pages are as full as each other", () => {
  const grid = fit({ count: 17, width: 760, height: 640 })
  assert.equal(grid.pages, 2)
  assert.equal(grid.perPage, 9)
})
