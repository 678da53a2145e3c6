import assert from "node:assert/strict"
import test from "node:test"
import * as amounts from "../../../displays/static/js/office/amounts.js"
import { AREAS, areasFor } from "../../../displays/static/js/office/areas.js"
import { changesOf } from "../../../displays/static/js/office/changes.js"
import * as days from "../../../displays/static/js/office/days.js"
import * as binding from "../../../displays/static/js/office/devices/binding.js"
import * as lists from "../../../displays/static/js/office/lists.js"
import * as item from "../../../displays/static/js/office/menu/item_values.js"
import * as places from "../../../displays/static/js/office/places.js"
import * as pointers from "../../../displays/static/js/office/pointers.js"
import * as ranges from "../../../displays/static/js/office/statistics/ranges.js"
import { csvOf } from "../../../displays/static/js/office/sheets.js"
import * as hours from "../../../displays/static/js/office/shop/hours.js"
import * as stays from "../../../displays/static/js/office/rooms/stays.js"
import { actionsOf } from "../../../displays/static/js/office/rooms/states.js"
import * as figures from "../../../displays/static/js/office/today/figures.js"
import { happeningsOf, recentOf } from "../../../displays/static/js/office/today/happenings.js"
import { isLate } from "../../../displays/static/js/office/today/lateness.js"

test("an address says the area, what in it and its filters, and comes back the same", () => {
  assert.deepEqual(places.placeOf(""), { area: "today", rest: [], query: {} })
  const address = places.addressOf("menu", ["items", "a/b"], { show: "off", none: "" })
  assert.equal(address, "#/menu/items/a%2Fb?show=off")
  assert.deepEqual(places.placeOf(address), { area: "menu", rest: ["items", "a/b"], query: { show: "off" } })
})

test("the link of a pairing's QR code leads to the inbox with its code", () => {
  assert.equal(places.placeOfPath("/office/devices/pair", "?code=WDJB-MJHT"), "#/devices/pair?code=WDJB-MJHT")
  assert.equal(places.placeOfPath("/office", ""), null)
  assert.equal(places.placeOfPath("/office/", "?lang=en"), null)
})

test("amounts are typed with a point or a comma and never become floats", () => {
  assert.equal(amounts.minorOf("12.5", "CNY"), 1250)
  assert.equal(amounts.minorOf("12,50", "EUR"), 1250)
  assert.equal(amounts.minorOf(" 7 ", "CNY"), 700)
  assert.equal(amounts.minorOf("0.29", "CNY"), 29)
  assert.equal(amounts.minorOf("500", "JPY"), 500)
  for (const wrong of ["", "12.345", "-1", "1e3", "12.5.1", "abc", "1 000"]) assert.equal(amounts.minorOf(wrong, "CNY"), null, wrong)
  assert.equal(amounts.minorOf("500.5", "JPY"), null)
  for (let minor = 0; minor < 3000; minor++) assert.equal(amounts.minorOf(amounts.typed(minor, "CNY"), "CNY"), minor)
  assert.equal(amounts.typed(5, "CNY"), "0.05")
})

test("numbers restart later today before the day's start, and tomorrow after it, by the wall of the zone", () => {
  const at = (iso) => Date.parse(iso)
  assert.equal(days.nextRestart(at("2026-11-22T04:00:00Z"), "Asia/Shanghai", "03:00"), "tomorrow")
  assert.equal(days.nextRestart(at("2026-11-21T18:30:00Z"), "Asia/Shanghai", "03:00"), "today")
  assert.equal(days.businessDay(at("2026-11-21T18:30:00Z"), "Asia/Shanghai", "03:00"), "2026-11-21")
  assert.equal(days.businessDay(at("2026-11-21T19:00:00Z"), "Asia/Shanghai", "03:00"), "2026-11-22")
  assert.equal(days.businessDay(at("2026-11-22T01:30:00Z"), "Europe/Helsinki", "04:00"), "2026-11-21")
})

