import assert from "node:assert/strict"
import { test } from "node:test"
import { find } from "../../../displays/static/js/ordering/search.js"

const item = (zh, en) => ({ sku_id: en, name: zh, names: { "zh-CN": zh, en } })
const MENU = {
  categories: [
    { id: "c1", items: [item("水饺", "Boiled dumplings"), item("牛肉面", "Beef noodles")] },
    { id: "c2", items: [item("碧螺春", "Biluochun green tea"), item("龙井茶", "Longjing tea")] },
  ],
}
const names = (query, category) => find(MENU, query, category).map((one) => one.sku_id)

test("a part of the name in either language finds a dish, names that begin with it first", () => {
  assert.deepEqual(names("饺"), ["Boiled dumplings"])
  assert.deepEqual(names("b"), ["Boiled dumplings", "Beef noodles", "Biluochun green tea"])
  assert.deepEqual(names("TEA"), ["Biluochun green tea", "Longjing tea"])
})

test("first letters of the words find it too", () => {
  assert.deepEqual(names("bn"), ["Beef noodles"])
})

test("without a query the category stands as on the menu, with one it does not matter", () => {
  assert.deepEqual(names("", "c2"), ["Biluochun green tea", "Longjing tea"])
  assert.deepEqual(names("dump", "c2"), ["Boiled dumplings"])
  assert.deepEqual(names("pizza"), [])
})

test("staff find it by what the kitchen calls it; a guest's menu does not say that", () => {
  const staff = { categories: [{ id: "c1", items: [{ ...item("水饺", "Boiled dumplings"), kitchen_name: "SJ10" }, item("牛肉面", "Beef noodles")] }] }
  assert.deepEqual(find(staff, "sj").map((one) => one.sku_id), ["Boiled dumplings"])
  assert.deepEqual(names("sj"), [])
})
