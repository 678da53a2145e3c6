import assert from "node:assert/strict"
import { test } from "node:test"
import { Leaving } from "../../../displays/static/js/handheld/leaving.js"

function desk() {
  const sent = []
  const timers = { jobs: [], set: (job) => timers.jobs.push(job), clear: (id) => (timers.jobs[id - 1] = () => {}) }
  const leaving = new Leaving(
    (lines) => sent.push(lines.map((line) => line.id)),
    () => {},
    timers,
  )
  return { leaving, sent, timers }
}

test("a delivery is sent when its three seconds are over", () => {
  const { leaving, sent, timers } = desk()
  leaving.hold([{ id: "a" }])
  assert.deepEqual(leaving.ids, ["a"])
  assert.deepEqual(sent, [])
  timers.jobs[0]()
  assert.deepEqual(sent, [["a"]])
  assert.deepEqual(leaving.ids, [])
})

test("taken back, it is never sent", () => {
  const { leaving, sent, timers } = desk()
  leaving.hold([{ id: "a" }])
  assert.equal(leaving.undo(), true)
  timers.jobs[0]()
  leaving.flush()
  assert.deepEqual(sent, [])
  assert.equal(leaving.undo(), false)
})

test("the next delivery, or leaving the page, sends the one before at once", () => {
  const { leaving, sent } = desk()
  leaving.hold([{ id: "a" }])
  leaving.hold([{ id: "b" }])
  assert.deepEqual(sent, [["a"]])
  leaving.flush()
  assert.deepEqual(sent, [["a"], ["b"]])
})
