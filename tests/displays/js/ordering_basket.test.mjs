import assert from "node:assert/strict"
import test from "node:test"
import * as basket from "../../../displays/static/js/ordering/basket.js"
import { CATALOGUE, DUMPLINGS, TEA } from "./pad.things.mjs"

const NONE = new Map()
let made = 0
const newId = () => `n${++made}`
const wanted = (more = {}) => ({ id: newId(), sku_id: "s1", options: ["pork"], note: "", quantity: 1, ...more })
const filled = (...lines) => lines.reduce(basket.put, basket.emptyBasket("b", "stay"))

test("the same dish with the same choices and note becomes more of it", () => {
  const held = filled(wanted(), wanted({ quantity: 2 }), wanted({ options: ["prawn"] }), wanted({ note: "no salt" }))
  assert.deepEqual(
    held.lines.map((line) => line.quantity),
    [3, 1, 1],
  )
  assert.equal(basket.countOf(held, "s1"), 5)
})

test("quantity stays between none and the most", () => {
  const held = filled(wanted({ quantity: 98 }), wanted({ quantity: 5 }))
  assert.equal(held.lines[0].quantity, basket.MOST_OF_ONE)
  assert.deepEqual(basket.withQuantity(held, held.lines[0].id, 0).lines, [])
})

test("a full basket takes no further line but more of one it has", () => {
  const lines = Array.from({ length: basket.MOST_LINES }, (_, index) => wanted({ note: `${index}` }))
  const full = filled(...lines)
  assert.equal(basket.put(full, wanted({ note: "one more" })), full)
  assert.equal(basket.put(full, wanted({ note: "3" })).lines[3].quantity, 2)
})

test("an edited line keeps its place and joins the line it now equals", () => {
  const held = filled(wanted(), wanted({ sku_id: "s2", options: [] }), wanted({ options: ["prawn"] }))
  const [first, , third] = held.lines
  assert.deepEqual(
    basket.rewrite(held, first.id, wanted({ note: "hot" })).lines.map((line) => line.note),
    ["hot", "", ""],
  )
  const joined = basket.rewrite(held, third.id, wanted({ quantity: 4 }))
  assert.deepEqual(
    joined.lines.map((line) => [line.id, line.quantity]),
    [
      [first.id, 5],
      [held.lines[1].id, 1],
    ],
  )
})

test("a note is one line of at most two hundred characters, and an emoji is one", () => {
  const held = filled(wanted({ note: `  less\n  salt ${"🌶".repeat(300)}` }))
  assert.equal([...held.lines[0].note].length, basket.LONGEST_NOTE)
  assert.ok(held.lines[0].note.startsWith("less salt 🌶"))
})

test("the review prices what can be ordered and names what cannot", () => {
  const held = filled(wanted({ options: ["prawn"], quantity: 2 }), wanted({ sku_id: "s2", options: [] }), wanted({ sku_id: "s9" }), wanted({ options: [] }))
  const seen = basket.review(held, CATALOGUE, new Map([["s2", {}]]))
  assert.deepEqual(
    seen.lines.map((row) => row.problem),
    [null, "sold_out", "gone", "options"],
  )
  assert.deepEqual([seen.total, seen.count, seen.problems], [9200, 5, 3])
  assert.deepEqual(
    basket.withoutProblems(held, CATALOGUE, new Map([["s2", {}]])).lines.map((line) => line.sku_id),
    ["s1"],
  )
})

test("an order names every line at its place in the basket", () => {
  const held = filled(wanted({ note: "hot" }), wanted({ sku_id: "s2", options: [], quantity: 3 }))
  assert.deepEqual(basket.orderOf(held), {
    lines: [
      { sku_id: "s1", quantity: 1, options: ["pork"], note: "hot" },
      { sku_id: "s2", quantity: 3, options: [], note: "" },
    ],
    stay_id: "stay",
  })
})

test("a refused order comes back with the failing lines marked", () => {
  const sent = filled(wanted(), wanted({ sku_id: "s2", options: [], quantity: 2 }))
  const body = basket.orderOf(sent)
  const back = basket.bringBack(basket.emptyBasket("b2", "stay"), body, [{ index: 1, sku_id: "s2", code: "product_sold_out" }], newId)
  assert.deepEqual(
    basket.review(back, CATALOGUE, NONE).lines.map((row) => [row.line.sku_id, row.line.quantity, row.problem]),
    [
      ["s1", 1, null],
      ["s2", 2, "sold_out"],
    ],
  )
})

test("what was put in meanwhile stays, and joins what came back", () => {
  const body = basket.orderOf(filled(wanted(), wanted({ sku_id: "s2", options: [] })))
  const meanwhile = filled(wanted({ quantity: 2 }), wanted({ note: "later" }))
  const back = basket.bringBack(meanwhile, body, undefined, newId)
  assert.deepEqual(
    back.lines.map((line) => [line.sku_id, line.note, line.quantity]),
    [
      ["s1", "", 3],
      ["s2", "", 1],
      ["s1", "later", 1],
    ],
  )
})

test("a dish that can be had again is forgiven", () => {
  const body = basket.orderOf(filled(wanted({ sku_id: "s2", options: [] })))
  const back = basket.bringBack(basket.emptyBasket("b", "stay"), body, [{ index: 0, code: "product_sold_out" }], newId)
  assert.equal(basket.review(back, CATALOGUE, NONE).problems, 1)
  assert.equal(basket.review(basket.forgive(back, ["s2"]), CATALOGUE, NONE).problems, 0)
  assert.equal(basket.forgive(back, ["s1"]), back)
  assert.equal(basket.review(basket.forgiveAll(back), CATALOGUE, NONE).problems, 0)
})

test("an edit of the line clears what the hub said of it", () => {
  const body = basket.orderOf(filled(wanted()))
  const back = basket.bringBack(basket.emptyBasket("b", "stay"), body, [{ index: 0, code: "invalid" }], newId)
  assert.equal(basket.review(back, CATALOGUE, NONE).lines[0].problem, "options")
  assert.equal(basket.review(basket.rewrite(back, back.lines[0].id, wanted({ options: ["prawn"] })), CATALOGUE, NONE).problems, 0)
})

test("no function changes the basket it was given", () => {
  const held = Object.freeze({ id: "b", stay_id: "s", lines: Object.freeze([Object.freeze({ ...wanted(), refused: null })]) })
  basket.put(held, wanted({ sku_id: TEA.sku_id, options: [] }))
  basket.put(held, wanted())
  basket.rewrite(held, held.lines[0].id, wanted({ note: "x" }))
  basket.withQuantity(held, held.lines[0].id, 9)
  assert.equal(held.lines[0].sku_id, DUMPLINGS.sku_id)
})
