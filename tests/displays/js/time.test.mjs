// Clock, back-off, keys, and when a page loads itself anew.
import assert from "node:assert/strict"
import { test } from "node:test"
import { afterClose, backoffMs } from "../../../displays/static/js/core/backoff.js"
import { Clock } from "../../../displays/static/js/core/clock.js"
import { newKey } from "../../../displays/static/js/core/keys.js"
import { minuteOfDay, reloadIsDue } from "../../../displays/static/js/core/watchdog.js"

const HUB = Date.parse("2026-11-22T02:41:07.000Z")
const iso = (ms) => new Date(ms).toISOString()

function device(wallMs) {
  const at = { steady: 5000, wall: wallMs }
  return { at, clock: new Clock({ steady: () => at.steady, wall: () => at.wall }), pass: (ms) => ((at.steady += ms), (at.wall += ms)) }
}

for (const year of ["1970-01-02T00:00:00Z", "2099-01-01T00:00:00Z"]) {
  test(`a tablet of ${year.slice(0, 4)} knows the hub's time`, () => {
    const { at, clock, pass } = device(Date.parse(year))
    clock.learn(iso(HUB), at.steady - 100, at.steady + 100)
    assert.equal(clock.now(), HUB)
    pass(60_000)
    assert.equal(clock.now(), HUB + 60_000)
    assert.equal(clock.offsetMs, HUB - Date.parse(year))
  })
}

test("one late answer among five moves nothing", () => {
  const { at, clock, pass } = device(HUB)
  for (const late of [0, 0, 4000, 0, 0]) {
    clock.learn(iso(HUB + at.steady - 5000 - late), at.steady, at.steady)
    pass(10_000)
  }
  assert.equal(clock.now(), HUB + at.steady - 5000)
})

test("setting the tablet's date does not move the ages on it", () => {
  const { at, clock, pass } = device(HUB)
  clock.learn(iso(HUB), at.steady, at.steady)
  at.wall += 86_400_000
  pass(1000)
  assert.equal(clock.now(), HUB + 1000)
})

test("after a sleep that the count of milliseconds did not see, one answer is enough", () => {
  const { at, clock } = device(HUB)
  for (let each = 0; each < 5; each++) clock.learn(iso(HUB), at.steady, at.steady)
  at.wall += 3_600_000
  clock.learn(iso(HUB + 3_600_000), at.steady, at.steady)
  assert.equal(clock.now(), HUB + 3_600_000)
})

test("a reload without network begins with the difference that was known", () => {
  const { clock } = device(0)
  assert.equal(clock.known, false)
  clock.recall(HUB)
  assert.equal(clock.now(), HUB)
  clock.learn(iso(HUB + 7), 5000, 5000)
  clock.recall(0)
  assert.equal(clock.now(), HUB + 7)
})

test("waits are jittered whole and end at ten seconds", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 99].map((attempt) => backoffMs(attempt, () => 1)), [500, 1000, 2000, 4000, 8000, 10_000, 10_000])
  assert.equal(backoffMs(9, () => 0), 0)
})

test("the hundreds of a close code say what to do", () => {
  assert.deepEqual([4001, 4002, 4006, 4101, 4105, 4200, 4201, 1006, 0].map(afterClose), ["stop", "stop", "stop", "back_off", "back_off", "soon", "soon", "back_off", "back_off"])
})

test("keys are version 7, different, and in the order they were made", () => {
  const keys = Array.from({ length: 5000 }, () => newKey(HUB))
  assert.match(keys[0], /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(new Set(keys).size, keys.length)
  assert.deepEqual([...keys].sort(), keys)
  assert.ok(newKey(0) > keys.at(-1), "a date that was set back still gives later keys")
})

const quiet = { zone: "Asia/Shanghai", dayStart: "03:00", steadyMs: 5e7, loadedMs: 0, lastTouchMs: 0, unsent: 0, live: true, typing: false }
const at = (text) => Date.parse(`2026-11-22T${text}:00+08:00`)

test("a page loads itself anew half an hour after the day began, while nobody minds", () => {
  assert.equal(reloadIsDue({ ...quiet, nowMs: at("03:31") }), true)
  assert.equal(reloadIsDue({ ...quiet, nowMs: at("03:29") }), false)
  assert.equal(reloadIsDue({ ...quiet, nowMs: at("14:00") }), false)
  assert.equal(reloadIsDue({ ...quiet, nowMs: at("00:10"), dayStart: "23:30" }), true)
})

test("it does not while a command waits, somebody works, the line is down, or it is young", () => {
  for (const busy of [{ unsent: 1 }, { lastTouchMs: 5e7 - 60_000 }, { live: false }, { typing: true }, { loadedMs: 5e7 - 60_000 }]) {
    assert.equal(reloadIsDue({ ...quiet, ...busy, nowMs: at("03:31") }), false)
  }
})

test("the minute of the day is the shop's", () => {
  assert.equal(minuteOfDay(Date.parse("2026-11-21T21:15:00Z"), "Asia/Kathmandu"), 180)
  assert.equal(minuteOfDay(Date.parse("2026-11-22T00:05:00Z"), "UTC"), 5)
})
