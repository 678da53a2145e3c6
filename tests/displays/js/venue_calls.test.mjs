import assert from "node:assert/strict"
import { test } from "node:test"
import { standOf, subjectOf } from "../../../displays/static/js/pad/calls.js"
import { byWaiting, toneOf } from "../../../displays/static/js/venue/calls.js"

const at = (seconds) => new Date(Date.UTC(2026, 10, 22, 12, 0, seconds)).toISOString()
const call = (id, seconds, more = {}) => ({ id, service: "water", state: "open", created_at: at(seconds), escalated_at: null, ...more })

test("those nobody goes to come first, whoever waits longest on top", () => {
  const calls = [call("a", 30), call("b", 10, { state: "accepted" }), call("c", 20), call("d", 5, { state: "accepted" })]
  const { open, taken } = byWaiting(calls)
  assert.deepEqual(
    [open, taken].map((some) => some.map((one) => one.id)),
    [
      ["c", "a"],
      ["d", "b"],
    ],
  )
})

test("a call turns amber, then red; at once when the hub says that it waits too long; one that somebody answers is calm", () => {
  const tone = (seconds, more) => toneOf(call("a", 0, more), Date.parse(at(seconds)))
  assert.deepEqual([tone(59), tone(60), tone(299), tone(300)], ["calm", "amber", "amber", "red"])
  assert.equal(tone(30, { escalated_at: at(29) }), "red")
  assert.equal(tone(900, { state: "accepted", escalated_at: at(29) }), "calm")
})

test("a button stands as the hub says, else as what was pressed on this pad", () => {
  const known = { calls: [], pending: new Map(), stayId: "s1", isLive: true }
  assert.equal(standOf("water", known).state, "none")
  const pressed = { ...known, pending: new Map([[subjectOf("s1", "water"), { action: "service" }]]) }
  assert.equal(standOf("water", pressed).state, "sending")
  assert.equal(standOf("water", { ...pressed, isLive: false }).state, "kept")
  assert.equal(standOf("clean", pressed).state, "none")
  assert.equal(standOf("water", { ...pressed, stayId: "s2" }).state, "none", "what the last guests pressed is not theirs")
  const calls = [call("a", 0, { state: "accepted", by: "Li" })]
  assert.deepEqual(standOf("water", { ...pressed, calls }), { state: "accepted", call: calls[0], busy: false })
  assert.equal(standOf("water", { ...known, calls, pending: new Map([["a", { action: "withdraw" }]]) }).busy, true)
})
