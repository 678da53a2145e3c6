// The office's lists of chats and phrases, and which chat a pad shows.
import assert from "node:assert/strict"
import { test } from "node:test"
import { closedOf, mineOf, neighbour, phrasesFor, phraseText, queueOf, runningOf, slashIn, tabFor } from "../../../displays/static/js/office/chat/lists.js"
import { Board } from "../../../displays/static/js/core/state.js"
import { chatOfStay, standOf } from "../../../displays/static/js/pad/chat_stands.js"

const chat = (id, state, more = {}) => ({
  id,
  kind: "support",
  state,
  subject: { stay_id: `stay-${id}`, room: { id: "r", number: "801" }, wristband: null },
  agent: state === "queued" || state === "closed" ? null : { id: "me", name: "Me" },
  place: state === "queued" ? Number(id) : null,
  nobody_here: false,
  last: { at: `2026-11-22T10:0${id}:00.000Z` },
  rating: null,
  opened_at: `2026-11-22T09:0${id}:00.000Z`,
  version: 1,
  ...more,
})
const ids = (list) => list.map(({ id }) => id).join("")

test("the queue stands by its places, one's own by what is to answer, all by what is newest", () => {
  const all = [chat("2", "queued"), chat("1", "queued"), chat("3", "open"), chat("4", "assigned"), chat("5", "open", { agent: { id: "other", name: "O" } }), chat("6", "closed"), chat("7", "open", { kind: "group" })]
  assert.equal(ids(queueOf(all)), "12")
  assert.equal(ids(mineOf(all, "me")), "43")
  assert.equal(ids(runningOf(all)), "54321")
})

test("a closed chat that was opened again is not among the closed ones", () => {
  const items = [chat("1", "closed"), chat("2", "closed")]
  assert.equal(ids(closedOf(items, new Map([["2", chat("2", "queued", { version: 2 })]]))), "1")
})

test("the list that is shown is the one asked for, else one's own, else the queue where somebody waits", () => {
  assert.equal(tabFor("closed", { queue: [1], mine: [1] }), "closed")
  assert.equal(tabFor(undefined, { queue: [1], mine: [1] }), "mine")
  assert.equal(tabFor("nonsense", { queue: [1], mine: [] }), "queue")
  assert.equal(tabFor(undefined, { queue: [], mine: [] }), "mine")
})

test("the arrows walk along the list and stop at its ends", () => {
  const list = [chat("1", "open"), chat("2", "open"), chat("3", "open")]
  assert.equal(neighbour(list, "2", 1).id, "3")
  assert.equal(neighbour(list, "3", 1), null)
  assert.equal(neighbour(list, undefined, 1).id, "1")
  assert.equal(neighbour(list, undefined, -1).id, "3")
  assert.equal(neighbour([], undefined, 1), null)
})

test("phrases are found by their shortcut before their words, in either language", () => {
  const phrases = [
    { id: "1", shortcut: "hello", names: { "zh-CN": "您好", en: "Hello" } },
    { id: "2", shortcut: "otherwifi", names: { "zh-CN": "其他", en: "Other" } },
    { id: "3", shortcut: "wifi", names: { "zh-CN": "密码", en: "The password" } },
    { id: "4", shortcut: "help", names: { "zh-CN": "只有中文 wifi" } },
  ]
  assert.equal(ids(phrasesFor(phrases, "wifi", "en")), "324")
  assert.equal(ids(phrasesFor(phrases, "", "en")), "1423")
  assert.equal(ids(phrasesFor(phrases, "密码", "en")), "3")
  assert.equal(phraseText(phrases[3], "en"), "只有中文 wifi")
})

test("a slash asks for phrases only where it begins the message and one word follows", () => {
  assert.deepEqual(["/", "/wi", "/w i", "a /wi", "/a/b", "", "//"].map(slashIn), ["", "wi", null, null, null, null, null])
})

test("a pad shows the chat of its stay that runs, else the newest, and nobody else's", () => {
  const of = (id, state, stay, more) => chat(id, state, { subject: { stay_id: stay, room: null, wristband: null }, ...more })
  const chats = [of("1", "open", "other"), of("2", "closed", "mine"), of("3", "closed", "mine"), chat("4", "open", { kind: "group", subject: null })]
  assert.equal(chatOfStay(chats, "mine").id, "3")
  assert.equal(chatOfStay([...chats, of("0", "queued", "mine")], "mine").id, "0")
  assert.equal(chatOfStay(chats, undefined), null)
  assert.deepEqual([null, chats[1], of("5", "queued", "m"), of("6", "queued", "m", { nobody_here: true }), of("7", "assigned", "m"), of("8", "idle", "m")].map(standOf), ["none", "closed", "queued", "nobody", "assigned", "open"])
})

test("a pad's board holds its own guests' chat until it is rated, and loses it with the guests; a desk's holds all that run", () => {
  const pad = new Board("pad")
  const stay = { id: "stay-1", closed_at: null, version: 1 }
  pad.load({ shop: { id: "s" }, room: { id: "r", stay_id: "stay-1", version: 1 }, stay, chats: [chat("1", "open")] })
  assert.equal(pad.apply("chat.changed", { chat: chat("2", "open") }), true)
  assert.deepEqual([...pad.array("chats").keys()], ["1"], "another stay's is not put")
  pad.apply("chat.changed", { chat: chat("1", "closed", { version: 2 }) })
  assert.equal(pad.array("chats").get("1").state, "closed")
  pad.apply("chat.changed", { chat: chat("1", "closed", { version: 3, rating: { stars: 5 } }) })
  assert.equal(pad.array("chats").size, 0)
  pad.apply("chat.message_added", { chat: chat("1", "queued", { version: 4 }), message: { id: "m", chat_id: "1" } })
  assert.equal(pad.array("chats").size, 1)
  pad.apply("venue.room_changed", { room: { id: "r", stay_id: "stay-9", version: 2 }, stay: { id: "stay-9", closed_at: null, version: 1 } })
  assert.equal(pad.array("chats").size, 0)

  const desk = new Board("waiter")
  desk.load({ shop: { id: "s" }, chats: [] })
  desk.apply("chat.changed", { chat: chat("1", "open") })
  desk.apply("chat.changed", { chat: chat("2", "queued") })
  desk.apply("chat.changed", { chat: chat("1", "closed", { version: 2 }) })
  assert.deepEqual([...desk.array("chats").keys()], ["2"])
})
