// Commands: each once in effect, in the order they were made, through silence, refusals and reloads.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { Clock } from "../../../displays/static/js/core/clock.js"
import { heldMs, isStale, nextOf, verdictOn } from "../../../displays/static/js/core/entries.js"
import { Outbox } from "../../../displays/static/js/core/outbox.js"
import { all, del } from "../../../displays/static/js/core/storage.js"

const SILENCE = { ok: false, status: 0, problem: null, unreachable: true }
const OK = { ok: true, status: 200, body: { changed: true }, problem: null }
const refusal = (status, code) => ({ ok: false, status, body: {}, problem: { status, code } })
const MINUTE = 60_000

/** A hub that answers what it is told to; `sent` is what reached it. */
class FakeHub {
  sent = []
  answers = []
  async request(method, path, { body, key, headers }) {
    this.sent.push({ path, key, body, queued: "Queued-At" in headers })
    return (typeof this.answers === "function" ? this.answers(path) : this.answers.shift()) ?? OK
  }
  get paths() {
    return this.sent.map(({ path }) => path)
  }
}

let number = 0
let hub, clock, time

beforeEach(async () => {
  for (const entry of await all("outbox")) await del("outbox", entry.nr)
  number += 1
  hub = new FakeHub()
  time = { ms: Date.parse("2026-11-22T04:00:00Z") }
  clock = new Clock({ steady: () => time.ms, wall: () => time.ms })
  clock.recall(0)
})

async function opened(owner = `device-${number}`) {
  const outbox = new Outbox({ identity: hub, clock, staleMs: 10 * MINUTE })
  await outbox.open(owner)
  return outbox
}

const until = async (true_) => {
  for (let each = 0; each < 3000 && !true_(); each++) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.ok(true_(), `in vain: ${true_}`)
}
const states = (outbox) => outbox.waiting.value.map(({ path, state }) => `${path} ${state}`)

test("an answer comes back, and nothing stays behind", async () => {
  const outbox = await opened()
  const answer = await outbox.command("POST", "/orders", { lines: [] }, { subject: "basket", action: "order" })
  assert.deepEqual([answer.ok, answer.queued], [true, false])
  assert.deepEqual([outbox.unsent, await all("outbox")], [0, []])
  assert.equal(hub.sent[0].queued, false)
  outbox.close()
})

test("the key is stored before the first byte goes out", async () => {
  const outbox = await opened()
  let stored
  hub.answers = () => ((stored = all("outbox")), OK)
  await outbox.command("POST", "/orders", {})
  assert.equal((await stored)[0].id, hub.sent[0].key)
  outbox.close()
})

test("silence keeps the key and the order, and says so at once", async () => {
  const outbox = await opened()
  hub.answers = () => SILENCE
  const first = await outbox.command("POST", "/1", {}, { subject: "line", action: "start" })
  assert.equal(first.queued, true)
  assert.deepEqual(outbox.pending.value.get("line").state, "waiting")
  const others = [outbox.command("POST", "/2", {}), outbox.command("POST", "/3", {})]
  await until(() => hub.sent.length > 1)
  const tried = hub.sent.length
  hub.answers = () => OK
  outbox.hubIsBack()
  await Promise.all(others)
  await until(() => outbox.unsent === 0)
  assert.deepEqual(hub.paths.slice(tried), ["/1", "/2", "/3"])
  assert.equal(new Set(hub.sent.filter(({ path }) => path === "/1").map(({ key }) => key)).size, 1)
  assert.equal(hub.sent[tried].queued, true)
  outbox.close()
})

test("a reload takes up what was left, in order and with the same keys and bodies", async () => {
  const before = await opened()
  hub.answers = () => SILENCE
  await before.command("POST", "/1", { name: "水饺" })
  await before.command("POST", "/2", {})
  const sent = hub.sent.find(({ path }) => path === "/1")
  before.close()
  hub.sent = []
  hub.answers = () => OK
  const after = await opened()
  assert.deepEqual(states(after), ["/1 waiting", "/2 waiting"])
  after.drain()
  await until(() => after.unsent === 0)
  assert.deepEqual(hub.paths, ["/1", "/2"])
  assert.deepEqual([hub.sent[0].key, hub.sent[0].body], [sent.key, sent.body])
  after.close()
})