test("a time of a date field is meant on the wall clock of the shop", () => {
  assert.equal(days.instantOf("2026-11-22T18:30", "Asia/Shanghai"), "2026-11-22T10:30:00.000Z")
  assert.equal(days.instantOf("2026-07-01T12:00", "Europe/Helsinki"), "2026-07-01T09:00:00.000Z")
  assert.equal(days.instantOf("2026-12-01T12:00", "Europe/Helsinki"), "2026-12-01T10:00:00.000Z")
  assert.equal(days.localOf(Date.parse("2026-11-22T10:30:00Z"), "Asia/Shanghai"), "2026-11-22T18:30")
  assert.equal(days.instantOf("", "Asia/Shanghai"), null)
  assert.equal(days.dayPlus("2026-02-28", 1), "2026-03-01")
  assert.deepEqual(days.daysBetween("2026-02-27", "2026-03-01"), ["2026-02-27", "2026-02-28", "2026-03-01"])
})

test("an area is shown to those who hold one of its permissions, and only to them", () => {
  const ids = (permissions) => areasFor(permissions).map((area) => area.id)
  const all = [...new Set(AREAS.flatMap((area) => area.permissions))]
  assert.equal(ids(all).length, AREAS.length)
  assert.deepEqual(ids(["menu.read", "orders.read", "kds.read", "kds.cook", "menu.sold_out"]), ["today", "orders", "menu"])
  assert.deepEqual(ids(["menu.read", "rooms.clean"]), ["rooms"])
  assert.deepEqual(ids(["menu.read"]), [])
  assert.deepEqual(ids(["chat.talk"]), ["chat"])
})

test("fields are named by pointers, and what is changed leaves the rest alone", () => {
  const value = { names: { en: "Tea" }, options: [{ min: 0 }, { min: 1 }] }
  assert.equal(pointers.valueAt(value, "/options/1/min"), 1)
  assert.equal(pointers.valueAt(value, "/options/7/min"), undefined)
  const next = pointers.withValueAt(value, "/options/1/min", 2)
  assert.deepEqual(next.options, [{ min: 0 }, { min: 2 }])
  assert.equal(next.names, value.names)
  assert.equal(next.options[0], value.options[0])
  assert.deepEqual(value.options[1], { min: 1 })
  assert.deepEqual(pointers.steps("/settings/a~1b"), ["settings", "a/b"])
  const problem = { errors: [{ pointer: "/price", detail: "first" }, { pointer: "/price", detail: "second" }, { pointer: "/brand", detail: "x" }] }
  assert.deepEqual(pointers.errorsOf(problem), { "/price": "first", "/brand": "x" })
  assert.deepEqual(pointers.homeless(pointers.errorsOf(problem), new Set(["/price"])), ["/brand"])
})

