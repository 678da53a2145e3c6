// Messages in order and together, what is new and what is read, and no hole that stays one.
import assert from "node:assert/strict"
import { test } from "node:test"
import { inOrder, waitingIn } from "../../../displays/static/js/chat/outgoing.js"
import { holeIn, lastRead, rowsOf, unreadIn, withMore } from "../../../displays/static/js/chat/rows.js"
import { isFor, lineOf, placeOf, systemWords, writerName } from "../../../displays/static/js/chat/said.js"
import { Thread } from "../../../displays/static/js/chat/thread.js"
import { language } from "../../../displays/static/js/core/words.js"

const GUEST = { kind: "guest", id: "stay", name: "801" }
const LILY = { kind: "staff", id: "lily", name: "Lily" }
const HOUSE = { kind: "system", id: null, name: "" }
const at = (minute, day = 22) => `2026-11-${day}T10:${String(minute).padStart(2, "0")}:00.000Z`
const said = (number, by, minute = number, more = {}) => ({
  id: `m${number}`,
  chat_id: "c",
  number,
  kind: by === HOUSE ? "system" : "text",
  by,
  text: `text ${number}`,
  picture: null,
  at: at(minute),
  client_id: null,
  ...more,
})
const isGuest = ({ by }) => by?.kind === "guest"
const dayOf = (text) => text.slice(0, 10)
const kinds = (rows) => rows.map((row) => (row.kind === "message" ? `${row.message.text}${row.first ? " first" : ""}${row.last ? " last" : ""}` : row.kind))

test("messages stand by their number, each once, and stay the same message", () => {
  const [one, two, three] = [said(1, GUEST), said(2, LILY), said(3, GUEST)]
  const held = withMore([one, three], [two, { ...three, text: "again" }])
  assert.deepEqual(held, [one, two, three])
  assert.equal(held[2], three)
  assert.equal(withMore(held, [two]), held, "nothing new is no change")
})

test("a hole is found between messages and behind the last one", () => {
  assert.equal(holeIn([said(4, GUEST), said(5, GUEST)], 5), null)
  assert.equal(holeIn([said(4, GUEST), said(6, GUEST)], 6), 4)
  assert.equal(holeIn([said(4, GUEST)], 7), 4)
  assert.equal(holeIn([], 1), 0)
})

test("those of one writer stand together until somebody else, the house, a new day or a while comes between", () => {
  const messages = [said(1, GUEST, 0), said(2, GUEST, 2), said(3, LILY, 3), said(4, LILY, 9), said(5, HOUSE, 9), said(6, LILY, 9), said(7, LILY, 9, { at: at(9, 23) })]
  const rows = rowsOf({ messages, isOwn: isGuest, dayOf })
  assert.deepEqual(kinds(rows), ["day", "text 1 first", "text 2 last", "text 3 first last", "text 4 first last", "system", "text 6 first last", "day", "text 7 first last"])
  assert.deepEqual(rows.filter(({ kind }) => kind === "message").map(({ own }) => own), [true, true, false, false, false, false])
})

test("new begins once, at the first message of others after the mark", () => {
  const messages = [said(1, GUEST), said(2, LILY), said(3, HOUSE), said(4, GUEST), said(5, LILY), said(6, LILY)]
  const where = (readTo) => rowsOf({ messages, isOwn: isGuest, dayOf, readTo }).map(({ kind }) => kind).indexOf("new")
  assert.equal(where(4), 5)
  assert.equal(where(2), -1, "whoever has answered has read")
  assert.equal(rowsOf({ messages: messages.slice(0, 3), isOwn: isGuest, dayOf, readTo: 2 }).at(-1).kind, "system", "what the house says is not new")
  assert.equal(where(6), -1)
  assert.equal(where(null), -1)
  assert.equal(unreadIn(messages, 2, isGuest), 2)
  assert.equal(lastRead(messages, 3, isGuest), 1)
  assert.equal(lastRead(messages, 0, isGuest), null)
})

test("what is on its way stands last, with its name as its place, so that it does not jump when it is there", () => {
  const [unsent] = inOrder([{ client_id: "k2", at: at(5), by: null, text: "on its way", kind: "text", number: null }], [])
  const before = rowsOf({ messages: [said(1, GUEST)], unsent: [unsent], isOwn: isGuest, dayOf })
  const after = rowsOf({ messages: [said(1, GUEST), said(2, GUEST, 5, { client_id: "k2" })], isOwn: isGuest, dayOf })
  assert.equal(before.at(-1).key, after.at(-1).key)
  const others = rowsOf({ messages: [said(1, LILY, 1, { client_id: "day 2026-11-22" })], isOwn: isGuest, dayOf })
  assert.equal(others.at(-1).key, "m1", "what others call their messages is no name here")
})

test("the outbox's messages of one conversation are shown, in the order in which they were written", () => {
  const entry = (client_id, state, subject = `stay:support:${client_id}`, more = {}) => ({
    id: `e${client_id}`,
    action: "chat",
    path: "/chats/c/messages",
    subject,
    at: 1,
    state,
    body: { text: `t${client_id}`, client_id },
    problem: null,
    ...more,
  })
  const entries = [entry("3", "waiting"), entry("1", "refused"), entry("2", "sending"), entry("4", "waiting", "other:support:4"), { id: "o", action: "order", subject: "stay:1" }]
  const waiting = waitingIn(entries, "stay:support")
  assert.deepEqual(
    inOrder([], waiting).map(({ client_id, state, text }) => [client_id, state, text]),
    [
      ["1", "failed", "t1"],
      ["2", "sending", "t2"],
      ["3", "waiting", "t3"],
    ],
  )
  const local = { client_id: "3", state: "sending", picture: { url: "blob:x", local: true } }
  assert.deepEqual(inOrder([local], waiting).find(({ client_id }) => client_id === "3").picture, local.picture, "its picture is on this page already")
})