test("what another device left behind is not sent in this one's name", async () => {
  const other = await opened("other")
  hub.answers = () => SILENCE
  await other.command("POST", "/theirs", {})
  other.close()
  hub.answers = () => OK
  hub.sent = []
  const outbox = await opened()
  await outbox.command("POST", "/mine", {})
  assert.deepEqual(hub.paths, ["/mine"])
  outbox.close()
})

test("a refusal goes to whoever waits for it, and does not stop the others", async () => {
  const outbox = await opened()
  hub.answers = [refusal(409, "line_cancelled"), OK]
  const [first, second] = await Promise.all([outbox.command("POST", "/1", {}), outbox.command("POST", "/2", {})])
  assert.deepEqual([first.problem.code, second.ok], ["line_cancelled", true])
  assert.deepEqual(states(outbox), [])
  outbox.close()
})

test("a refused command that a person can take up again stays through a reload, though its page was told", async () => {
  const outbox = await opened()
  hub.answers = [refusal(409, "product_sold_out")]
  const answer = await outbox.command("POST", "/orders", { lines: [] }, { subject: "basket", action: "place", kept: { place: "802" } })
  assert.deepEqual([answer.problem.code, outbox.unsent], ["product_sold_out", 0])
  outbox.close()
  const after = await opened()
  const [aside] = after.waiting.value
  assert.deepEqual([aside.state, aside.problem.code, aside.kept], ["refused", "product_sold_out", { place: "802" }])
  await after.drop(aside.id)
  assert.deepEqual([after.waiting.value, await all("outbox")], [[], []])
  after.close()
})

test("a refusal that nobody waits for any more is kept to be seen; trying again is a new command", async () => {
  const outbox = await opened()
  hub.answers = () => SILENCE
  await outbox.command("POST", "/kds/lines/1/start", undefined, { subject: "1", action: "start", label: "801" })
  hub.answers = [refusal(409, "line_cancelled")]
  outbox.hubIsBack()
  await until(() => states(outbox)[0] === "/kds/lines/1/start refused")
  assert.equal(outbox.waiting.value[0].problem.code, "line_cancelled")
  assert.deepEqual([outbox.unsent, outbox.pending.value.size], [0, 0])
  const key = hub.sent.at(-1).key
  await outbox.retry(outbox.waiting.value[0].id)
  await until(() => outbox.waiting.value.length === 0)
  assert.notEqual(hub.sent.at(-1).key, key)
  outbox.close()
})

for (const reply of [refusal(503, "busy"), refusal(500, "fault"), refusal(429, "rate_limited"), refusal(408, "x"), refusal(409, "request_in_progress")]) {
  test(`${reply.status} ${reply.problem.code} is tried again with the same key`, async () => {
    assert.equal(verdictOn(reply), "again")
    const outbox = await opened()
    hub.answers = [reply]
    outbox.command("POST", "/1", {})
    await until(() => hub.sent.length >= 1)
    outbox.hubIsBack()
    await until(() => hub.sent.length === 2 && outbox.unsent === 0)
    assert.equal(hub.sent[0].key, hub.sent[1].key)
    outbox.close()
  })
}

test("who writes too fast waits, in order; an order does not wait with them", async () => {
  const outbox = await opened()
  const tooFast = { ...refusal(429, "rate_limited"), retry_after_ms: 400 }
  hub.answers = [tooFast]
  const first = outbox.command("POST", "/chats/1/messages", { text: "1" }, { subject: "chat", action: "chat" })
  await until(() => hub.sent.length === 1)
  const second = outbox.command("POST", "/chats/1/messages", { text: "2" })
  const order = await outbox.command("POST", "/orders", {})
  assert.deepEqual([order.ok, order.queued], [true, false])
  assert.deepEqual(hub.paths, ["/chats/1/messages", "/orders"])
  assert.equal((await first).queued, true)
  assert.equal(outbox.waiting.value[0].problem.code, "rate_limited")
  assert.deepEqual([outbox.isResting("/chats/1/messages"), outbox.isResting("/orders")], [true, false])
  assert.equal((await second).ok || outbox.unsent > 0, true)
  await until(() => outbox.unsent === 0)
  assert.deepEqual(hub.sent.filter(({ path }) => path !== "/orders").map(({ body }) => JSON.parse(body).text), ["1", "1", "2"])
  assert.equal(hub.sent[0].key, hub.sent[2].key)
  assert.equal(outbox.isResting("/chats/1/messages"), false)
  outbox.close()
})

