// The connection against a hub made of two functions: one takes frames, one answers requests.
import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { useHub } from "../../../displays/static/js/core/api.js"
import { Clock } from "../../../displays/static/js/core/clock.js"
import { Follower } from "../../../displays/static/js/core/follower.js"
import { Live } from "../../../displays/static/js/core/live.js"
import { Receipts } from "../../../displays/static/js/core/receipts.js"
import { Board } from "../../../displays/static/js/core/state.js"

const SHOP = "shop:1"
const EMPTY = { shop: { id: "1" }, orders: [], lines: [], sold_out: [] }
const real = { WebSocket: globalThis.WebSocket, fetch: globalThis.fetch }

/** Takes what pages send and says what the test tells it to. */
class FakeSocket {
  static OPEN = 1
  static all = []
  static opens = true
  constructor() {
    this.readyState = 0
    this.sent = []
    FakeSocket.all.push(this)
    setTimeout(() => {
      if (!FakeSocket.opens) return this.end(1006)
      this.readyState = 1
      this.onopen?.()
    })
  }
  send(text) {
    this.sent.push(JSON.parse(text))
  }
  say(frame) {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) })
  }
  end(code) {
    this.readyState = 3
    this.onclose?.({ code })
  }
  close() {
    this.readyState = 3
  }
  got(type) {
    return this.sent.filter((frame) => frame.t === type)
  }
}

let live, receipts, followed, links, stopped, answers, renewed, reach

beforeEach(() => {
  FakeSocket.all = []
  FakeSocket.opens = true
  globalThis.WebSocket = FakeSocket
  useHub("http://hub")
  answers = { "/api/v1/me/board": () => ({ stream: SHOP, epoch: "e1", seq: 10, board: EMPTY }) }
  reach = true
  globalThis.fetch = async (url) => {
    const answer = answers[new URL(url).pathname]?.(new URL(url).searchParams)
    if (!reach || answer === undefined) throw new TypeError("no network")
    return new Response(JSON.stringify(await answer), { status: 200 })
  }
  links = []
  stopped = []
  renewed = 0
  const clock = new Clock()
  followed = []
  const follower = new Follower(new Board("kitchen"), { onEvent: (event, replayed) => followed.push([event.seq, replayed]) })
  const ask = async (method, path) => {
    try {
      const answer = await fetch(`http://hub${path.startsWith("/api/") ? path : `/api/v1${path}`}`)
      return { ok: true, status: 200, body: await answer.json() }
    } catch {
      return { ok: false, status: 0, unreachable: true, problem: null }
    }
  }
  live = new Live({
    identity: { access: "t", token: async () => "t", renew: async () => ((renewed += 1), true), request: ask },
    follower,
    clock,
    receipts: (receipts = new Receipts()),
    hello: () => ({ app: "test", caps: [], audio: "none" }),
    health: () => ({ visible: true, audio: "none", wake_lock: false, clock_offset_ms: 0, unsent: 0 }),
    shopId: () => null,
    save: () => {},
    onWelcome: () => {},
    onLink: (link) => links.push(link),
    onStop: (code) => stopped.push(code),
  })
})

afterEach(() => {
  live.close()
  Object.assign(globalThis, real)
  useHub("")
})

async function until(true_) {
  for (let each = 0; each < 600 && !true_(); each++) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.ok(true_(), `in vain: ${true_}`)
}

const stream = (more = {}) => ({ epoch: "e1", head: 10, oldest: 1, resumed: false, why: "new", ...more })
const welcome = (more) => ({ t: "welcome", device: { id: "d", kind: "kitchen" }, stations: [], streams: { [SHOP]: stream(more) }, now: new Date().toISOString() })
const event = (seq, more = {}) => ({ t: "event", stream: SHOP, seq, type: "kds.line_moved", data: { line: { id: `l${seq}`, order_id: "o1", state: "placed", station: "hot", version: seq }, order: { id: "o1", state: "placed", version: seq } }, ...more })
const last = () => FakeSocket.all.at(-1)
const report = (message, result) => {
  receipts.add({ message, result })
  live.sayReceipts()
}
const names = (socket, ...receipts) =>
  socket.say({ t: "ping", now: new Date().toISOString(), heads: {}, receipts: receipts.map(([message, result]) => ({ t: "receipt", message, result })) })

