import assert from "node:assert/strict"
import { test } from "node:test"
import { businessDay } from "../../../displays/static/js/venue/day.js"
import { isNew, lateAt, limitsOf, toneAt } from "../../../displays/static/js/venue/ages.js"
import { Cards, Items, alsoAt, sorted, totals } from "../../../displays/static/js/kitchen/cards.js"
import { AT, iso, limits, line, order } from "./kitchen_things.mjs"

const MINUTE = 60_000

test("an order is one card, its rounds in order, its lines as they were placed", () => {
  const [first, second, third] = [line(), line({ round: 2, placed_at: iso(AT + 9 * MINUTE) }), line()]
  const [card, ...rest] = new Cards().of([second, third, first], new Map([["o1", order()]]), limits())
  assert.equal(rest.length, 0)
  assert.deepEqual(card.rounds.map((round) => [round.round, round.lines.map((one) => one.id)]), [[1, [first.id, third.id]], [2, [second.id]]])
})

test("an addition to a finished round does not arrive late", () => {
  const lines = [line({ state: "ready", ready_at: iso(AT + MINUTE) }), line({ round: 2, placed_at: iso(AT + 30 * MINUTE) })]
  const [card] = new Cards().of(lines, new Map([["o1", order()]]), limits())
  assert.equal(card.since, AT + 30 * MINUTE)
  assert.equal(toneAt(card.late, AT + 31 * MINUTE), "calm")
})

test("a card waits at the pick-up once nothing is left to cook or to confirm", () => {
  const places = (lines) => new Cards().of(lines, new Map([["o1", order()]]), limits()).map((card) => card.place)
  const ready = line({ state: "ready", ready_at: iso(AT) })
  assert.deepEqual(places([ready, line({ state: "called", ready_at: iso(AT) })]), ["pickup"])
  assert.deepEqual(places([ready, line()]), ["board"])
  assert.deepEqual(places([ready, line({ state: "voided" })]), ["board"])
  assert.deepEqual(places([ready, line({ state: "cancelled", ghost: "cancelled" })]), ["board"])
})

test("a finished round waits at the pick-up while the next is cooked", () => {
  const lines = [line({ state: "ready", ready_at: iso(AT + MINUTE) }), line({ round: 2 }), line({ round: 3, state: "called", ready_at: iso(AT) })]
  const [board, pickup] = new Cards().of(lines, new Map([["o1", order()]]), limits())
  assert.deepEqual(board.lines, [lines[1]])
  assert.deepEqual([pickup.lines, pickup.since], [[lines[0], lines[2]], AT])
})

test("a card that nothing changed stays the same object", () => {
  const cards = new Cards()
  const orders = new Map([["o1", order()], ["o2", order({ id: "o2" })]])
  const [one, other, own] = [line(), line({ order_id: "o2" }), limits()]
  const before = cards.of([one, other], orders, own)
  const after = cards.of([{ ...one, state: "preparing" }, other], orders, own)
  assert.notEqual(after[0], before[0])
  assert.equal(after[1], before[1])
})

test("rush comes first, then the oldest, or what the screen likes better", () => {
  const card = (id, since, more = {}) => ({ id, since, rush: false, lines: [line(more.line)], ...more })
  const cards = [card("new", 30), card("old", 10), card("rush", 40, { rush: true }), card("started", 20, { line: { state: "preparing" } })]
  assert.deepEqual(sorted(cards).map(({ id }) => id), ["rush", "old", "started", "new"])
  assert.deepEqual(sorted(cards, "newest").map(({ id }) => id), ["rush", "new", "started", "old"])
  assert.deepEqual(sorted(cards, "started").map(({ id }) => id), ["rush", "started", "old", "new"])
})

test("the same dish of several rooms is one item with its total, rush first", () => {
  const lines = [line({ quantity: 2 }), line({ order_id: "o2", quantity: 3, rush: true, placed_at: iso(AT + MINUTE) }), line({ state: "ready", quantity: 9 }), line({ sku_id: "tea" })]
  const [dumplings, tea] = sorted(new Items().of(lines, limits()))
  assert.deepEqual([dumplings.total, tea.total], [5, 1])
  assert.deepEqual(dumplings.lines.map((one) => one.order_id), ["o2", "o1"])
})

test("a line is late by its station, a long dish by its own time", () => {
  const own = limits({ bar: { amber: 60, red: 120 } }, { roast: 1500, tea: 30 })
  assert.deepEqual(limitsOf(line({ station: "bar" }), own), { amber: 60, red: 120 })
  assert.deepEqual(limitsOf(line({ sku_id: "roast" }), own), { amber: 1500, red: 1680 })
  assert.deepEqual(limitsOf(line({ sku_id: "tea" }), own), { amber: 300, red: 480 })
  assert.deepEqual(limitsOf(line({ station: "grill" }), own), { amber: 300, red: 480 })
})

test("a card is as late as its latest line", () => {
  const late = lateAt([line({ station: "bar" }), line({ placed_at: iso(AT - 10 * MINUTE) })], limits({ bar: { amber: 600, red: 900 } }))
  assert.equal(toneAt(late, AT - 6 * MINUTE), "calm")
  assert.equal(toneAt(late, AT - 5 * MINUTE), "warn")
  assert.equal(toneAt(late, AT - 2 * MINUTE), "late")
})

test("a line is new for half a minute, or until somebody starts it", () => {
  assert.equal(isNew(line(), AT + 29_000), true)
  assert.equal(isNew(line(), AT + 31_000), false)
  assert.equal(isNew(line({ state: "preparing" }), AT + 1000), false)
})

test("a card names the other stations of its order, where the screen shows only some", () => {
  const both = order({ stations: ["hot", "bar"] })
  assert.deepEqual(alsoAt(both, ["hot"]), ["bar"])
  assert.deepEqual(alsoAt(both, []), [])
})

test("the totals are counted from the lines on the screen", () => {
  const lines = [line({ quantity: 2 }), line({ order_id: "o2", quantity: 3 }), line({ order_id: "o3", state: "ready" })]
  const cards = new Cards().of(lines, new Map(), limits())
  assert.deepEqual(totals(cards, AT + 9 * MINUTE), { orders: 2, dishes: 5, late: 2 })
})

test("the business day turns at the shop's own hour", () => {
  assert.equal(businessDay(Date.parse("2026-11-21T18:59:59.999Z"), "Asia/Shanghai", "03:00"), "2026-11-21")
  assert.equal(businessDay(Date.parse("2026-11-21T19:00:00.000Z"), "Asia/Shanghai", "03:00"), "2026-11-22")
  assert.equal(businessDay(Date.parse("2026-11-21T21:15:00.000Z"), "Asia/Kathmandu", "03:00"), "2026-11-22")
})
