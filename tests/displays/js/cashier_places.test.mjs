import assert from "node:assert/strict"
import { test } from "node:test"
import { Board } from "../../../displays/static/js/core/state.js"
import { ticketsOf } from "../../../displays/static/js/cashier/orders.js"
import { bandsOf, codesIn, findAll, findPlaces, roomsOf, toPayOf } from "../../../displays/static/js/cashier/places.js"

const room = (number, state, stay_id = null) => ({ id: `r${number}`, number, area: "springs", state, stay_id, version: 1 })
const stay = (id, number, wristbands = [], guests = 2) => ({ id, room: number ? { id: `r${number}`, number } : null, wristbands, guests, opened_at: "", checked_out_at: null, closed_at: null, version: 1 })
const order = (id, stay_id, number = "#01") => ({ id, number, stay_id, room: null, wristband: null, state: "placed", confirmed: true, created_at: id, rounds: [], version: 1 })
const line = (id, order_id, state) => ({ id, order_id, round: 1, state, quantity: 2, version: 1 })

function house() {
  const board = new Board("cashier")
  board.load({
    rooms: [room("801", "in_use", "s1"), room("802", "free"), room("1801", "in_use", "s3")],
    stays: [stay("s1", "801"), stay("s2", "801", ["A05"], 1), stay("s3", "1801"), stay("s4", null, ["B10"], 1)],
    orders: [order("o1", "s1", "#07"), order("o2", "s2", "#08"), order("o4", "s4", "#80")],
    lines: [line("a", "o1", "placed"), line("b", "o1", "served"), line("c", "o2", "ready")],
    sessions: [{ id: "t1", staff: { id: "p", name: "Lin" }, room: { id: "r801", number: "801" }, state: "on", started_at: "", ends_at: null }],
  })
  const tickets = ticketsOf(board)
  return { rooms: roomsOf(board, tickets), bands: bandsOf(board, tickets), tickets }
}

test("a room counts its own guests and those of wristbands in it; cleaning drops only the own stay's dishes", () => {
  const found = house().rooms.find((one) => one.number === "801")
  assert.equal(found.guests, 3)
  assert.deepEqual(found.unfinished.map((one) => one.id).sort(), ["a", "c"])
  assert.deepEqual(found.own_unfinished.map((one) => one.id), ["a"])
  assert.deepEqual([found.bands.length, found.sessions.length], [1, 1])
})

test("what is to be paid is what was ordered less what was paid, and nothing when that is nothing", () => {
  const ticket = (total, paid) => ({ order: { total, paid, currency: "CNY" } })
  assert.deepEqual(toPayOf([ticket(3800, 0), ticket(1200, 1000)]), { minor: 4000, currency: "CNY" })
  assert.equal(toPayOf([ticket(3800, 3800)]), null)
  assert.equal(toPayOf([]), null)
})

test("wristbands that are out stand by code, with what is still to come", () => {
  assert.deepEqual(
    house().bands.map(({ code, portions }) => [code, portions]),
    [
      ["A05", 2],
      ["B10", 0],
    ],
  )
})

test("orders go to rooms in use and wristbands that are out; an exact name comes first", () => {
  const { rooms, bands } = house()
  const names = (query) => findPlaces(rooms, bands, query).map((one) => one.label)
  assert.deepEqual(names("801"), ["801", "1801"])
  assert.deepEqual(names("802"), [])
  assert.deepEqual(names("a0"), ["A05"])
  assert.equal(names("").length, 4)
})

test("one field finds rooms, wristbands and numbers, with and without the sign", () => {
  const { rooms, bands, tickets } = house()
  const found = (query) => findAll(rooms, bands, tickets, query).map((one) => one.id)
  assert.equal(found("#07")[0], "order:o1")
  assert.equal(found("7")[0], "order:o1")
  assert.equal(found("801")[0], "room:r801")
  assert.deepEqual(found("b10"), ["band:s4"])
  assert.deepEqual(found(" "), [])
})

test("codes are parted by whatever somebody types between them", () => {
  assert.deepEqual(codesIn(" a03, A04；a03\nB-1 "), ["A03", "A04", "B-1"])
  assert.deepEqual(codesIn("  "), [])
})
