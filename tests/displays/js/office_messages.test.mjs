import assert from "node:assert/strict"
import test from "node:test"
import { saidOf } from "../../../displays/static/js/office/orders/said_of.js"
import { checksOf } from "../../../displays/static/js/office/messages/checks.js"
import { callsOf, isNeedless, laidUpon, marksOf, newCalls } from "../../../displays/static/js/office/messages/groups.js"

const AT = "2026-11-22T10:00:00.000Z"
const LATER = "2026-11-22T10:00:30.000Z"
const one = (more = {}) => ({
  id: "m1",
  call_id: "c1",
  channel: "call",
  kind: "announcement",
  repeat: 1,
  of: 1,
  due_at: AT,
  made_at: AT,
  updated_at: LATER,
  sent_at: null,
  state: "dropped",
  reason: null,
  text: null,
  voice: null,
  turn_at: null,
  problem: null,
  deliveries: [],
  lines: [],
  line_id: null,
  ...more,
})
const results = (message) => checksOf(message).map(({ result }) => result)
const by = (message) => Object.fromEntries(checksOf(message).map(({ check, result }) => [check, result]))

test("what went out and every device left out because it was over is not needed any more; anything else is as it stands", () => {
  const sent = (...results) => one({ state: "sent", sent_at: AT, deliveries: results.map((result) => ({ result })) })
  assert.equal(isNeedless(sent("skipped:subject_changed", null)), true)
  assert.equal(isNeedless(sent("skipped:subject_changed", "skipped:not_shown_here")), true)
  assert.equal(isNeedless(sent("skipped:subject_changed", "skipped:interrupted")), false)
  assert.equal(isNeedless(sent("skipped:no_screen")), false)
  assert.equal(isNeedless(sent(null)), false)
  assert.equal(isNeedless({ ...sent("skipped:subject_changed"), state: "shown" }), false)
})

test("what went out has passed all nine checks", () => {
  assert.deepEqual(results(one({ state: "spoken", sent_at: AT, voice: true })), Array(9).fill("passed"))
})

test("each reason ends the check it belongs to; those before are passed, those behind never reached", () => {
  const of = { expired: "limit", shop_closed: "open", channel_off: "wanted", subject_changed: "true", session_ended: "running", device_moved: "place", duplicate: "once", merged: "turn", joined: "turn" }
  for (const [reason, check] of Object.entries(of)) {
    const found = checksOf(one({ reason }))
    assert.deepEqual(found.filter(({ result }) => result === "ended").map((each) => each.check), [check], reason)
  }
  assert.deepEqual(by(one({ reason: "session_ended" })), {
    limit: "passed",
    open: "passed",
    wanted: "passed",
    voice: "unreached",
    true: "passed",
    running: "ended",
    place: "unreached",
    once: "unreached",
    turn: "unreached",
  })
})

test("what was over before its time was looked at for that alone", () => {
  const repeat = one({ reason: "subject_changed", due_at: "2026-11-22T10:01:00.000Z" })
  assert.deepEqual([...new Set(results(repeat))], ["unreached", "ended"])
  const born = one({ reason: "channel_off", updated_at: AT })
  assert.equal(by(born).wanted, "ended")
  assert.equal(by(born).limit, "unreached")
  assert.deepEqual([...new Set(results(one({ reason: "got_it" })))], ["unreached"])
})

test("a voice that was held back is told from one that was heard", () => {
  const sent = { state: "shown", sent_at: AT }
  assert.equal(checksOf(one({ ...sent, voice: false }))[3].why, "rule")
  assert.equal(by(one({ ...sent, voice: false, kind: "notice" })).voice, "passed")
  assert.equal(checksOf(one({ ...sent, voice: true, deliveries: [{ result: "silenced" }] }))[3].why, "muted")
  assert.equal(by(one({ ...sent, voice: true, turn_at: LATER })).turn, "waited")
})

test("what waits has its checks before it", () => {
  assert.deepEqual(results(one({ state: "scheduled" })), Array(9).fill("next"))
  assert.equal(by(one({ state: "scheduled", reason: "delayed" })).turn, "waits")
  assert.deepEqual(results(one({ state: "failed", reason: "render" })), Array(9).fill("passed"))
  assert.deepEqual([...new Set(results(one({ state: "failed", reason: "fault: Boom" })))], ["unreached"])
})

