import assert from "node:assert/strict"
import { test } from "node:test"
import { askedIn, findDishes, initialsOf, quantityIn } from "../../../displays/static/js/cashier/dishes.js"
import { neighbour } from "../../../displays/static/js/cashier/neighbours.js"

const dish = (zh, en, sold_out = false) => ({ id: en, sku_id: en, name: zh, names: { "zh-CN": zh, en }, sold_out })
const menu = { categories: [{ id: "c1", items: [dish("水饺", "Boiled dumplings"), dish("三鲜汤", "Soup of three")] }, { id: "c2", items: [dish("龙井茶", "Longjing tea"), dish("生煎", "Pan-fried buns", true), dish("手剥笋", "Shoots")] }] }

test("the first letters of a Chinese name", () => {
  for (const [name, letters] of [
    ["水饺", "sj"],
    ["西湖龙井", "xhlj"],
    ["宫保鸡丁", "gbjd"],
    ["阿胶糕", "ajg"],
    ["油焖春笋", "ymcs"],
    ["炸鸡XO酱", "zjxoj"],
  ])
    assert.equal(initialsOf(name), letters)
})

test("a dish is found in Chinese, in English and by its letters; what is sold out comes after the others", () => {
  const names = (query, category) => findDishes(menu, query, category).map((item) => item.id)
  assert.deepEqual(names("水"), ["Boiled dumplings"])
  assert.deepEqual(names("dump"), ["Boiled dumplings"])
  assert.deepEqual(names("ljc"), ["Longjing tea"])
  assert.deepEqual(names("sj"), ["Boiled dumplings", "Pan-fried buns"])
  assert.deepEqual(names("", "c2"), ["Longjing tea", "Pan-fried buns", "Shoots"])
  assert.equal(names("").length, 5)
})

test("how many stands before or after what is looked for", () => {
  assert.deepEqual(quantityIn("3*sj"), { quantity: 3, query: "sj" })
  assert.deepEqual(quantityIn("12 tea"), { quantity: 12, query: "tea" })
  assert.deepEqual(quantityIn("水饺×2"), { quantity: 2, query: "水饺" })
  assert.deepEqual(quantityIn("7up"), { quantity: 1, query: "7up" })
  assert.deepEqual(quantityIn("0*sj"), { quantity: 1, query: "sj" })
  assert.deepEqual(quantityIn(""), { quantity: 1, query: "" })
})

test("digits right before letters are a quantity, unless a dish is called so", () => {
  const ids = ({ quantity, items }) => [quantity, items.map((item) => item.id)]
  assert.deepEqual(ids(askedIn(menu, "3sj")), [3, ["Boiled dumplings", "Pan-fried buns"]])
  assert.deepEqual(ids(askedIn(menu, "12龙井")), [12, ["Longjing tea"]])
  const with7up = { categories: [...menu.categories, { id: "c3", items: [dish("七喜", "7up")] }] }
  assert.deepEqual(ids(askedIn(with7up, "7up")), [1, ["7up"]])
  assert.deepEqual(ids(askedIn(with7up, "2*7up")), [2, ["7up"]])
  assert.deepEqual({ ...askedIn(menu, "3pizza") }, { quantity: 1, query: "3pizza", items: [] })
})

const box = (column, row, wide = 1) => ({ left: column * 100, right: column * 100 + 90 * wide, top: row * 60, bottom: row * 60 + 50 })

test("arrows lead to the nearest in their direction, over gaps and rows of other lengths", () => {
  const tiles = [box(0, 0), box(1, 0), box(2, 0), box(0, 1), box(1, 1), box(0, 3)]
  assert.equal(neighbour(tiles, 0, "ArrowRight"), 1)
  assert.equal(neighbour(tiles, 1, "ArrowDown"), 4)
  assert.equal(neighbour(tiles, 2, "ArrowDown"), 4, "the row below is shorter")
  assert.equal(neighbour(tiles, 3, "ArrowDown"), 5)
  assert.equal(neighbour(tiles, 5, "ArrowUp"), 3)
  assert.equal(neighbour(tiles, 2, "ArrowRight"), -1)
  assert.equal(neighbour(tiles, 0, "ArrowUp"), -1)
})
