import assert from "node:assert/strict"
import test from "node:test"
import { billOf } from "../../../displays/static/js/pad/bill.js"
import { catalogueOf, describe, languageOf, needsChoice, pictureOf, picturesOf } from "../../../displays/static/js/ordering/catalogue.js"
import { Idle } from "../../../displays/static/js/pad/idle.js"
import { countsOf, isCancellable, roundsOf, seenOf, stepOf, unansweredOf } from "../../../displays/static/js/pad/progress.js"
import { boardOf, CATALOGUE, DUMPLINGS, line, MENU, TEA } from "./pad.things.mjs"

const PLACED = Date.parse("2026-11-22T10:00:00.000Z")

test("a line walks five steps, and whoever fetches it puts it on the way", () => {
  const states = ["placed", "preparing", "ready", "called", "served"]
  assert.deepEqual(
    states.map((state) => stepOf(line("l", { state }))),
    [0, 1, 2, 3, 4],
  )
  assert.equal(stepOf(line("l", { state: "ready", claimed_by: "Mei" })), 3)
})

test("only what is placed can be taken back", () => {
  assert.deepEqual(
    ["placed", "preparing", "served", "cancelled"].map((state) => isCancellable(line("l", { state }))),
    [true, false, false, false],
  )
})

test("the kitchen has seen a round, is still to see it, or has not", () => {
  const lines = [line("a")]
  assert.deepEqual(seenOf({ seen_at: "2026-11-22T10:00:00.800Z", delay_ms: 800 }, lines, PLACED + 5000), { state: "seen", delay_ms: 800 })
  assert.equal(seenOf({ seen_at: null }, lines, PLACED + 9_999).state, "waiting")
  assert.equal(seenOf({ seen_at: null }, lines, PLACED + 10_000).state, "missed")
  assert.equal(seenOf({ seen_at: null }, [line("a", { started_at: "2026-11-22T10:00:30.000Z" })], PLACED + 60_000).state, "seen")
})

test("rounds stand newest first with their lines in order", () => {
  const later = { round: 2, placed_at: "2026-11-22T10:20:00.000Z" }
  const board = boardOf({
    lines: [line("d", { ...later, state: "served" }), line("b"), line("a"), line("c", { ...later, state: "cancelled" })],
    rounds: [{ id: "r1", order_id: "order", round: 1, seen_at: "2026-11-22T10:00:01.000Z", delay_ms: 1000 }],
  })
  const groups = roundsOf(board, PLACED)
  assert.deepEqual(
    groups.map((group) => [group.round, group.lines.map((one) => one.id).join(""), group.waiting, group.taken_back]),
    [
      [2, "cd", 0, false],
      [1, "ab", 2, false],
    ],
  )
  assert.equal(groups[1].seen.delay_ms, 1000)
})

test("a line whose order is not on the board is not shown", () => {
  assert.deepEqual(roundsOf(boardOf({ orders: [], lines: [line("a")] }), PLACED), [])
})

test("the start page counts dishes, not lines", () => {
  const lines = [line("a", { quantity: 2 }), line("b", { state: "ready" }), line("c", { state: "served" }), line("d", { state: "cancelled" })]
  assert.deepEqual(countsOf(lines), { waiting: 3, placed: 2, preparing: 0, ready: 1, on_the_way: 0, served: 1 })
})

test("an order without an answer names its dishes from the menu", () => {
  const body = { lines: [{ sku_id: "s2", quantity: 2, options: [], note: "" }, { sku_id: "s9", quantity: 1, options: [], note: "" }] }
  const entries = [
    { id: "e1", action: "order", state: "waiting", body },
    { id: "e2", action: "order", state: "refused", body },
    { id: "e3", action: "cancel", state: "waiting", body: {} },
  ]
  const shown = unansweredOf(entries, CATALOGUE)
  assert.deepEqual(
    shown.map((one) => one.lines.map((each) => [each.item?.name ?? null, each.quantity])),
    [
      [
        ["茶", 2],
        [null, 1],
      ],
    ],
  )
})

test("the bill adds what is charged over all orders of the stay", () => {
  const orders = [
    { id: "two", number: "#09", total: 1200, paid: 0, currency: "CNY", created_at: "2026-11-22T11:00:00.000Z" },
    { id: "one", number: "#07", total: 7600, paid: 7600, currency: "CNY", created_at: "2026-11-22T10:00:00.000Z" },
    { id: "gone", number: "#08", total: 0, paid: 0, currency: "CNY", created_at: "2026-11-22T10:30:00.000Z" },
  ]
  const lines = [line("a", { order_id: "one", quantity: 2 }), line("b", { order_id: "two" }), line("c", { order_id: "gone", state: "cancelled" }), line("d", { order_id: "two", state: "voided" })]
  const bill = billOf(boardOf({ orders, lines }))
  assert.deepEqual(
    bill.orders.map(({ order, lines: held }) => [order.number, held.map((one) => one.id).join("")]),
    [
      ["#07", "a"],
      ["#09", "b"],
    ],
  )
  assert.deepEqual([bill.total, bill.paid, bill.due, bill.currency], [8800, 7600, 1200, "CNY"])
})

test("the catalogue knows its language, its pictures and what must be chosen", () => {
  const english = catalogueOf({ ...MENU, categories: MENU.categories.map((one) => ({ ...one, name: one.names.en })) })
  assert.equal(languageOf(CATALOGUE), "zh-CN")
  assert.equal(languageOf(english), "en")
  assert.deepEqual(picturesOf(CATALOGUE), ["/api/v1/pictures/a.webp"])
  assert.equal(pictureOf(TEA), null)
  assert.deepEqual([needsChoice(DUMPLINGS), needsChoice(TEA)], [true, false])
  assert.equal(describe({ descriptions: { "zh-CN": "好吃" } }, "en"), "好吃")
  assert.equal(describe(TEA, "en"), null)
})

test("the pad is idle a minute after the last touch", () => {
  const idle = new Idle(1000)
  assert.equal(idle.isDue(60_999), false)
  assert.equal(idle.isDue(61_000), true)
  idle.touch(61_000)
  assert.equal(idle.isDue(120_000), false)
})