test("a rest that ends between two looks at the clock is not slept through", async (run) => {
  const outbox = await opened()
  const looks = []
  let later = 1000
  run.mock.method(performance, "now", () => looks.shift() ?? later)
  hub.answers = [{ ...refusal(429, "rate_limited"), retry_after_ms: 60_000 }]
  await outbox.command("POST", "/me/calls", {})
  await new Promise((resolve) => setTimeout(resolve, 50)) // until nothing is under way any more but the timer
  looks.push(60_999)
  later = 61_001
  outbox.drain() // as the timer does
  await until(() => outbox.unsent === 0)
  assert.deepEqual(hub.paths, ["/me/calls", "/me/calls"])
  outbox.close()
})

test("what waits for an address waits behind the command that is to give it, though that one rests", async () => {
  const outbox = await opened()
  hub.answers = (path) => (path === "/chats" && hub.paths.filter((one) => one === path).length === 1 ? { ...refusal(429, "rate_limited"), retry_after_ms: 300 } : path === "/chats" ? { ...OK, body: { chat: { id: "7" } } } : OK)
  const { id } = await outbox.hold("POST", "/chats", {})
  outbox.command("POST", "/chats/{id}/messages", { text: "1" }, { from: id })
  await until(() => outbox.unsent === 0)
  assert.deepEqual(hub.paths, ["/chats", "/chats", "/chats/7/messages"])
  outbox.close()
})

test("nobody being let in loses nothing", async () => {
  assert.equal(verdictOn(refusal(401, "token_invalid")), "signed_out")
  const outbox = await opened()
  hub.answers = [refusal(401, "token_invalid")]
  const answer = await outbox.command("POST", "/1", {})
  assert.equal(answer.queued, true)
  assert.equal((await all("outbox")).length, 1)
  outbox.close()
})

test("a bump of ten minutes ago waits for a decision, and what came later does not wait for it", async () => {
  const outbox = await opened()
  hub.answers = () => SILENCE
  await outbox.command("POST", "/kds/lines/1/finish", undefined, { subject: "1", action: "finish" })
  await outbox.command("POST", "/orders", {})
  time.ms += 11 * MINUTE
  outbox.look()
  assert.deepEqual(states(outbox), ["/kds/lines/1/finish stale", "/orders waiting"])
  hub.sent = []
  hub.answers = () => OK
  outbox.hubIsBack()
  await until(() => outbox.unsent === 1)
  assert.deepEqual(hub.paths, ["/orders"])
  await outbox.retry(outbox.waiting.value[0].id)
  await until(() => outbox.unsent === 0)
  assert.deepEqual(hub.paths, ["/orders", "/kds/lines/1/finish"])
  assert.equal(hub.sent[1].queued, true)
  outbox.close()
})

test("a stale one that is dropped is never sent, not even after a reload", async () => {
  const outbox = await opened()
  hub.answers = () => SILENCE
  await outbox.command("POST", "/kds/lines/1/finish", undefined)
  time.ms += 11 * MINUTE
  outbox.look()
  await outbox.drop(outbox.waiting.value[0].id)
  outbox.close()
  const again = await opened()
  assert.deepEqual(states(again), [])
  again.close()
})

test("what another tab is sending cannot be dropped", async () => {
  const [sender, other] = [await opened(), await opened()]
  let answer
  hub.answers = () => SILENCE
  await sender.command("POST", "/orders", {})
  await until(() => other.waiting.value.length === 1)
  hub.answers = () => new Promise((resolve) => (answer = resolve))
  hub.sent.length = 0
  sender.hubIsBack()
  await until(() => hub.sent.length >= 1)
  let over = false
  const dropped = other.drop(other.waiting.value[0].id).then(() => (over = true))
  await new Promise((resolve) => setTimeout(resolve, 40))
  assert.equal(over, false)
  answer(OK)
  await dropped
  await until(() => other.unsent === 0 && sender.unsent === 0)
  assert.deepEqual([hub.paths, await all("outbox")], [["/orders"], []])
  sender.close()
  other.close()
})

test("what was refused goes at once, whatever is being sent meanwhile", async () => {
  const outbox = await opened()
  hub.answers = () => SILENCE
  await outbox.command("POST", "/orders", {})
  hub.answers = () => refusal(409, "stay_closed")
  outbox.hubIsBack()
  await until(() => states(outbox)[0] === "/orders refused")
  let answer
  hub.answers = () => new Promise((resolve) => (answer = resolve))
  const sent = outbox.command("POST", "/2", {})
  await until(() => answer !== undefined)
  await outbox.drop(outbox.waiting.value[0].id)
  assert.deepEqual(states(outbox).filter((each) => each.endsWith("refused")), [])
  answer(OK)
  assert.equal((await sent).ok, true)
  outbox.close()
})

