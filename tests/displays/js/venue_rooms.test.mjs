import assert from "node:assert/strict"
import { language } from "../../../displays/static/js/core/words.js"
import { test } from "node:test"
import { areaOf, byArea, closedByCleaning, counts, unfinishedOf } from "../../../displays/static/js/venue/rooms.js"

const room = (number, state, area = "springs") => ({ id: number, number, state, area, stay_id: null })

test("rooms stand by area, numbers rising as numbers", () => {
  const found = byArea([room("1001", "free"), room("802", "dirty"), room("K1", "free", "lounge"), room("801", "free")])
  assert.deepEqual(
    found.map(({ area, rooms }) => [area, rooms.map((one) => one.number)]),
    [
      ["springs", ["801", "802", "1001"]],
      ["lounge", ["K1"]],
    ],
  )
  assert.deepEqual(byArea([room("801", "free"), room("802", "dirty")], "dirty")[0].rooms.length, 1)
})

test("an area is called by its name in the language of the screen, or by the only one it has", () => {
  const names = { "zh-CN": "私汤房", en: "Private springs" }
  const called = () => byArea([{ ...room("801", "free", "私汤房"), area_names: names }, room("K1", "free", "lounge")]).map(({ name }) => name)
  language.value = "en"
  assert.deepEqual(called(), ["Private springs", "lounge"])
  language.value = "zh-CN"
  assert.deepEqual(called(), ["私汤房", "lounge"])
  assert.equal(areaOf({ area: "" }), "")
})

test("each state is counted", () => {
  assert.deepEqual(counts([room("1", "dirty"), room("2", "dirty"), room("3", "in_use")]), { dirty: 2, in_use: 1, free: 0, reserved: 0, out_of_order: 0 })
})

test("cleaning closes the orders of the room's own stay only", () => {
  const orders = [
    { id: "own", stay_id: "s1", state: "in_progress" },
    { id: "wristband", stay_id: "s2", state: "in_progress" },
    { id: "gone", stay_id: "s1", state: "cancelled" },
  ]
  assert.deepEqual(
    closedByCleaning(orders, { ...room("801", "in_use"), stay_id: "s1" }).map((order) => order.id),
    ["own"],
  )
  assert.equal(unfinishedOf([{ state: "placed" }, { state: "called" }, { state: "served" }, { state: "voided" }]).length, 2)
})
