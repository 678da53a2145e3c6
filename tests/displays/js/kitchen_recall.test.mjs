import assert from "node:assert/strict"
import { test } from "node:test"
import { MOST, Served, recallable } from "../../../displays/static/js/kitchen/recall.js"
import { whereOf } from "../../../displays/static/js/kitchen/line.js"
import { AT, iso, line } from "./kitchen_things.mjs"

const MINUTE = 60_000

test("what was finished in the last quarter of an hour can be recalled, the newest first", () => {
  const ready = line({ state: "ready", ready_at: iso(AT - 3 * MINUTE) })
  const called = line({ state: "called", ready_at: iso(AT - 9 * MINUTE), called_at: iso(AT - 1 * MINUTE) })
  const old = line({ state: "ready", ready_at: iso(AT - 16 * MINUTE) })
  const served = line({ state: "served", ready_at: iso(AT - 20 * MINUTE), served_at: iso(AT - 2 * MINUTE) })
  assert.deepEqual(recallable([ready, line(), old, called], [served], AT), [called, served, ready])
})

test("what was tapped here a moment ago comes first, whatever this device takes the time to be", () => {
  const answered = line({ state: "ready", ready_at: iso(AT) })
  const tapped = line({ state: "ready", ready_at: iso(AT - 400), pending: "finish" })
  const rushed = line({ state: "ready", ready_at: iso(AT - 200), pending: "rush" })
  assert.deepEqual(recallable([answered, rushed, tapped], [], AT), [tapped, answered, rushed])
})

test("a line that is on the stove again is no longer in the list", () => {
  const served = line({ state: "served", served_at: iso(AT) })
  assert.deepEqual(recallable([{ ...served, state: "preparing", served_at: null }], [served], AT), [])
})

test("the list ends after fifty", () => {
  const many = Array.from({ length: 70 }, () => line({ state: "ready", ready_at: iso(AT) }))
  assert.equal(recallable(many, [], AT).length, MOST)
})

test("what the bar served is not the hot kitchen's to take back; a screen of every station has both", () => {
  const served = new Served()
  const soup = line({ state: "served" })
  const cola = line({ state: "served", station: "bar" })
  served.take({ line: soup, order: null })
  served.take({ line: cola, order: null })
  const ids = (lines) => lines.map(({ id }) => id)
  assert.deepEqual(ids(served.of(["hot"])), [soup.id])
  assert.deepEqual(ids(served.of([])), [cola.id, soup.id])
})

test("whose wristband it was is known after the order has left the board, and what came back is not served any more", () => {
  const served = new Served()
  const tea = line({ state: "served", room: null })
  served.take({ line: tea, order: { wristband: "B02" } })
  assert.equal(whereOf(served.of([])[0], new Map()), "B02")
  served.take({ line: { ...tea, state: "ready" }, order: { wristband: "B02" } })
  assert.deepEqual(served.of([]), [])
})
