import assert from "node:assert/strict"
import { test } from "node:test"
import { Board } from "../../../displays/static/js/core/state.js"
import { MISSED_MS, actsOf, countsOf, kitchenHas, ofWristbands, placeOf, problemsOf, roundsOf, ticketsOf, toFetch } from "../../../displays/static/js/cashier/orders.js"

const at = (seconds) => new Date(Date.UTC(2026, 10, 22, 12, 0, seconds)).toISOString()
const NOW = Date.parse(at(600))

function order(id, more = {}) {
  return { id, number: `#${id}`, stay_id: `s${id}`, room: { id: "r1", number: "801" }, wristband: null, state: "placed", confirmed: true, created_at: at(0), version: 1, rounds: [{ round: 1, source: "pad", placed_by: "Pad 801", placed_at: at(0) }], ...more }
}

function line(id, orderId, state, more = {}) {
  return { id, order_id: orderId, round: 1, state, quantity: 1, station: "hot", placed_at: at(0), ready_at: null, called_at: null, version: 1, ...more }
}

function boardOf(orders, lines, rounds = []) {
  const board = new Board("cashier")
  board.load({ orders, lines, rounds })
  return board
}

test("an order stands with its lines as they were placed, the newest order first", () => {
  const board = boardOf([order("1"), order("2", { created_at: at(60) })], [line("b", "1", "placed"), line("a", "1", "ready"), line("c", "2", "placed")])
  const found = ticketsOf(board)
  assert.deepEqual(
    found.map(({ id, lines }) => [id, lines.map((one) => one.id)]),
    [
      ["2", ["c"]],
      ["1", ["a", "b"]],
    ],
  )
})

test("of the wristband orders those to confirm come first, the longest waiting on top", () => {
  const orders = [
    order("1", { wristband: "A01", created_at: at(10) }),
    order("2", { wristband: "A02", confirmed: false, created_at: at(30) }),
    order("3", { wristband: "A03", confirmed: false, created_at: at(20) }),
    order("4"),
  ]
  assert.deepEqual(
    ofWristbands(ticketsOf(boardOf(orders, []))).map(({ id }) => id),
    ["3", "2", "1"],
  )
})

test("what is ready stands by how long it waits", () => {
  const lines = [line("a", "1", "ready", { ready_at: at(90) }), line("b", "2", "called", { ready_at: at(30), called_at: at(100) }), line("c", "2", "placed")]
  const found = toFetch(ticketsOf(boardOf([order("1"), order("2")], lines)))
  assert.deepEqual(
    found.map(({ id, fetch, since }) => [id, fetch.length, since]),
    [
      ["2", 1, at(30)],
      ["1", 1, at(90)],
    ],
  )
})

test("the buttons take the lines they can take", () => {
  const [ticket] = ticketsOf(boardOf([order("1", { confirmed: false, wristband: "A01" })], [line("a", "1", "placed"), line("b", "1", "preparing"), line("c", "1", "ready"), line("d", "1", "served")]))
  const { confirm, serve, cancel } = actsOf(ticket)
  assert.equal(confirm, true)
  assert.deepEqual([serve, cancel].map((lines) => lines.map((one) => one.id)), [["c"], ["a"]])
  assert.equal(placeOf(ticket.order), "A01")
})

test("portions are counted by state, in the order of their way", () => {
  assert.deepEqual(countsOf([line("a", "1", "served"), line("b", "1", "placed", { quantity: 3 }), line("c", "1", "placed")]), [
    ["placed", 4],
    ["served", 1],
  ])
})

test("the kitchen has a round, or has not after ten seconds; what waits to be confirmed is not missed", () => {
  const unseen = [{ id: "x", order_id: "1", round: 1, seen_at: null, delay_ms: null }]
  const [ticket] = ticketsOf(boardOf([order("1")], [line("a", "1", "placed")], unseen))
  const [round] = roundsOf(ticket)
  const placed = Date.parse(at(0))
  assert.equal(kitchenHas(round, ticket.order, placed + MISSED_MS), "waiting")
  assert.equal(kitchenHas(round, ticket.order, placed + MISSED_MS + 1), "missed")
  assert.equal(kitchenHas(round, { ...ticket.order, confirmed: false }, NOW), null)
  assert.equal(kitchenHas({ ...round, seen_at: at(1) }, ticket.order, NOW), "seen")
  const started = { ...round, lines: [line("a", "1", "preparing")] }
  assert.equal(kitchenHas(started, ticket.order, NOW), null, "somebody cooks it, so somebody saw it")
})

test("a round that was missed is one problem, with its dishes where the board has them", () => {
  const alarms = [
    { id: "x", kind: "round_missed", since: at(11), about: { order_id: "3", number: "#3" } },
    { id: "y", kind: "round_missed", since: at(12), about: { order_id: "gone", number: "#9" } },
  ]
  const rounds = [{ id: "x", order_id: "3", round: 1, seen_at: null, delay_ms: null }]
  const found = problemsOf(ticketsOf(boardOf([order("3")], [line("d", "3", "placed")], rounds)), alarms, [], Date.parse(at(60)), () => 480_000, 300_000)
  assert.deepEqual(
    found.map((one) => one.id),
    ["missed:3:1", "alarm:y"],
  )
})

test("problems: the worst first, then the oldest; nothing of an order to confirm is late", () => {
  const rounds = [{ id: "x", order_id: "3", round: 1, seen_at: null, delay_ms: null }]
  const orders = [order("1"), order("2", { confirmed: false, wristband: "A01" }), order("3")]
  const lines = [line("a", "1", "preparing"), line("b", "1", "ready", { ready_at: at(100) }), line("c", "2", "placed"), line("d", "3", "placed")]
  const alarms = [{ id: "z", kind: "device_unreachable", since: at(500) }]
  const found = problemsOf(ticketsOf(boardOf(orders, lines, rounds)), alarms, [], NOW, () => 480_000, 300_000)
  assert.deepEqual(
    found.map((one) => one.id),
    ["missed:3:1", "alarm:z", "late:3", "late:1", "cold:1"],
  )
  assert.deepEqual(problemsOf(ticketsOf(boardOf(orders, lines, [])), [], [], Date.parse(at(60)), () => 480_000, 300_000), [])
})

test("what a printer did not print is one problem for each printer, the oldest paper first", () => {
  const job = (id, device, created) => ({ id, device_id: device, device: `printer ${device}`, kind: "kitchen", problem: "printer_down", created_at: at(created) })
  const found = problemsOf([], [], [job("b", "hot", 20), job("a", "hot", 10), job("c", "cold", 15)], Date.parse(at(60)), () => 480_000, 300_000)
  assert.deepEqual(
    found.map((one) => [one.kind, one.printer, one.jobs.map((each) => each.id), one.since]),
    [
      ["print", "printer hot", ["a", "b"], at(10)],
      ["print", "printer cold", ["c"], at(15)],
    ],
  )
})