test("what a device left behind that was signed out is thrown away, and nobody else's", async () => {
  const [mine, theirs] = [await opened(), await opened(`other-${number}`)]
  hub.answers = () => SILENCE
  await Promise.all([mine.command("POST", "/1", {}), theirs.command("POST", "/2", {})])
  assert.equal(mine.unsent, 1)
  mine.close()
  await mine.discard(`device-${number}`)
  assert.deepEqual((await all("outbox")).map(({ path }) => path), ["/2"])
  theirs.close()
})

test("stale is only what is about the kitchen, and only by the hub's time", () => {
  const entry = { path: "/kds/lines/1/start", at: time.ms, timed: true, decided: false }
  time.ms += 10 * MINUTE
  assert.equal(isStale(entry, clock, 10 * MINUTE), true)
  assert.equal(isStale(entry, clock, Infinity), false)
  assert.equal(isStale({ ...entry, path: "/orders" }, clock, 10 * MINUTE), false)
  assert.equal(isStale({ ...entry, decided: true }, clock, 10 * MINUTE), false)
  assert.equal(nextOf([{ ...entry, nr: 1, state: "waiting" }, { ...entry, nr: 2, state: "waiting", path: "/orders" }], clock, 10 * MINUTE).nr, 2)
})

test("one that the hub fails at again and again does not hold up the others for ever", async () => {
  const outbox = await opened()
  hub.answers = (path) => (path === "/bad" ? refusal(500, "fault") : OK)
  outbox.command("POST", "/bad", {})
  const good = outbox.command("POST", "/good", {})
  for (let each = 0; each < 8; each++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    outbox.hubIsBack()
  }
  await until(() => hub.paths.includes("/good"))
  await good
  assert.deepEqual(states(outbox), ["/bad stale"])
  outbox.close()
})

test("the mark on a thing stays until its event has come", async () => {
  const outbox = await opened()
  const answer = await outbox.command("POST", "/kds/lines/1/start", undefined, { subject: "1", action: "start" })
  assert.equal(answer.ok, true)
  assert.equal(outbox.pending.value.has("1"), true)
  assert.equal(outbox.isOwn(hub.sent[0].key), true)
  outbox.echoed(hub.sent[0].key)
  assert.equal(outbox.pending.value.has("1"), false)
  outbox.close()
})

test("no mark stays when the event comes in the same moment as the answer", async () => {
  const outbox = await opened()
  const afterTheAnswer = (turns) => {
    if (outbox.unsent === 0) outbox.echoed(hub.sent[0].key)
    else if (turns > 0) queueMicrotask(() => afterTheAnswer(turns - 1))
  }
  hub.answers = () => (afterTheAnswer(1000), OK)
  await outbox.command("POST", "/kds/lines/1/start", undefined, { subject: "1", action: "start" })
  assert.equal(outbox.pending.value.has("1"), false)
  outbox.close()
})

test("two tabs send in one order, and each learns of its own answers", async () => {
  const [one, other] = [await opened("shared"), await opened("shared")]
  hub.answers = () => SILENCE
  await one.command("POST", "/1", {}, { subject: "a", action: "x" })
  await other.command("POST", "/2", {}, { subject: "b", action: "x" })
  await until(() => one.pending.value.has("b") && other.pending.value.has("a"))
  hub.sent = []
  hub.answers = () => OK
  one.hubIsBack()
  other.hubIsBack()
  await until(() => one.unsent === 0 && other.unsent === 0)
  assert.deepEqual(hub.paths, ["/1", "/2"])
  one.close()
  other.close()
})

test("a command that waited for weeks, or from a device without a date, is told and never just thrown away", async () => {
  const before = await opened()
  hub.answers = () => SILENCE
  await before.command("POST", "/orders", {})
  before.close()
  time.ms += 30 * 24 * 60 * MINUTE
  hub.answers = () => refusal(409, "command_too_old")
  const after = await opened()
  assert.deepEqual(states(after), ["/orders waiting"])
  after.drain()
  await until(() => states(after)[0] === "/orders refused")
  assert.equal(after.waiting.value[0].problem.code, "command_too_old")
  time.ms += 8 * 24 * 60 * MINUTE
  after.close()
  const later = await opened()
  assert.deepEqual([states(later), await all("outbox")], [[], []], "nobody looked at the refusal for a week")
  later.close()
})

