import assert from "node:assert/strict"
import { test } from "node:test"
import { columnsFor, elsewhere, packed, pageWithin } from "../../../displays/static/js/kitchen/pages.js"

const SHEET = { columns: 2, height: 500, gap: 10, again: 40, torn: 10, alone: 0.6 }
const card = (id, ...rows) => ({ id, head: 60, foot: 40, rows })
const names = (pages) => pages.map((page) => page.map((column) => column.map((piece) => `${piece.id} ${piece.from}-${piece.to}`)))

test("cards stand under each other, then in the next column, then on the next page", () => {
  const cards = ["a", "b", "c", "d", "e"].map((id) => card(id, 70, 70))
  assert.deepEqual(names(packed(cards, SHEET)), [[["a 0-2", "b 0-2"], ["c 0-2", "d 0-2"]], [["e 0-2"]]])
})

test("a short card is not torn", () => {
  assert.deepEqual(names(packed([card("a", 70, 70, 70), card("b", 70, 70)], SHEET)), [[["a 0-3"], ["b 0-2"]]])
})

test("a card longer than a column goes on in the next, and its pieces know that they belong together", () => {
  const [[first, second]] = packed([card("a", ...Array(8).fill(70))], SHEET)
  assert.deepEqual(first, [{ id: "a", from: 0, to: 6, first: true, last: false, piece: 1, pieces: 2 }])
  assert.deepEqual(second, [{ id: "a", from: 6, to: 8, first: false, last: true, piece: 2, pieces: 2 }])
})

const [LITTLE, LONG] = [card("a", 70), card("b", 70, 70, 70, 70, 70)]

test("while there is an empty column a card that fits into it is not torn", () => {
  assert.deepEqual(names(packed([LITTLE, LONG], SHEET)), [[["a 0-1"], ["b 0-5"]]])
})

test("on a full page a long card uses up the rest of a column", () => {
  const full = packed([LITTLE, LONG, card("c", 70, 70)], SHEET)
  assert.deepEqual(names(full), [[["a 0-1", "b 0-3"], ["b 3-5", "c 0-2"]]])
})

test("the last line is not parted from the buttons", () => {
  const [[first, second]] = packed([card("a", 110, 110, 110, 105)], { ...SHEET, height: 510 })
  assert.deepEqual([first[0].to, second[0].from], [3, 3])
})

test("whatever the heights, every row stands in exactly one place, in order, and no column is too full", () => {
  let seed = 7
  const chance = (most) => ((seed = (seed * 1103515245 + 12345) % 2147483648), seed % most)
  for (let turn = 0; turn < 300; turn += 1) {
    const cards = Array.from({ length: 1 + chance(30) }, (_, index) => card(`c${index}`, ...Array.from({ length: 1 + chance(14) }, () => 50 + chance(120))))
    const pages = packed(cards, SHEET)
    const pieces = pages.flat(2)
    for (const { id, rows } of cards) {
      const own = pieces.filter((piece) => piece.id === id)
      assert.equal(own[0].from, 0)
      assert.equal(own.at(-1).to, rows.length)
      own.slice(1).forEach((piece, index) => assert.equal(piece.from, own[index].to))
    }
    assert.deepEqual([...new Set(pieces.map((piece) => piece.id))], cards.map(({ id }) => id))
    for (const column of pages.flat()) assert.ok(heightOf(column, cards) <= SHEET.height, JSON.stringify(column))
  }
})

function heightOf(column, cards) {
  const heights = column.map((piece) => {
    const { head, foot, rows } = cards.find(({ id }) => id === piece.id)
    const own = rows.slice(piece.from, piece.to).reduce((sum, row) => sum + row, 0)
    return own + (piece.first ? head : SHEET.again + SHEET.torn) + (piece.last ? foot : SHEET.torn)
  })
  return heights.reduce((sum, height) => sum + height + SHEET.gap, -SHEET.gap)
}

test("without cards there is no page", () => {
  assert.deepEqual(packed([], SHEET), [])
  assert.deepEqual(elsewhere([], [], 0), { count: 0, since: null, rush: false })
})

test("what is on other pages is told: how many, and how old the oldest is", () => {
  const cards = ["a", "b", "c", "d", "e", "f"].map((id, index) => ({ ...card(id, 70, 70), since: 100 - index, rush: false }))
  const pages = packed(cards, SHEET)
  assert.deepEqual(elsewhere(cards, pages, 0), { count: 2, since: 95, rush: false })
  assert.deepEqual(elsewhere(cards, pages, 1).count, 4)
})

test("a page that is gone shows the last one", () => {
  assert.equal(pageWithin(4, [[], []]), 1)
  assert.equal(pageWithin(0, []), 0)
})

test("as many columns as are wide enough", () => {
  assert.equal(columnsFor(1896, 300, 12), 6)
  assert.equal(columnsFor(200, 300, 12), 1)
})
