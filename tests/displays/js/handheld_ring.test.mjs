import assert from "node:assert/strict"
import { test } from "node:test"
import { AGAIN_MS, PATIENCE_MS, Ring, SLOWER_MS } from "../../../displays/static/js/handheld/ring.js"

const call = (id, count = 1) => ({ id, call_count: count })

test("a call rings at once and again until it is taken", () => {
  const ring = new Ring()
  assert.equal(ring.due([call("a")], 0), true)
  assert.equal(ring.due([call("a")], AGAIN_MS - 1), false)
  assert.equal(ring.due([call("a")], AGAIN_MS), true)
  assert.equal(ring.due([], AGAIN_MS + 1), false)
  assert.equal(ring.due([], AGAIN_MS * 2), false)
})

test("a second call rings at once, and both go on together", () => {
  const ring = new Ring()
  ring.due([call("a")], 0)
  assert.equal(ring.due([call("a"), call("b")], 4000), true)
  assert.equal(ring.due([call("a"), call("b")], AGAIN_MS), false)
  assert.equal(ring.due([call("a"), call("b")], 4000 + AGAIN_MS), true)
})

test("the same line called once more rings at once", () => {
  const ring = new Ring()
  ring.due([call("a")], 0)
  assert.equal(ring.due([call("a", 2)], 3000), true)
})

test("after a minute it rings less often", () => {
  const ring = new Ring()
  let rung = 0
  for (let now = 0; now < PATIENCE_MS + 2 * SLOWER_MS; now += 1000) rung += Number(ring.due([call("a")], now))
  assert.equal(rung, PATIENCE_MS / AGAIN_MS + 2)
})