test("what the house says is worded, also where a newer hub says something else", () => {
  language.value = "en"
  assert.equal(systemWords({ code: "assigned", facts: { agent: { name: "Lily" } } }), "Lily takes care of this")
  assert.equal(systemWords({ code: "transferred", facts: { from: { name: "Lily" }, to: { name: "Wang" } } }), "Lily handed this on to Wang")
  assert.equal(systemWords({ code: "closed", facts: { why: "agent", by: "Lily" } }), "Lily closed the chat")
  assert.equal(systemWords({ code: "closed", facts: { why: "stay_ended" } }), "The stay ended, so the chat is closed")
  assert.equal(systemWords({ code: "closed", facts: { why: "eclipse" } }), "Something changed in this chat")
  assert.equal(systemWords({ code: "dreamt", facts: null }), "Something changed in this chat")
  assert.equal(systemWords({ code: "rated", facts: { stars: 1 } }), "Rated 1 star")
  assert.equal(lineOf({ kind: "picture", text: null }), "Picture")
  assert.equal(placeOf({ subject: { room: { number: "801" }, wristband: null } }), "Room 801")
  assert.equal(placeOf({ subject: { room: null, wristband: "A03" } }), "A03")
  assert.equal(writerName(GUEST), "Room 801")
})

test("guests are told of themselves, staff of guests, and each of who hands a chat to whom", () => {
  language.value = "en"
  const both = (code, facts) => ["staff", "guest"].map((side) => systemWords({ code, facts }, side))
  assert.deepEqual(both("closed", { why: "guest", by: "801" }), ["The guest closed the chat", "You ended the chat"])
  assert.deepEqual(both("closed", { why: "stay_ended" }), ["The stay ended, so the chat is closed", "You have checked out, so the chat has ended"])
  assert.deepEqual(both("reopened", {}), ["The guest wrote again", "You wrote again"])
  assert.deepEqual(both("queued", { why: "agent_gone" }), ["Waiting for somebody to answer", "You are in line again; somebody answers soon"])
  const [lily, wang, han] = ["Lily", "Wang", "Han"].map((name) => ({ id: name, name }))
  assert.deepEqual(both("transferred", { from: lily, to: wang, by: lily }), ["Lily handed this on to Wang", "Wang takes care of this"])
  assert.deepEqual(both("transferred", { from: lily, to: wang, by: han }), ["Han handed this on to Wang", "Wang takes care of this"])
  assert.deepEqual(both("transferred", { from: lily, to: han, by: han }), ["Han took this over from Lily", "Han takes care of this"])
  assert.deepEqual(both("transferred", { to: wang, by: han }), ["Han handed this on to Wang", "Wang takes care of this"])
  assert.deepEqual(["staff", "guest"].map((side) => isFor({ code: "rated" }, side)), [true, false])
  assert.ok(isFor({ code: null }, "guest"))
})

/** A hub with so many messages, as it pages them. */
function hubOf(count, calls = []) {
  const all = Array.from({ length: count }, (_, index) => said(index + 1, index % 2 ? LILY : GUEST))
  return async ({ before, after, limit }) => {
    calls.push({ before, after })
    const found = after !== undefined ? all.filter(({ number }) => number > after) : all.filter(({ number }) => number < (before ?? Infinity))
    const items = after !== undefined ? found.slice(0, limit) : found.slice(-limit)
    return { ok: true, body: { items, next: found.length > limit ? 1 : null } }
  }
}

const numbers = (thread) => thread.messages.value.map(({ number }) => number)
const settled = () => new Promise((resolve) => setTimeout(resolve, 10))

test("a thread holds its newest page, takes what comes and asks for what is older", async () => {
  const thread = new Thread(hubOf(120))
  await thread.load()
  assert.deepEqual([numbers(thread)[0], numbers(thread).at(-1), thread.isMore.value], [71, 120, true])
  thread.take(said(121, GUEST))
  assert.equal(numbers(thread).at(-1), 121)
  await thread.older()
  await thread.older()
  assert.deepEqual([numbers(thread)[0], thread.isMore.value], [1, false])
  assert.equal(holeIn(thread.messages.value, 121), null)
})

test("what came while the line was away is fetched, whoever says that it is there", async () => {
  const hub = hubOf(230)
  const calls = []
  let most = 3
  const thread = new Thread(async (query) => {
    calls.push(query)
    const reply = await hub(query)
    return { ...reply, body: { ...reply.body, items: reply.body.items.filter(({ number }) => number <= most) } }
  })
  thread.messages.value = [said(1, GUEST), said(2, LILY), said(3, GUEST)]
  thread.state.value = "ready"
  most = 230
  thread.reach(230)
  await settled()
  assert.equal(numbers(thread).length, 230)
  thread.reach(230)
  await settled()
  assert.equal(calls.length, 5, "and asked for once")
})

test("a thread that the hub does not give says so and is asked for again", async () => {
  let isThere = false
  const hub = hubOf(2)
  const thread = new Thread(async (query) => (isThere ? hub(query) : { ok: false, status: 0, unreachable: true, problem: null }))
  await thread.load()
  assert.equal(thread.state.value, "failed")
  isThere = true
  await thread.load()
  assert.deepEqual([thread.state.value, numbers(thread)], ["ready", [1, 2]])
})
