import assert from "node:assert/strict"
import { test } from "node:test"
import { columns } from "../../../displays/static/js/call/columns.js"

const NOW = Date.parse("2026-11-22T12:00:00.000Z")
const ago = (seconds) => new Date(NOW - seconds * 1000).toISOString()
const number = (no, state = "preparing", more = {}) => ({
  id: `id-${String(no).padStart(3, "0")}${more.business_day ?? ""}`,
  number: `#${String(no).padStart(2, "0")}`,
  business_day: "2026-11-22",
  state,
  called_at: state === "called" ? ago(60) : null,
  version: 1,
  ...more,
})
const view = (numbers, more = {}) => columns(numbers, { now: NOW, limitMs: 600_000, today: "2026-11-22", ...more })
const labels = (shown) => shown.map((one) => one.number)

test("what is being made stands by number, what is called by the newest call", () => {
  const shown = view([number(12), number(3), number(100), number(5, "called", { called_at: ago(90) }), number(7, "called", { called_at: ago(10) })])
  assert.deepEqual(labels(shown.making), ["#03", "#12", "#100"])
  assert.deepEqual(labels(shown.fetch), ["#07", "#05"])
})

test("a number that is ready waits for its call in the making, marked", () => {
  const shown = view([number(3, "ready"), number(4)])
  assert.deepEqual(
    shown.making.map((one) => [one.number, one.ready]),
    [
      ["#03", true],
      ["#04", false],
    ],
  )
})

test("yesterday's number stands before today's with the same label, marked", () => {
  const shown = view([number(57), number(57, "preparing", { business_day: "2026-11-21" })])
  assert.deepEqual(
    shown.making.map((one) => one.old),
    [true, false],
  )
})

test("only the last twelve calls are listed, the rest is counted", () => {
  const called = Array.from({ length: 15 }, (_, at) => number(at + 1, "called", { called_at: ago(100 - at) }))
  const shown = view(called)
  assert.equal(shown.fetch.length, 12)
  assert.equal(shown.fetch[0].number, "#15")
  assert.equal(shown.earlier, 3)
})

test("a called number leaves at the shop's limit, and stays where there is none", () => {
  const stale = [number(1, "called", { called_at: ago(600) }), number(2, "called", { called_at: ago(599) })]
  assert.deepEqual(labels(view(stale).fetch), ["#02"])
  assert.equal(view(stale, { limitMs: 0 }).fetch.length, 2)
})
