import assert from "node:assert/strict"
import { test } from "node:test"
import { byWhose, portions, trips, unanswered } from "../../../displays/static/js/handheld/fetching.js"

const at = (minute) => `2026-11-22T12:${String(minute).padStart(2, "0")}:00.000Z`
const R801 = { id: "r1", number: "801" }
const R802 = { id: "r2", number: "802" }
const line = (id, room, minute, more = {}) => ({
  id,
  order_id: `o-${room?.id ?? id}`,
  number: "#01",
  room,
  quantity: 1,
  state: "ready",
  ready_at: at(minute),
  called_at: null,
  call_count: 0,
  claimed_by: null,
  rush: false,
  ...more,
})
const called = (id, room, minute, more = {}) => line(id, room, minute, { state: "called", called_at: at(minute + 1), call_count: 1, ...more })
const keys = (found) => found.map((trip) => trip.lines.map((one) => one.id).join("+"))

test("one trip takes everything that waits for a room, whoever ordered it", () => {
  const found = trips([line("a", R801, 5), line("b", R801, 3, { order_id: "wristband", number: "#04" }), line("c", R802, 4)], { me: "Li" })
  assert.deepEqual(keys(found), ["b+a", "c"])
  assert.deepEqual(found[0].numbers, ["#04", "#01"])
})

test("called goes before ready, then the longest waiting, and rush before its equals", () => {
  const found = trips([line("old", R801, 1), called("new-call", R802, 9), called("rush-call", { id: "r3", number: "803" }, 10, { rush: true })], { me: "Li" })
  assert.deepEqual(keys(found), ["rush-call", "new-call", "old"])
})

test("an order without a room is a trip of its own, with its wristband when it is known", () => {
  const heads = new Map([["o-w", { number: "#01", business_day: "2026-11-21", wristband: "A05" }]])
  const [trip] = trips([line("w", null, 1, { order_id: "o-w" })], { me: "Li", heads })
  assert.equal(trip.wristband, "A05")
  assert.equal(trip.days.get("#01"), "2026-11-21")
})

test("what two people fetch for one room are two trips", () => {
  const all = [line("a", R801, 1, { claimed_by: "Li" }), line("b", R801, 2, { claimed_by: "Wang" }), line("c", R801, 3)]
  const groups = byWhose(trips(all, { me: "Li" }))
  assert.deepEqual(keys(groups.me), ["a"])
  assert.deepEqual(keys(groups.other), ["b"])
  assert.deepEqual(keys(groups.nobody), ["c"])
})

test("what I have just pressed counts before the hub has answered", () => {
  const all = [line("a", R801, 1), line("b", R802, 2)]
  const found = byWhose(trips(all, { me: "Li", claiming: new Set(["a"]), going: new Set(["b"]) }))
  assert.deepEqual(keys(found.me), ["a"])
  assert.deepEqual(keys(found.nobody), [])
})

test("only called lines that nobody has taken ring", () => {
  const all = [called("a", R801, 1), called("b", R802, 1, { claimed_by: "Wang" }), line("c", R802, 1)]
  assert.deepEqual(
    unanswered(trips(all, { me: "Li" })).map((one) => one.id),
    ["a"],
  )
})

test("portions count quantities", () => {
  assert.equal(portions([line("a", R801, 1, { quantity: 3 }), line("b", R801, 1)]), 4)
})