async function connected(more) {
  const before = FakeSocket.all.length
  live.nudge()
  await until(() => FakeSocket.all.length > before && last().got("hello").length === 1)
  last().say(welcome(more))
  await until(() => live.live)
  return last()
}

test("hello, welcome, snapshot, and what came meanwhile", async () => {
  live.run()
  await until(() => FakeSocket.all[0]?.got("hello").length === 1)
  const socket = FakeSocket.all[0]
  assert.deepEqual(socket.sent[0], { t: "hello", token: "t", cursors: {}, app: "test", caps: [], audio: "none" })
  socket.say(welcome())
  socket.say(event(9))
  socket.say(event(11))
  await until(() => live.live)
  assert.deepEqual(followed, [[11, false]])
  assert.equal(links.at(-1).state, "live")
  assert.equal(socket.got("health").length, 1)
})

test("a ping is answered and moves the cursor; acks are cumulative", async () => {
  live.run()
  const socket = await connected()
  socket.say(event(11))
  socket.say(event(12))
  socket.say({ t: "ping", now: new Date().toISOString(), heads: { [SHOP]: 20 } })
  assert.equal(socket.got("pong").length, 1)
  await until(() => socket.got("ack").length > 0 && socket.got("ack").at(-1).seq === 20)
})

test("a kitchen says at once that a round is here; anything else may wait", async () => {
  live.run()
  const socket = await connected()
  const before = live.clock.steady()
  socket.say(event(11))
  assert.ok(live.ackDue >= before + 1000)
  socket.say(event(12, { type: "orders.order_placed", data: { order: { id: "o1", state: "placed", version: 20 }, round: { round: 1 }, lines: [] } }))
  assert.ok(live.ackDue <= before + 100, "the ack of the snapshot has just gone out")
  await until(() => socket.got("ack").at(-1)?.seq === 12)
})

test("after a break the cursor resumes, and the missed are told apart from the new", async () => {
  live.run()
  const socket = await connected()
  socket.say(event(11))
  socket.end(1006)
  await until(() => links.at(-1).state === "reconnecting")
  const again = await connected({ resumed: true, head: 12 })
  assert.deepEqual(again.sent[0].cursors, { [SHOP]: { epoch: "e1", seq: 11 } })
  for (const seq of [11, 12, 13]) again.say(event(seq))
  assert.deepEqual(followed, [[11, false], [12, true], [13, false]])
})

test("an event that cannot be read is a hole: the snapshot is taken again", async () => {
  const { error } = console
  console.error = () => {}
  live.run()
  const socket = await connected()
  socket.say('{"t":"event","stream":"shop:1","seq":11,"type":"kds.line_moved"')
  await until(() => FakeSocket.all.length === 2 || !live.live)
  const again = await connected()
  assert.deepEqual(again.sent[0].cursors, {})
  console.error = error
})

test("one too large for a frame is fetched, and the others wait for it", async () => {
  answers["/api/v1/big"] = async () => (await new Promise((resolve) => setTimeout(resolve, 30)), event(11).data)
  live.run()
  const socket = await connected()
  socket.say({ ...event(11), data: { id: "x", fetch: "/api/v1/big" } })
  socket.say(event(12))
  await until(() => followed.length === 2)
  assert.deepEqual(followed.map(([seq]) => seq), [11, 12])
})

test("revoked is the end", async () => {
  live.run()
  const socket = await connected()
  socket.end(4002)
  await until(() => stopped.length === 1)
  assert.deepEqual(stopped, [4002])
})