test("messages of one call stand together, repeats in order, a text of its own only where it differs", () => {
  const list = [
    one({ id: "m9", call_id: "c2", text: "newest" }),
    one({ id: "m4", channel: "cashier", text: "for the desk", problem: "unheard" }),
    one({ id: "m3", repeat: 3, of: 3 }),
    one({ id: "m2", repeat: 2, of: 3 }),
    one({ id: "m1", repeat: 1, of: 3, state: "sent", sent_at: AT, text: "for all" }),
  ]
  const calls = callsOf(list)
  assert.deepEqual(calls.map((call) => [call.id, call.text, call.problem]), [["c2", "newest", false], ["c1", "for all", true]])
  assert.deepEqual(calls[1].channels.map(({ channel, text, messages }) => [channel, text, messages.map(({ repeat }) => repeat)]), [["call", null, [1, 2, 3]], ["cashier", "for the desk", [1]]])
})

test("repeats that ended alike are one mark, and nothing else is", () => {
  const off = (id, more) => one({ id, reason: "channel_off", ...more })
  const marks = marksOf([one({ id: "a", state: "sent" }), off("b"), off("c"), off("d", { reason: "got_it" }), off("e", { state: "failed", reason: "got_it" }), off("f", { state: "failed", reason: "got_it" })])
  assert.deepEqual(marks.map(({ message, n }) => [message.id, n]), [["a", 1], ["b", 2], ["d", 1], ["e", 1], ["f", 1]])
})

const row = (id, more) => one({ id, call_id: `c${id}`, ...more })

test("news wait while somebody reads, and what is shown becomes what it is now where it stands", () => {
  const shown = [row("3", { state: "sent" }), row("2"), row("1")]
  const page = [row("5"), row("4"), row("3", { state: "spoken" }), row("2")]
  const held = laidUpon(shown, page, { isWhole: false, isReading: true })
  assert.deepEqual(held.items.map(({ id, state }) => [id, state]), [["3", "spoken"], ["2", "dropped"], ["1", "dropped"]])
  assert.equal(newCalls(held.news, held.items), 2)
  const taken = laidUpon(shown, page, { isWhole: false, isReading: false })
  assert.deepEqual(taken.items.map(({ id }) => id), ["5", "4", "3", "2", "1"])
  assert.deepEqual(taken.news, [])
})

test("what no longer fits the filter stays under the eye and goes afterwards", () => {
  const shown = [row("3"), row("2"), row("1")]
  const page = [row("3"), row("1")]
  assert.deepEqual(laidUpon(shown, page, { isWhole: true, isReading: true }).items.map(({ id }) => id), ["3", "2", "1"])
  assert.deepEqual(laidUpon(shown, page, { isWhole: true, isReading: false }).items.map(({ id }) => id), ["3", "1"])
  assert.deepEqual(laidUpon(shown, [], { isWhole: true, isReading: false }).items, [])
})

test("messages are counted for the line and for the step that they are about", () => {
  const messages = [
    one({ event: "order_placed", lines: ["a", "b"] }),
    one({ event: "order_placed", lines: ["b"], problem: "blocked" }),
    one({ event: "line_called", line_id: "a", lines: [] }),
    one({ event: "order_placed", lines: [] }),
  ]
  const said = saidOf("o", messages)
  assert.deepEqual([said.ofLine({ id: "a" }), said.ofLine({ id: "b" }), said.ofLine({ id: "c" })], [{ n: 2, isWrong: false }, { n: 2, isWrong: true }, { n: 0, isWrong: false }])
  assert.deepEqual(said.ofEntry({ action: "place", lines: [{ id: "a" }] }), { n: 1, isWrong: false, event: "order_placed" })
  assert.deepEqual(said.ofEntry({ action: "call", lines: [{ id: "a" }] }), { n: 1, isWrong: false, event: "line_called" })
  assert.equal(said.ofEntry({ action: "serve", lines: [{ id: "a" }] }), null)
  assert.equal(said.ofEntry({ action: "seen", lines: [] }), null)
})
