// A waiter's round: what was ordered is not offered a second time, and what was added meanwhile is not thrown away.
import assert from "node:assert/strict"
import { test } from "node:test"
import { signal } from "../../../displays/static/js/html.js"
import { openOrdering } from "../../../displays/static/js/ordering/ordering.js"
import { DUMPLINGS, MENU } from "./pad.things.mjs"

const OK = { ok: true, status: 201, body: { order: { number: "#07" } }, problem: null }
const later = () => new Promise((resolve) => setTimeout(resolve, 5))
let devices = 0

/** As much of a screen as an order needs. */
function screenOf(device, waiting = []) {
  return {
    me: signal({ device: { id: device } }),
    phase: signal("ready"),
    clock: { now: () => 1_000_000 },
    outbox: {
      waiting: signal(waiting),
      drop(id) {
        this.waiting.value = this.waiting.value.filter((entry) => entry.id !== id)
      },
    },
    onEvent() {},
    ask: async () => ({ ok: false, problem: null }),
    sent: [],
    command(method, path, body, { subject }) {
      this.sent.push({ body, subject })
      return new Promise((resolve) => (this.answer = resolve))
    },
  }
}

async function opened(screen) {
  const ordering = openOrdering(screen)
  await later()
  return ordering
}

async function withTwoSoups(screen) {
  const ordering = await opened(screen)
  ordering.place.value = { room: { id: "r", stay_id: "s" }, label: "801" }
  ordering.put({ sku_id: "soup", quantity: 2 })
  return ordering
}
const held = (ordering) => ordering.basket.value.lines.map((line) => [line.sku_id, line.quantity])

test("what waits in the outbox is not offered again after a reload, nor after the next one", async () => {
  const device = `d${++devices}`
  const screen = screenOf(device)
  const ordering = await withTwoSoups(screen)
  ordering.send()
  await later()
  const [{ subject }] = screen.sent
  assert.deepEqual(held(await opened(screenOf(device, [{ subject }]))), [])
  assert.deepEqual(held(await opened(screenOf(device))), [], "the order was answered meanwhile")
})

test("a round that was not sent comes back after a reload", async () => {
  const device = `d${++devices}`
  await withTwoSoups(screenOf(device))
  await later()
  const again = await opened(screenOf(device))
  assert.deepEqual([held(again), again.place.value.label], [[["soup", 2]], "801"])
})

test("what is added while the order is on its way stays in the basket", async () => {
  const screen = screenOf(`d${++devices}`)
  const ordering = await withTwoSoups(screen)
  const sending = ordering.send()
  ordering.put({ sku_id: "soup", quantity: 1 })
  ordering.put({ sku_id: "tea", quantity: 1 })
  screen.answer(OK)
  await sending
  assert.deepEqual(screen.sent[0].body.lines.map((line) => [line.sku_id, line.quantity]), [["soup", 2]])
  assert.deepEqual([held(ordering), ordering.place.value.label], [[["soup", 1], ["tea", 1]], "801"])
  const rest = ordering.send()
  screen.answer(OK)
  await rest
  assert.deepEqual([held(ordering), ordering.place.value], [[], null])
})

/** A screen whose commands are answered one by one, in any order. */
function slowScreen() {
  const screen = screenOf(`d${++devices}`)
  const answers = []
  const abouts = []
  screen.command = (method, path, body, about) => {
    screen.sent.push({ body, subject: about.subject })
    abouts.push(about)
    return new Promise((resolve) => answers.push(resolve))
  }
  /** A refusal stays in the outbox, as one that can be taken up again does. */
  const refuse = (at, problem) => {
    screen.outbox.waiting.value = [...screen.outbox.waiting.value, { id: `c${at}`, ...abouts[at], state: "refused", problem }]
    answers[at]({ ok: false, problem })
  }
  return { screen, answers, refuse }
}

/** 801's two soups are refused while a tea for 802 is being typed. */
async function refusedWhileTheNextIsBegun() {
  const { screen, answers, refuse } = slowScreen()
  const ordering = await withTwoSoups(screen)
  const first = ordering.send()
  ordering.next()
  ordering.place.value = { room: { id: "q", stay_id: "u" }, label: "802" }
  ordering.put({ sku_id: "tea", quantity: 1 })
  refuse(0, { code: "lines_refused", lines: [{ index: 0, code: "sold_out" }] })
  await first
  return { screen, answers, ordering }
}

