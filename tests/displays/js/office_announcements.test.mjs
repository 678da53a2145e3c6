import assert from "node:assert/strict"
import test from "node:test"
import * as rules from "../../../displays/static/js/office/announcements/rule_values.js"
import * as templates from "../../../displays/static/js/office/announcements/template_values.js"

const RULE = {
  id: "r",
  event: "order_placed",
  source: "any",
  channel: "kitchen",
  kind: "announcement",
  enabled: true,
  times: 3,
  interval_seconds: 30,
  time_limit_seconds: 120,
  chime: "new_order",
  voice: true,
  volume: 80,
  language: "zh-CN",
  quiet_from: null,
  quiet_to: null,
  template_id: "t",
}

test("a rule that is only looked at sends nothing, and a change sends itself alone", () => {
  const values = rules.valuesOf(RULE)
  assert.deepEqual(rules.changesOf(rules.bodyOf(values), rules.bodyOf(values)), {})
  assert.deepEqual(rules.changesOf(rules.bodyOf(values), rules.bodyOf({ ...values, interval_seconds: "45" })), { interval_seconds: 45 })
  assert.deepEqual(rules.changesOf(rules.bodyOf(values), rules.bodyOf({ ...values, has_quiet: true })), { quiet_from: "22:00", quiet_to: "08:00" })
})

test("a volume has a word, and is sent when it was moved", () => {
  assert.deepEqual([0, 5, 30, 35, 60, 80, 95, 100].map(rules.loudnessOf), ["volume_none", "volume_soft", "volume_soft", "volume_medium", "volume_medium", "volume_loud", "volume_loud", "volume_full"])
  const values = rules.valuesOf(RULE)
  assert.deepEqual(rules.changesOf(rules.bodyOf(values), rules.bodyOf({ ...values, volume: 35 })), { volume: 35 })
})

test("quiet hours that are taken away are null, both of them", () => {
  const quiet = rules.valuesOf({ ...RULE, quiet_from: "23:00", quiet_to: "06:30" })
  assert.equal(quiet.has_quiet, true)
  assert.deepEqual(rules.changesOf(rules.bodyOf(quiet), rules.bodyOf({ ...quiet, has_quiet: false })), { quiet_from: null, quiet_to: null })
})

test("seconds are whole and within what the hub takes; quiet hours last a while", () => {
  const values = rules.valuesOf(RULE)
  assert.deepEqual(rules.mistakesOf(values), {})
  for (const wrong of ["", "4", "3601", "3.5", "x", "-5"]) assert.ok(rules.mistakesOf({ ...values, interval_seconds: wrong })["/interval_seconds"], wrong)
  assert.ok(rules.mistakesOf({ ...values, time_limit_seconds: "86401" })["/time_limit_seconds"])
  assert.ok(rules.mistakesOf({ ...values, has_quiet: true, quiet_to: "22:00" })["/quiet_to"])
  assert.deepEqual(rules.mistakesOf({ ...values, has_quiet: false, quiet_to: "22:00" }), {})
})

test("an event has a row of its own for each source with rules", () => {
  const rows = rules.rowsOf(["order_placed", "line_called", "custom"], ["any", "pad", "wristband"], [RULE, { ...RULE, source: "wristband" }])
  assert.deepEqual(
    rows.map(({ event, source }) => `${event} ${source}`),
    ["order_placed any", "order_placed wristband", "line_called any"],
  )
  assert.ok(rules.rowsOf(["custom"], ["any"], [{ ...RULE, event: "custom" }]).length === 1, "one that is hardly used stands there once it has a rule")
})

test("a rule of the very source stands before that for any, kind by kind", () => {
  const notice = { ...RULE, id: "n", kind: "notice" }
  const own = { ...RULE, id: "w", source: "wristband", enabled: false }
  const all = [RULE, notice, own, { ...RULE, id: "c", channel: "call" }]
  const cell = rules.rulesIn(all, { event: "order_placed", source: "wristband" }, "kitchen")
  assert.deepEqual([cell.own.map((one) => one.id), cell.inherited.map((one) => one.id)], [["w"], ["n"]])
  assert.deepEqual(rules.rulesIn(all, { event: "order_placed", source: "any" }, "kitchen").inherited, [])
})

test("a rule is tried first on devices that would hear it and are there", () => {
  const device = (name, kind, presence = "online", state = "active") => ({ id: name, name, kind, presence, state })
  const all = [device("Printer", "printer"), device("Hot 10", "kitchen"), device("Pad", "pad"), device("Box", "speaker"), device("Hot 2", "kitchen"), device("Off", "kitchen", "offline"), device("Gone", "kitchen", "online", "disabled")]
  assert.deepEqual(rules.triedOn(all, "kitchen").map((one) => one.name), ["Hot 2", "Hot 10", "Box", "Pad", "Off"])
})

test("a placeholder takes the place of what is selected, and the cursor stands behind it", () => {
  assert.deepEqual(templates.withPlaceholder("Room  ready", 5, 5, "roomName"), { text: "Room {roomName} ready", at: 15 })
  assert.deepEqual(templates.withPlaceholder("Room XX", 5, 7, "roomName"), { text: "Room {roomName}", at: 15 })
})

test("what is selected repeats for each dish; there is one pair of brackets", () => {
  assert.deepEqual(templates.withRepeat("a {num} b", 2, 7, "x"), { text: "a [{num}] b", at: 9 })
  assert.deepEqual(templates.withRepeat("a [{num}] b", 0, 1, "x"), { text: "[a] {num} b", at: 3 })
  assert.deepEqual(templates.withRepeat("下单了，", 3, 3, "{goodsName}{num}份"), { text: "下单了[{goodsName}{num}份]，", at: 22 })
})

test("languages without a word are not sent", () => {
  const values = templates.valuesOf({ name: "n", event: "custom", texts: { en: { text: "Hello", speech: "" } } })
  assert.deepEqual(values.texts["zh-CN"], { text: "", speech: "" })
  assert.deepEqual(templates.writtenIn(values.texts), { en: { text: "Hello", speech: "" } })
})

test("dishes to try with are as many as asked for", () => {
  const items = templates.sampleItems(7, ["tea", "rice"])
  assert.equal(items.length, 7)
  assert.deepEqual(items[2], { goodsName: "tea", num: "3" })
})
