// What the pad keeps over a reload, and what must not outlive a stay.
import assert from "node:assert/strict"
import { test } from "node:test"
import { orderOf, put } from "../../../displays/static/js/ordering/basket.js"
import { neighbour } from "../../../displays/static/js/pad/dish_keys.js"
import { KeptBasket } from "../../../displays/static/js/pad/kept_basket.js"
import { asksForMenu, refusalOf } from "../../../displays/static/js/pad/refusals.js"

class FakeStorage {
  things = new Map()
  get = async (_, key) => structuredClone(this.things.get(key))
  put = async (_, key, value) => void this.things.set(key, structuredClone(value))
  del = async (_, key) => void this.things.delete(key)
}

let made = 0
const newId = () => `b${++made}`
const filled = (kept, stayId) => put(kept.empty(stayId), { id: newId(), sku_id: "s1", options: [], note: "", quantity: 2 })
const never = () => false

test("a basket comes back after a reload in the same stay", async () => {
  const storage = new FakeStorage()
  const kept = new KeptBasket(storage, "pad", newId)
  const basket = filled(kept, "stay")
  await kept.write(basket)
  assert.deepEqual(await new KeptBasket(storage, "pad", newId).read("stay", never), basket)
})

test("another stay finds an empty basket, and a stay that ends leaves none", async () => {
  const storage = new FakeStorage()
  const kept = new KeptBasket(storage, "pad", newId)
  await kept.write(filled(kept, "stay"))
  assert.deepEqual((await kept.read("next stay", never)).lines, [])
  await kept.forget()
  assert.equal(storage.things.size, 0)
})

test("a basket whose order stands in the outbox is not offered again", async () => {
  const kept = new KeptBasket(new FakeStorage(), "pad", newId)
  const basket = filled(kept, "stay")
  await kept.write(basket)
  assert.deepEqual((await kept.read("stay", (id) => id === basket.id)).lines, [])
  assert.deepEqual((await kept.read("stay", never)).lines, [], "nor after the order has left the outbox")
})

test("an empty basket takes no room, and writes stay in their order", async () => {
  const storage = new FakeStorage()
  const kept = new KeptBasket(storage, "pad", newId)
  kept.write(filled(kept, "stay"))
  await kept.write(kept.empty("stay"))
  assert.equal(storage.things.size, 0)
})

test("a refusal is said in the words that fit it", () => {
  assert.deepEqual(
    ["product_sold_out", "shop_closed", "stay_closed", "unknown_sku", "invalid", "command_too_old", "busy"].map((code) => refusalOf({ code })),
    ["refused_sold_out", "refused_shop", "refused_stay", "refused_menu", "refused_menu", "refused_old", "refused_other"],
  )
  assert.deepEqual([asksForMenu({ code: "unknown_option" }), asksForMenu({ code: "product_sold_out" }), refusalOf(null)], [true, false, "refused_other"])
})

test("an order says for whom it was made, so that it never goes on the bill of the next guests", () => {
  const kept = new KeptBasket(new FakeStorage(), "pad", newId)
  assert.equal(orderOf(filled(kept, "stay")).stay_id, "stay")
})

test("arrows walk over the grid as the eye sees it", () => {
  const box = (left, top) => ({ left, top })
  // Three columns, the last row of the first category has one dish, a heading lies between.
  const boxes = [box(0, 0), box(100, 0), box(200, 0), box(0, 100), box(0, 240), box(100, 240), box(200, 240)]
  assert.deepEqual([neighbour(boxes, 0, "ArrowRight"), neighbour(boxes, 2, "ArrowRight"), neighbour(boxes, 6, "ArrowRight")], [1, 3, null])
  assert.deepEqual([neighbour(boxes, 2, "ArrowDown"), neighbour(boxes, 3, "ArrowDown"), neighbour(boxes, 5, "ArrowDown")], [3, 4, null])
  assert.deepEqual([neighbour(boxes, 5, "ArrowUp"), neighbour(boxes, 4, "ArrowUp"), neighbour(boxes, 1, "ArrowUp")], [3, 3, null])
  assert.deepEqual([neighbour(boxes, 0, "ArrowLeft"), neighbour(boxes, 4, "ArrowLeft")], [null, 3])
})
