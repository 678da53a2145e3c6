import assert from "node:assert/strict"
import { test } from "node:test"
import { Shown, commandsByLine, expected, stepsBack, tapAction } from "../../../displays/static/js/kitchen/flow.js"
import { AT, line } from "./kitchen_things.mjs"

const one = (line_, action, more = {}) => ({ id: `${line_.id}-${action}`, path: `/kds/lines/${line_.id}/${action}`, body: null, at: AT, state: "waiting", ...more })

test("a tap leads from placed over preparing to ready and no further", () => {
  assert.deepEqual(["placed", "preparing", "ready", "called", "voided"].map(tapAction), ["start", "finish", null, null, null])
})

test("what was tapped shows at once, in the order it was tapped", () => {
  const tapped = line()
  const commands = commandsByLine([one(tapped, "start"), one(tapped, "finish")])
  const shown = expected(tapped, commands.get(tapped.id))
  assert.deepEqual([shown.state, shown.pending, Date.parse(shown.ready_at)], ["ready", "finish", AT])
  assert.equal(tapped.state, "placed")
})

test("a whole card's command is about all of its lines", () => {
  const [first, second] = [line(), line()]
  const commands = commandsByLine([{ id: "k", path: "/kds/lines/transitions", body: { action: "start", line_ids: [first.id, second.id] }, at: AT, state: "sending" }])
  assert.deepEqual([first, second].map((each) => expected(each, commands.get(each.id)).state), ["preparing", "preparing"])
})

test("a tap that waits for a decision, or was refused, changes nothing on the screen", () => {
  const tapped = line()
  assert.equal(commandsByLine([one(tapped, "start", { state: "stale" }), one(tapped, "start", { state: "refused" })]).size, 0)
})

test("rush is shown and taken back", () => {
  const tapped = line()
  assert.equal(expected(tapped, commandsByLine([one(tapped, "rush", { body: { on: true } })]).get(tapped.id)).rush, true)
  assert.deepEqual(stepsBack([{ action: "rush", on: true, ids: ["x"] }]), [{ action: "rush", on: false, ids: ["x"] }])
})

test("a whole card that went straight through is taken back step by step; a call is not", () => {
  assert.deepEqual(stepsBack([{ action: "start", ids: ["a"] }, { action: "finish", ids: ["a", "b"] }]), [{ action: "recall", ids: ["a", "b"] }, { action: "undo", ids: ["a"] }])
  assert.equal(stepsBack([{ action: "call", ids: ["a"] }]), null)
})

test("the hub's answer holds until its event has come", () => {
  const shown = new Shown()
  const placed = line()
  const started = { ...placed, state: "preparing", version: 2 }
  assert.equal(shown.of([placed], new Map([[placed.id, started]]), new Map())[0], started)
  const ready = { ...placed, state: "ready", version: 3 }
  assert.equal(shown.of([ready], new Map([[placed.id, started]]), new Map())[0], ready)
})

test("a line that nothing changed stays the same object", () => {
  const shown = new Shown()
  const tapped = line()
  const commands = commandsByLine([one(tapped, "start")])
  const [before] = shown.of([tapped], new Map(), commands)
  const [after] = shown.of([tapped], new Map(), commandsByLine([one(tapped, "start")]))
  assert.equal(after, before)
})

test("a line that was tapped served leaves at once, a void only when it was confirmed", () => {
  const [ready, voided] = [line({ state: "ready" }), line({ state: "voided" })]
  const commands = commandsByLine([one(ready, "serve")])
  assert.deepEqual(new Shown().of([ready, voided], new Map(), commands), [voided])
  assert.deepEqual(new Shown().of([voided], new Map(), commandsByLine([one(voided, "confirm")])), [])
})
