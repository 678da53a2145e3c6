// The reducer against what a real hub sent, and the rules one by one.
import assert from "node:assert/strict"
import { readFileSync, readdirSync } from "node:fs"
import { test } from "node:test"
import { Board } from "../../../displays/static/js/core/state.js"

const EXAMPLES = new URL("../examples/", import.meta.url)

for (const file of readdirSync(EXAMPLES).filter((name) => name.endsWith(".json"))) {
  test(`the ${file.replace(".json", "")} is its snapshot plus events`, () => {
    const example = JSON.parse(readFileSync(new URL(file, EXAMPLES)))
    const board = new Board(example.kind, example.stations)
    board.load(example.snapshot)
    for (const { events, board: after } of example.steps) {
      for (const { type, data } of events) board.apply(type, data)
      assert.deepEqual(board.dump(), after)
      for (const { type, data } of events.slice(-1)) board.apply(type, data)
      assert.deepEqual(board.dump(), after, "applied twice is the same as once")
    }
  })
}

const order = (more = {}) => ({ id: "o1", stay_id: "s1", state: "placed", confirmed: true, version: 1, ...more })
const line = (more = {}) => ({ id: "l1", order_id: "o1", station: "hot", state: "placed", version: 1, ...more })
const placed = (orders, lines) => ["orders.order_placed", { order: orders, lines }]

function kitchen(...stations) {
  const board = new Board("kitchen", stations)
  board.load({ shop: { id: "shop", version: 1 }, orders: [], lines: [], sold_out: [] })
  return board
}

test("a line of another station has no place, nor has its order", () => {
  const board = kitchen("hot")
  board.apply(...placed(order(), [line({ station: "bar" })]))
  assert.equal(board.lines.size, 0)
  assert.equal(board.orders.size, 0)
})

test("a lower version never replaces a higher one", () => {
  const board = kitchen()
  board.apply(...placed(order(), [line({ version: 3, state: "preparing" })]))
  board.apply("kds.line_moved", { line: line({ version: 2 }), order: order() })
  assert.equal(board.lines.get("l1").state, "preparing")
})

test("voided food stays until the kitchen has confirmed it", () => {
  const board = kitchen()
  board.apply(...placed(order(), [line()]))
  board.apply("kds.line_moved", { line: line({ version: 2, state: "voided", void_confirmed_at: null }), order: order({ state: "cancelled", version: 2 }) })
  assert.equal(board.lines.size, 1)
  board.apply("kds.line_moved", { line: line({ version: 3, state: "voided", void_confirmed_at: "now" }), order: order({ state: "cancelled", version: 2 }) })
  assert.equal(board.lines.size, 0)
  assert.equal(board.orders.size, 0)
})

test("an order that is closed takes its lines along", () => {
  const board = kitchen()
  board.apply(...placed(order(), [line(), line({ id: "l2" })]))
  assert.equal(board.linesOf("o1").length, 2)
  board.apply("orders.order_closed", { order: order({ state: "completed", version: 2 }), unfinished: ["l1"] })
  assert.deepEqual([board.lines.size, board.orders.size, board.linesOf("o1").length], [0, 0, 0])
})

test("a pad forgets the last guest when the stay ends", () => {
  const board = new Board("pad")
  const stay = { id: "s1", version: 1, closed_at: null }
  const room = { id: "r1", stay_id: "s1", version: 1 }
  board.load({ shop: { id: "shop" }, room, stay, orders: [order()], lines: [line()], rounds: [{ id: "d1", order_id: "o1" }], pad_calls: [], sold_out: [] })
  board.apply("venue.room_changed", { room: { ...room, stay_id: null, version: 2 }, stay: { ...stay, closed_at: "now", version: 2 } })
  assert.deepEqual([board.stay, board.orders.size, board.lines.size, board.array("rounds").size], [null, 0, 0, 0])
})

test("what is unknown changes nothing", () => {
  const board = kitchen()
  const before = board.dump()
  assert.equal(board.apply("kds.something_new", { line: line() }), false)
  board.apply("kds.line_moved", { thing: { id: "x" }, removed: { things: ["x"] } })
  assert.deepEqual(board.dump(), before)
})

test("sold out ends at its time and not before", () => {
  const board = kitchen()
  board.apply("store.sold_out_changed", { sold_out: { id: "k1", mode: "until", until: "2026-11-22T03:00:00.000Z" } })
  board.apply("store.sold_out_changed", { sold_out: { id: "k2", mode: "indefinite", until: null } })
  assert.equal(board.expire(Date.parse("2026-11-22T02:59:59.999Z")), false)
  assert.equal(board.expire(Date.parse("2026-11-22T03:00:00.000Z")), true)
  assert.deepEqual([...board.array("sold_out").keys()], ["k2"])
})
