import assert from "node:assert/strict"
import { test } from "node:test"
import { DEFAULT_KEYS, canBeMapped, keyName, meaningOf, moved, remapped } from "../../../displays/static/js/kitchen/keymap.js"

const press = (key, more = {}) => ({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...more })

test("keys have one name whatever the case", () => {
  assert.deepEqual([press("b"), press("B"), press("R", { shiftKey: true }), press(" "), press("PageUp"), press("?", { shiftKey: true })].map(keyName), ["B", "B", "Shift+R", "Space", "PageUp", "?"])
  assert.deepEqual([press("Shift"), press("r", { ctrlKey: true }), press("f", { metaKey: true })].map(keyName), [null, null, null])
})

test("the bump bar's keys mean what the manual says", () => {
  assert.deepEqual(meaningOf(press("1")), { card: 0 })
  assert.deepEqual(meaningOf(press("0")), { card: 9 })
  assert.deepEqual(meaningOf(press("ArrowDown")), { move: "down" })
  assert.deepEqual(meaningOf(press("r")), { action: "recall_last" })
  assert.deepEqual(meaningOf(press("R", { shiftKey: true })), { action: "recall_list" })
  assert.equal(meaningOf(press("q")), null)
})

test("a key given to another action is taken from the one that had it", () => {
  const keys = remapped(DEFAULT_KEYS, "call", "B")
  assert.deepEqual([keys.call, keys.bump], [["B"], []])
  assert.deepEqual(meaningOf(press("b"), keys), { action: "call" })
  assert.deepEqual(["1", "ArrowUp", "Tab", "X"].map(canBeMapped), [false, false, false, true])
})

test("a map of an older version knows the actions that came later", () => {
  assert.deepEqual(meaningOf(press("m"), { bump: ["X"] }), { action: "mute" })
})

test("arrows walk through cards and lines", () => {
  const page = [[2, 3], [1]]
  assert.deepEqual(moved(page, null, "down"), { column: 0, piece: 0, row: -1 })
  assert.deepEqual(moved(page, { column: 0, piece: 0, row: -1 }, "down"), { column: 0, piece: 0, row: 0 })
  assert.deepEqual(moved(page, { column: 0, piece: 0, row: 1 }, "down"), { column: 0, piece: 1, row: -1 })
  assert.deepEqual(moved(page, { column: 0, piece: 1, row: -1 }, "up"), { column: 0, piece: 0, row: 1 })
  assert.deepEqual(moved(page, { column: 0, piece: 1, row: 2 }, "right"), { column: 1, piece: 0, row: -1 })
  assert.deepEqual(moved(page, { column: 1, piece: 0, row: 0 }, "right"), { column: 0, piece: 0, row: -1 })
  assert.deepEqual(moved(page, { column: 0, piece: 0, row: -1 }, "left"), { column: 1, piece: 0, row: -1 })
  assert.equal(moved([[]], null, "down"), null)
})