test("a token that is not taken is renewed, once", async () => {
  live.run()
  await until(() => FakeSocket.all[0]?.got("hello").length === 1)
  last().end(4001)
  await until(() => FakeSocket.all.length === 2 && last().got("hello").length === 1)
  assert.equal(renewed, 1)
  last().end(4001)
  await until(() => stopped.length === 1)
})

test("moved: it comes back soon, and shows nothing of the place before", async () => {
  live.run()
  const socket = await connected()
  socket.say(event(11))
  socket.say({ t: "bye", code: 4201, reason: "moved", retry_after_ms: 0 })
  socket.end(4201)
  await until(() => FakeSocket.all.length === 2 && last().got("hello").length === 1)
  answers["/api/v1/me/board"] = () => new Promise(() => {})
  last().say(welcome({ epoch: "e2", why: "scope" }))
  assert.equal(live.crew.follower.board.lines.size, 0)
})

test("where requests are answered and no socket opens, it polls", async () => {
  FakeSocket.opens = false
  answers["/api/v1/me"] = () => ({ device: { id: "d", kind: "kitchen" }, stations: [] })
  let polls = 0
  answers["/api/v1/me/events"] = async (query) => {
    polls += 1
    await new Promise((resolve) => setTimeout(resolve, 20))
    const { t, ...first } = event(11)
    return { stream: SHOP, epoch: "e1", head: 11, resumed: true, events: query.get("after") === "10" ? [first] : [] }
  }
  live.run()
  for (let each = 0; each < 100 && polls < 2; each++) {
    live.nudge()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  assert.deepEqual(followed, [[11, false]])
  assert.deepEqual([links.at(-1).state, links.at(-1).way], ["live", "poll"])
})

test("a hub that is away is waited for, not polled", async () => {
  FakeSocket.opens = false
  reach = false
  live.run()
  for (let each = 0; each < 30; each++) {
    live.nudge()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  assert.ok(FakeSocket.all.length > 4)
  assert.ok(links.every((link) => link.way === "socket" && link.state !== "live"))
  reach = FakeSocket.opens = true
  await connected()
})

test("what became of a message is said when there is a line again", async () => {
  report("m1", "shown")
  live.run()
  const socket = await connected()
  assert.deepEqual(socket.got("receipt"), [{ t: "receipt", message: "m1", result: "shown" }])
})

test("what the hub has not named as written is said again after a break, as often as that takes", async () => {
  live.run()
  let socket = await connected()
  report("m1", "spoken")
  report("m2", "shown")
  assert.equal(socket.got("receipt").length, 2)
  names(socket, ["m1", "shown"], ["m2", "shown"])
  for (let breaks = 0; breaks < 3; breaks++) {
    socket.end(1006)
    socket = await connected({ resumed: true })
    assert.deepEqual(socket.got("receipt"), [{ t: "receipt", message: "m1", result: "spoken" }])
  }
  names(socket, ["m1", "spoken"])
  socket.end(1006)
  socket = await connected({ resumed: true })
  assert.deepEqual(socket.got("receipt"), [])
})

test("twenty are on their way at most; those behind them wait for the hub to write some, and none is forgotten", async () => {
  live.run()
  let socket = await connected()
  const all = Array.from({ length: 60 }, (_, number) => `m${number}`)
  for (const message of all) report(message, "shown")
  const unnamed = new Set()
  for (let breaks = 0; breaks < 3; breaks++) {
    assert.equal(socket.got("receipt").length, 20)
    for (const { message } of socket.got("receipt")) unnamed.add(message)
    socket.end(1006)
    socket = await connected({ resumed: true })
  }
  assert.equal(unnamed.size, all.length, "a hub that names nothing hears of all, after some breaks")
  const heard = new Set()
  while (heard.size < all.length) {
    const fresh = socket.got("receipt").filter(({ message }) => !heard.has(message))
    assert.ok(fresh.length > 0 && fresh.length <= 20)
    for (const { message } of fresh) heard.add(message)
    names(socket, ...fresh.map(({ message, result }) => [message, result]))
  }
  assert.equal(socket.got("receipt").length, all.length)
})