test("a spreadsheet gets its columns quoted and never a formula", () => {
  const columns = [{ label: "name", value: (row) => row.name }, { label: "n", value: (row) => row.n }]
  const text = csvOf(columns, [{ name: 'a "b", c', n: -3 }, { name: "=1+1", n: null }])
  assert.equal(text, '\ufeffname,n\r\n"a ""b"", c",-3\r\n\'=1+1,\r\n')
  for (const name of ["=x", "+x", "-x", "@x", "\tx", "\rx", "\nx", "＝x", "＋x", "－x", "＠x"]) {
    assert.match(csvOf(columns, [{ name, n: 1 }]), /\r\n"?'/u, name)
  }
})

test("a member of a list moves and the others keep their order", () => {
  const list = ["a", "b", "c", "d"]
  assert.deepEqual(lists.moved(list, 0, 2), ["b", "c", "a", "d"])
  assert.deepEqual(lists.moved(list, 3, 0), ["d", "a", "b", "c"])
  assert.equal(lists.moved(list, 1, 1), list)
  assert.equal(lists.moved(list, 0, -1), list)
  assert.deepEqual(lists.moved(list, 1, 99), ["a", "c", "d", "b"])
  assert.deepEqual(["A10", "A2", "9"].sort(lists.byNumber), ["9", "A2", "A10"])
})

test("the audit log shows what is another one, nested members by their own names", () => {
  assert.deepEqual(changesOf({ names: { en: "Tea", "zh-CN": "茶" }, price: 100, same: 1 }, { names: { en: "Green tea", "zh-CN": "茶" }, price: 200, same: 1 }), [
    { name: "names.en", before: "Tea", after: "Green tea" },
    { name: "price", before: "100", after: "200" },
  ])
  assert.deepEqual(changesOf(null, { state: "open" }), [{ name: "state", before: null, after: "open" }])
  assert.deepEqual(changesOf(null, null), [])
})

const TEA = {
  id: "i1",
  category_id: "c1",
  names: { "zh-CN": "龙井" },
  descriptions: {},
  kitchen_name: "龙井",
  station: "bar",
  prep_seconds: 90,
  price: 3850,
  options: [{ id: "o1", names: { en: "Size" }, min: 0, max: 1, choices: [{ id: "x1", names: { en: "Large" }, price: 500 }, { id: "x2", names: { en: "Small" }, price: 0 }] }],
  allergens: ["milk"],
  picture: null,
  position: 3,
  on_sale: true,
}

test("an item goes through the form unchanged, and a name left empty stays away", () => {
  const values = item.valuesOf(TEA, "CNY")
  assert.equal(values.price, "38.50")
  assert.equal(values.prep, "1.5")
  assert.deepEqual(item.mistakesOf(values, "CNY"), {})
  const { id: _, ...rest } = TEA
  assert.deepEqual(item.bodyOf(values, "CNY"), rest)
})

test("what is wrong with an item is pointed at", () => {
  const blank = { ...item.valuesOf(null, "CNY", { category_id: "c1", station: "bar" }), options: [{ ...item.newOption(), min: 2 }] }
  assert.deepEqual(item.mistakesOf(blank, "CNY"), {
    "/names/zh-CN": "name_needed",
    "/price": "price_wrong",
    "/options/0/names/zh-CN": "name_needed",
    "/options/0/min": "min_over",
    "/options/0/choices/0/names/zh-CN": "name_needed",
  })
})

test("a pairing code is taken however it is typed", () => {
  assert.equal(binding.codeOf("wdjb mjht"), "WDJB-MJHT")
  assert.equal(binding.codeOf("WDJB-MJH"), null)
  assert.equal(binding.codeOf("WDJBMJHA"), null, "codes have no vowels")
  assert.equal(binding.shapedCode("wdjbm"), "WDJB-M")
  assert.equal(binding.shapedCode("wd 1!jb-mjhtxx"), "WDJB-MJHT")
})

test("a device that never came is no fault and stands last; one that went away is one", () => {
  const device = (name, presence, faults = [], state = "active") => ({ name, presence, faults, state })
  const all = [device("New", "offline"), device("Well", "online"), device("Gone", "offline", ["offline"]), device("Off", "offline", [], "disabled")]
  assert.deepEqual(all.filter(binding.isNotSetUp).map((one) => one.name), ["New"])
  assert.deepEqual(binding.inOrder(all, lists.byNumber).map((one) => one.name), ["Gone", "Off", "Well", "New"])
})

test("devices stand faults first, those away before all others", () => {
  const device = (name, ...faults) => ({ name, faults })
  const order = binding.inOrder([device("B"), device("A"), device("D", "unsent"), device("C", "offline")], lists.byNumber)
  assert.deepEqual(order.map((one) => one.name), ["C", "D", "A", "B"])
})

test("hours become a week and hours again", () => {
  const given = [{ day: 1, opens: "18:00", closes: "02:00" }, { day: 1, opens: "10:00", closes: "14:00" }, { day: 7, opens: "10:00", closes: "22:00" }]
  const week = hours.weekOf(given)
  assert.deepEqual(week[1].map((one) => one.opens), ["10:00", "18:00"])
  assert.equal(hours.hoursOf(week).length, 3)
  assert.equal(hours.pastMidnight(week[1][1]), true)
  assert.deepEqual(hours.mistakesOf({ ...week, 2: [{ opens: "", closes: "24:00" }] }), { "/2/0/opens": "time_wrong", "/2/0/closes": "time_wrong" })
})

test("what can be done with a room follows its state and the role", () => {
  const all = () => true
  assert.deepEqual(actionsOf("in_use", all), ["move", "checkout", "clean"])
  assert.deepEqual(actionsOf("dirty", (permission) => permission === "rooms.clean"), ["clean"])
  assert.deepEqual(actionsOf("free", (permission) => permission === "rooms.clean"), [])
})

test("several wristbands are read from one field", () => {
  assert.deepEqual(stays.codesOf(" A01, a02　A03、A01 "), ["A01", "a02", "A03"])
  assert.deepEqual(stays.codesOf(""), [])
})

const line = (more) => ({ id: "l1", order_id: "o1", quantity: 1, state: "placed", round: 1, name: "水饺", placed_at: "2026-11-22T04:00:00Z", ...more })
const order = (more) => ({ id: "o1", number: "#01", state: "placed", business_day: "2026-11-22", total: 100, wristband: null, room: { number: "801" }, created_at: "2026-11-22T04:00:00Z", rounds: [{ round: 1, placed_at: "2026-11-22T04:00:00Z" }], version: 1, ...more })

test("figures count portions, and cancelled orders are no orders", () => {
  const lines = [line({ quantity: 2 }), line({ state: "ready" }), line({ state: "cancelled", quantity: 9 })]
  assert.deepEqual(figures.portions(lines), { placed: 2, preparing: 0, ready: 1, called: 0, served: 0 })
  assert.deepEqual(figures.progressOf(lines), { all: 3, out: 1 })
  assert.deepEqual(figures.dayOf([order(), order({ state: "cancelled" }), order({ business_day: "2026-11-21" })], "2026-11-22"), { count: 1, total: 100 })
})

test("a line is late when the kitchen let it wait, not when a waiter does", () => {
  const now = Date.parse("2026-11-22T04:10:00Z")
  assert.equal(isLate(line(), { red: 599 }, now), true)
  assert.equal(isLate(line(), { red: 601 }, now), false)
  assert.equal(isLate(line({ state: "ready" }), { red: 1 }, now), false)
})

test("an event becomes a line of the feed, and a board tells what came before", () => {
  const event = (type, data) => ({ id: "e1", at: "2026-11-22T04:00:00Z", type, data })
  const [placed] = happeningsOf(event("orders.order_placed", { order: order(), round: { round: 1 }, lines: [line({ quantity: 2 }), line()] }))
  assert.deepEqual([placed.kind, placed.n, placed.number, placed.place.room], ["placed", 3, "#01", "801"])
  assert.equal(happeningsOf(event("kds.line_moved", { order: order(), line: line(), action: "finish" }))[0].kind, "ready")
  assert.equal(happeningsOf(event("venue.room_changed", { room: { id: "r", number: "801", state: "dirty" } }))[0].kind, "room_left")
  assert.deepEqual(happeningsOf(event("something.new", {})), [])
  const recent = recentOf([order()], [line({ started_at: "2026-11-22T04:01:00Z" })], 10)
  assert.deepEqual(recent.map((one) => one.kind), ["started", "placed"])
  assert.equal(recentOf([order()], [line({ started_at: "2026-11-22T04:01:00Z" })], 1).length, 1)
})

test("the days of the figures follow the address, and nonsense means today", () => {
  const today = "2026-11-22"
  assert.deepEqual(ranges.rangeOf({}, today), { id: "today", from: today, to: today })
  assert.deepEqual(ranges.rangeOf({ range: "7" }, today), { id: "7", from: "2026-11-16", to: today })
  assert.deepEqual(ranges.rangeOf({ range: "yesterday" }, today), { id: "yesterday", from: "2026-11-21", to: "2026-11-21" })
  assert.deepEqual(ranges.rangeOf({ range: "own", from: "2026-11-01", to: "2026-11-03" }, today), { id: "own", from: "2026-11-01", to: "2026-11-03" })
  assert.deepEqual(ranges.rangeOf({ range: "own", from: "x", to: "2027-01-01" }, today), { id: "own", from: today, to: today })
  assert.equal(ranges.rangeOf({ range: "own", from: "2020-01-01", to: today }, today).from, "2026-08-23")
  assert.equal(ranges.rangeOf({ range: "ever" }, today).id, "today")
})

test("hours stand in the order of the business day, from the first used to the last", () => {
  const shown = ranges.hoursShown([{ hour: 1, lines: 2 }, { hour: 22, lines: 5 }, { hour: 3, lines: 0 }], "03:00")
  assert.deepEqual(shown.map((one) => one.hour), [22, 23, 0, 1])
  assert.equal(shown[1].figures, null)
  assert.deepEqual(ranges.hoursShown([], "03:00"), [])
  assert.equal(ranges.lateShare({ late: 1, cooking: { count: 3 } }), 33)
  assert.equal(ranges.lateShare({ late: 0, cooking: { count: 0 } }), null)
})
