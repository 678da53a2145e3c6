import assert from "node:assert/strict"
import { test } from "node:test"
import { BAND_MS, Band, PATIENCE_MS } from "../../../displays/static/js/call/band.js"

const T = Date.parse("2026-11-22T12:00:00.000Z")
const called = (id, at, more = {}) => ({ id, number: `#${id}`, business_day: "2026-11-22", state: "called", called_at: new Date(at).toISOString(), ...more })

test("a call stands alone for eight seconds, the next one after it", () => {
  const band = new Band()
  band.see([called("01", T), called("02", T + 100)], T + 200)
  assert.equal(band.showing.id, "01")
  assert.equal(band.behind, 1)
  band.tick(T + 200 + BAND_MS - 1)
  assert.equal(band.showing.id, "01")
  band.tick(T + 200 + BAND_MS)
  assert.equal(band.showing.id, "02")
  band.tick(T + 200 + 2 * BAND_MS)
  assert.equal(band.showing, null)
})

test("what was called before the page opened is no news, what was called a moment ago is", () => {
  const band = new Band()
  band.see([called("01", T - 60_000), called("02", T - 2000)], T)
  assert.equal(band.showing.id, "02")
  assert.equal(band.behind, 0)
})

test("the same board seen again starts nothing", () => {
  const band = new Band()
  band.see([called("01", T)], T)
  band.tick(T + BAND_MS)
  band.see([called("01", T)], T + BAND_MS + 1)
  assert.equal(band.showing, null)
})

test("a second call of a number that has been shown shows it again", () => {
  const band = new Band()
  band.see([called("01", T)], T)
  band.tick(T + BAND_MS)
  band.see([called("01", T + 20_000)], T + 20_000)
  assert.equal(band.showing.id, "01")
})

test("a second call of a number that still waits for the band does not double it", () => {
  const band = new Band()
  band.see([called("01", T), called("02", T)], T)
  band.see([called("01", T), called("02", T + 1000)], T + 1000)
  assert.equal(band.behind, 1)
})

test("dishes of one order that are called one after the other are one call", () => {
  const band = new Band()
  band.see([called("01", T)], T)
  band.see([called("01", T + 3000)], T + 3000)
  assert.equal(band.behind, 0)
  band.tick(T + BAND_MS)
  assert.equal(band.showing, null)
})

test("a number that is served leaves the band at once, and its place to the next", () => {
  const band = new Band()
  band.see([called("01", T), called("02", T + 1)], T + 1)
  band.see([called("02", T + 1)], T + 3000)
  assert.equal(band.showing.id, "02")
  band.tick(T + 3000 + BAND_MS - 1)
  assert.equal(band.showing.id, "02")
})

test("when one of two called dishes is served, the older call that is left is no new one", () => {
  const band = new Band()
  band.see([called("01", T)], T)
  band.tick(T + BAND_MS)
  band.see([called("01", T + 9000)], T + 9000)
  band.tick(T + 9000 + BAND_MS)
  band.see([called("01", T)], T + 18_000)
  assert.equal(band.showing, null)
})

test("a number taken back and called again is news", () => {
  const band = new Band()
  band.see([called("01", T)], T)
  band.see([{ ...called("01", T), state: "preparing", called_at: null }], T + 2000)
  assert.equal(band.showing, null)
  band.see([called("01", T + 5000)], T + 5000)
  assert.equal(band.showing.id, "01")
})

test("in a rush the band does not fall behind without end", () => {
  const band = new Band()
  const numbers = []
  for (let at = 0; at < 300; at++) {
    const now = T + at * 1000
    if (at % 2 === 0) numbers.push(called(String(at), now))
    band.see(numbers, now)
    band.tick(now)
    assert.ok(now - Date.parse(band.showing.called_at) < PATIENCE_MS + BAND_MS)
  }
  assert.ok(band.behind < PATIENCE_MS / 1000)
})
