import assert from "node:assert/strict"
import { test } from "node:test"
import { businessDay, dayBefore } from "../../../displays/static/js/venue/day.js"

const day = (iso, zone = "Asia/Shanghai", start = "03:00") => businessDay(Date.parse(iso), zone, start)

test("a minute before the day start it is still yesterday's business day", () => {
  assert.equal(day("2026-11-21T18:59:59.999Z"), "2026-11-21")
  assert.equal(day("2026-11-21T19:00:00.000Z"), "2026-11-22")
})

test("the day turns once when three o'clock happens twice", () => {
  assert.equal(day("2026-10-24T23:59:00Z", "Europe/Helsinki"), "2026-10-24")
  assert.equal(day("2026-10-25T00:00:00Z", "Europe/Helsinki"), "2026-10-25")
  assert.equal(day("2026-10-25T01:00:00Z", "Europe/Helsinki"), "2026-10-25")
})

test("a zone with quarters of an hour, and a day that starts at midnight", () => {
  assert.equal(day("2026-11-21T21:14:00Z", "Asia/Kathmandu"), "2026-11-21")
  assert.equal(day("2026-11-21T21:15:00Z", "Asia/Kathmandu"), "2026-11-22")
  assert.equal(day("2026-11-21T16:00:00Z", "Asia/Shanghai", "00:00"), "2026-11-22")
})

test("the day before the first of a month", () => {
  assert.equal(dayBefore("2026-03-01"), "2026-02-28")
  assert.equal(dayBefore("2026-01-01"), "2025-12-31")
})