test("the next order is begun while the one before is still being sent, and neither touches the other", async () => {
  const { screen, answers } = slowScreen()
  const ordering = await withTwoSoups(screen)
  const first = ordering.send()
  assert.equal(ordering.sending.value, true)
  ordering.next()
  assert.deepEqual([ordering.place.value, held(ordering), ordering.sending.value], [null, [], false])
  ordering.place.value = { room: { id: "q", stay_id: "u" }, label: "802" }
  ordering.put({ sku_id: "soup", quantity: 1 })
  const second = ordering.send()
  assert.deepEqual(screen.sent.map(({ body }) => [body.room_id, body.lines.map((line) => line.quantity)]), [["r", [2]], ["q", [1]]])
  answers[0](OK)
  assert.equal((await first).is_left, true)
  assert.deepEqual([ordering.place.value.label, held(ordering)], ["802", [["soup", 1]]])
  answers[1](OK)
  assert.equal((await second).is_left, false)
  assert.deepEqual([ordering.place.value, held(ordering)], [null, []])
})

test("an order that is refused comes back when the next one has gone, for its own guests", async () => {
  const { screen, answers, ordering } = await refusedWhileTheNextIsBegun()
  assert.deepEqual([ordering.place.value.label, held(ordering)], ["802", [["tea", 1]]], "who types is not disturbed")
  const second = ordering.send()
  answers[1](OK)
  await second
  assert.deepEqual([ordering.place.value.label, held(ordering)], ["801", [["soup", 2]]])
  assert.equal(ordering.basket.value.lines[0].refused, "sold_out")
  await later()
  assert.deepEqual(screen.outbox.waiting.value, [], "it stands in one place only")
})

test("an order that was refused before a reload waits until it is taken up, and disturbs no other", async () => {
  const { screen } = await refusedWhileTheNextIsBegun()
  await later()
  const reloaded = screenOf(screen.me.value.device.id, screen.outbox.waiting.value)
  const again = await opened(reloaded)
  assert.deepEqual([again.place.value.label, held(again)], ["802", [["tea", 1]]])
  const [aside] = reloaded.outbox.waiting.value
  assert.equal(again.takeUp(aside), false, "the tea would be lost")
  again.clear()
  assert.equal(again.takeUp(aside), true)
  assert.deepEqual([again.place.value.label, held(again), again.basket.value.lines[0].refused], ["801", [["soup", 2]], "sold_out"])
  await later()
  assert.deepEqual(reloaded.outbox.waiting.value, [])
})

test("an order that is refused while it is looked at stays in the basket, and nowhere else", async () => {
  const { screen, refuse } = slowScreen()
  const ordering = await withTwoSoups(screen)
  const sending = ordering.send()
  refuse(0, { code: "lines_refused", lines: [{ index: 0, code: "sold_out" }] })
  await sending
  await later()
  assert.deepEqual([held(ordering), ordering.basket.value.lines[0].refused, screen.outbox.waiting.value], [[["soup", 2]], "sold_out", []])
})

test("a dish that was added for the same guests is not left behind by the next order", async () => {
  const { screen, answers } = slowScreen()
  const ordering = await withTwoSoups(screen)
  const sent = ordering.send()
  ordering.put({ sku_id: "tea", quantity: 1 })
  ordering.next()
  assert.equal(ordering.place.value.label, "801")
  answers[0](OK)
  await sent
  assert.deepEqual([ordering.place.value.label, held(ordering)], ["801", [["tea", 1]]])
})

test("a menu that was asked for earlier and comes later is not shown, and news before the first menu is not missed", async () => {
  const screen = screenOf(`d${++devices}`)
  const answers = []
  screen.ask = () => new Promise((resolve) => answers.push((sold_out) => resolve({ ok: true, body: { ...MENU, categories: [{ ...MENU.categories[0], items: [{ ...DUMPLINGS, sold_out }] }] } })))
  screen.onEvent = (listen) => (screen.hear = listen)
  const ordering = await opened(screen)
  ordering.loadMenu()
  screen.hear({ type: "store.sold_out_changed" })
  assert.equal(answers.length, 2)
  answers[1](false)
  await later()
  assert.equal(ordering.soldOut.value.size, 0)
  answers[0](true)
  await later()
  assert.equal(ordering.soldOut.value.size, 0)
})
