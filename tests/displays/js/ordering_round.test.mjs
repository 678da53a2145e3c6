// A waiter's round: what was ordered is not offered a second time, and what was added meanwhile is not thrown away.
import assert from "node:assert/strict"
import { test } from "node:test"
import { signal } from "../../../displays/static/js/html.js"
import { openOrdering } from "../../../displays/static/js/ordering/ordering.js"

const OK = { ok: true, status: 201, body: { order: { number: "#07" } }, problem: null }
const later = () => new Promise((resolve) => setTimeout(resolve, 5))
let devices = 0

/** As much of a screen as an order needs. */
function screenOf(device, waiting = []) {
  return {
    me: signal({ device: { id: device } }),
    phase: signal("ready"),
    clock: { now: () => 1_000_000 },
    outbox: { waiting: signal(waiting) },
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