test("what is held waits in the storage, marked, until its time has come; what is made meanwhile does not wait for it", async () => {
  const outbox = await opened()
  const { id, answer } = await outbox.hold("POST", "/kds/held", {}, { subject: ["a", "b"], action: "serve", hold_ms: 3_000 })
  assert.equal((await all("outbox"))[0].id, id)
  assert.deepEqual(["a", "b"].map((one) => outbox.pending.value.get(one)?.state), ["held", "held"])
  await outbox.command("POST", "/other", {})
  time.ms += 2_999
  await outbox.drain()
  assert.deepEqual(hub.paths, ["/other"])
  time.ms += 1
  await outbox.drain()
  assert.deepEqual([(await answer).ok, hub.paths, hub.sent[1].key], [true, ["/other", "/kds/held"], id])
  assert.equal(hub.sent[1].queued, false, "it was made when its time had come")
  assert.deepEqual(await all("outbox"), [])
  outbox.close()
})

test("a reload, or an empty battery, does not lose what is held", async () => {
  const before = await opened()
  await before.hold("POST", "/kds/held", { line_ids: ["a"] }, { subject: ["a"], action: "serve", hold_ms: 3_000 })
  before.close()
  time.ms += 1_000
  const soon = await opened()
  await soon.drain()
  assert.deepEqual([states(soon), soon.pending.value.get("a").state, hub.sent], [["/kds/held held"], "held", []])
  soon.close()
  time.ms += 60_000
  const later = await opened()
  await later.drain()
  await until(() => later.unsent === 0)
  assert.deepEqual(hub.sent.map(({ path, body, queued }) => [path, body, queued]), [["/kds/held", '{"line_ids":["a"]}', true]])
  later.close()
})

test("dropped while it is held, it is never sent", async () => {
  const outbox = await opened()
  const { id, answer } = await outbox.hold("POST", "/kds/held", {}, { subject: "a", action: "serve", hold_ms: 3_000 })
  const dropped = outbox.drop(id)
  assert.equal(outbox.pending.value.has("a"), false, "at once, whoever else sends")
  assert.equal(await dropped, true)
  assert.deepEqual([(await answer).dropped, (await answer).queued], [true, false])
  time.ms += 3_000
  await outbox.drain()
  assert.deepEqual([hub.sent, await all("outbox"), await outbox.drop(id)], [[], [], false])
  outbox.close()
})

test("released, it goes at once, and is too late to be dropped", async () => {
  const outbox = await opened()
  const { id, answer } = await outbox.hold("POST", "/kds/held", {}, { subject: "a", action: "serve", hold_ms: 3_000 })
  await outbox.release(id)
  assert.equal((await answer).ok, true)
  assert.deepEqual([hub.paths, await outbox.drop(id)], [["/kds/held"], false])
  outbox.close()
})

test("it goes by itself when its time has come", async () => {
  clock = new Clock()
  const outbox = await opened()
  const { answer } = await outbox.hold("POST", "/kds/held", {}, { hold_ms: 30 })
  assert.equal((await answer).ok, true)
  outbox.close()
})

test("a clock that is set back holds nothing up for long", () => {
  const entry = { at: time.ms, timed: true, hold_ms: 3_000 }
  assert.equal(heldMs(entry, clock), 3_000)
  time.ms -= 1_000
  assert.equal(heldMs(entry, clock), 4_000, "a little is the hub's time being measured better")
  time.ms -= 3_600_000
  assert.equal(heldMs(entry, clock), 0)
})

test("a command about what an earlier one makes waits for it, goes to its address, and does so after a reload too", async () => {
  const before = await opened()
  hub.answers = () => SILENCE
  const { id } = await before.hold("POST", "/chats", {})
  await before.command("POST", "/chats/{id}/messages", { text: "1" }, { from: id })
  before.close()
  hub.sent = []
  hub.answers = (path) => (path === "/chats" ? { ...OK, body: { changed: true, chat: { id: "c1" } } } : OK)
  const after = await opened()
  after.drain()
  await until(() => after.unsent === 0)
  assert.deepEqual(hub.paths, ["/chats", "/chats/c1/messages"])
  const again = await after.command("POST", "/chats/{id}/messages", { text: "2" }, { from: id })
  assert.deepEqual([again.ok, hub.paths.at(-1)], [true, "/chats/c1/messages"], "one that comes after the answer knows the address too")
  after.close()
})
