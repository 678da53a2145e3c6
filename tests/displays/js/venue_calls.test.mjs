import assert from "node:assert/strict"
import { test } from "node:test"
import { isPaced, standOf, subjectOf } from "../../../displays/static/js/pad/calls.js"
import { byWaiting, callWaits, ringing, timesRung, toneOf } from "../../../displays/static/js/venue/calls.js"

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

test("a call turns amber, then red; at once when the hub says that it waits too long; one that somebody answers is calm until then", () => {
  const tone = (seconds, more) => toneOf(call("a", 0, more), Date.parse(at(seconds)))
  assert.deepEqual([tone(59), tone(60), tone(299), tone(300)], ["calm", "amber", "amber", "red"])
  assert.equal(tone(30, { escalated_at: at(29) }), "red")
  assert.equal(tone(900, { state: "accepted" }), "calm")
  assert.equal(tone(900, { state: "accepted", escalated_at: at(899) }), "red")
})

test("it rings when it is made, when it waits too long, when who took it forgets it, and when it is made anew or handed back", () => {
  const life = [
    { state: "open" },
    { state: "open", escalated_at: at(120) },
    { state: "accepted" },
    { state: "accepted", escalated_at: at(900) },
    { state: "open", turn: 2 },
    { state: "open", turn: 2, escalated_at: at(1100) },
    { state: "accepted", turn: 3 },
    { state: "accepted", turn: 3, escalated_at: at(1800) },
  ].map((more) => call("a", 0, { turn: 1, ...more }))
  assert.deepEqual(life.map(timesRung), [1, 2, 2, 3, 4, 5, 8, 9])
  assert.deepEqual(
    life.map((one) => ringing([one]).length),
    [1, 1, 0, 1, 1, 1, 0, 1],
  )
})

test("what is said of a call stands while nobody goes, and that a guest waits too long while it is marked", () => {
  const stands = (event, more) => callWaits({ array: () => new Map([["a", call("a", 0, more)]]) }, { pad_call: "a", event })
  assert.deepEqual([stands("service_requested", {}), stands("service_requested", { state: "accepted" })], [true, false])
  const marked = { state: "accepted", escalated_at: at(900) }
  assert.deepEqual([stands("service_requested", marked), stands("service_overdue", marked), stands("service_overdue", {})], [false, true, false])
  assert.equal(callWaits({ array: () => new Map() }, { pad_call: "a", event: "service_overdue" }), false)
  assert.equal(callWaits({ array: () => new Map() }, { pad_call: null, event: "custom" }), true)
})

test("a button stands as the hub says, else as what was pressed on this pad", () => {
  const known = { calls: [], pending: new Map(), stayId: "s1", isLive: true }
  assert.equal(standOf("water", known).state, "none")
  const pressed = { ...known, pending: new Map([[subjectOf("s1", "water"), { action: "service" }]]) }
  assert.equal(standOf("water", pressed).state, "sending")
  assert.equal(standOf("water", { ...pressed, isLive: false }).state, "kept")
  assert.equal(standOf("water", { ...pressed, isPaced: true }).state, "paced")
  assert.equal(standOf("clean", { ...pressed, isPaced: true }).state, "none")
  assert.equal(standOf("clean", pressed).state, "none")
  assert.equal(standOf("water", { ...pressed, stayId: "s2" }).state, "none", "what the last guests pressed is not theirs")
  const calls = [call("a", 0, { state: "accepted", by: "Li" })]
  assert.deepEqual(standOf("water", { ...pressed, calls }), { state: "accepted", call: calls[0], busy: false })
  assert.equal(standOf("water", { ...known, calls, pending: new Map([["a", { action: "withdraw" }]]) }).busy, true)
  const forgotten = [call("a", 0, { state: "accepted", by: "Li", escalated_at: at(600) })]
  assert.deepEqual(standOf("water", { ...known, calls: forgotten }), { state: "late", call: forgotten[0], busy: false })
  assert.equal(standOf("water", { ...pressed, calls: forgotten }).busy, true)
})

test("too many presses are known by the address they go to, whichever service waits behind the one that was refused", () => {
  const waits = (action) => [{ action, path: "/me/calls" }]
  const rests = (path) => path === "/me/calls"
  assert.deepEqual([isPaced([], rests), isPaced(waits("service"), () => false), isPaced(waits("chat"), rests), isPaced(waits("service"), rests)], [false, false, false, true])
})
