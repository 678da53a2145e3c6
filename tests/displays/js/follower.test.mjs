// Which frames are applied, ignored, or kept until the snapshot is there.
import assert from "node:assert/strict"
import { test } from "node:test"
import { AckPace, Follower, StaleSnapshot } from "../../../displays/static/js/core/follower.js"
import { Board } from "../../../displays/static/js/core/state.js"

const SHOP = "shop:1"

function kitchen() {
  const heard = []
  const follower = new Follower(new Board("kitchen"), { onEvent: (event, replayed) => heard.push([event.seq, replayed]) })
  return { follower, heard }
}

function welcome(state, more = {}) {
  return { device: { id: "d", kind: "kitchen" }, stations: [], streams: { [SHOP]: { epoch: "e1", head: 10, oldest: 1, resumed: false, why: "new", ...state } }, ...more }
}

function event(seq, state = "placed") {
  const line = { id: "l1", order_id: "o1", station: "hot", state, version: seq }
  return { stream: SHOP, seq, type: "kds.line_moved", data: { line, order: { id: "o1", state: "placed", version: seq } } }
}

const empty = { shop: { id: "1" }, orders: [], lines: [], sold_out: [] }
const snapshot = (seq, epoch = "e1") => ({ stream: SHOP, epoch, seq, board: empty })

test("what comes while the snapshot is on its way is applied on top of it, and what is in it is not", () => {
  const { follower, heard } = kitchen()
  assert.equal(follower.welcome(welcome()), true)
  assert.deepEqual(follower.cursors(), {})
  assert.equal(follower.event(event(11)), false)
  assert.equal(follower.event(event(13, "preparing")), false)
  follower.snapshot(snapshot(11), "e1")
  assert.deepEqual(heard, [[13, false]])
  assert.equal(follower.board.lines.get("l1").state, "preparing")
  assert.deepEqual(follower.cursors(), { [SHOP]: { epoch: "e1", seq: 13 } })
})

test("a snapshot of another epoch is not taken", () => {
  const { follower } = kitchen()
  follower.welcome(welcome())
  assert.throws(() => follower.snapshot(snapshot(11, "e2"), "e1"), StaleSnapshot)
  assert.equal(follower.ready, false)
})

test("a resume applies what was missed, says that it was, and ignores what comes twice", () => {
  const { follower, heard } = kitchen()
  follower.welcome(welcome())
  follower.snapshot(snapshot(10), "e1")
  assert.equal(follower.welcome(welcome({ resumed: true, head: 12 })), false)
  for (const seq of [11, 12, 12, 11, 13]) follower.event(event(seq))
  assert.deepEqual(heard, [[11, true], [12, true], [13, false]])
})

test("heads of a ping move the cursor, but not while the snapshot is missing", () => {
  const { follower } = kitchen()
  follower.welcome(welcome())
  follower.reach({ [SHOP]: 99 })
  follower.snapshot(snapshot(20), "e1")
  assert.equal(follower.cursors()[SHOP].seq, 20)
  follower.reach({ [SHOP]: 30, "shop:other": 5 })
  assert.deepEqual(follower.cursors(), { [SHOP]: { epoch: "e1", seq: 30 } })
})

test("a new epoch keeps what is shown until its snapshot; another room keeps nothing", () => {
  for (const [why, shown] of [["epoch", true], ["too_old", true], ["scope", false]]) {
    const { follower } = kitchen()
    follower.welcome(welcome())
    follower.snapshot(snapshot(10), "e1")
    follower.event(event(11))
    assert.equal(follower.welcome(welcome({ epoch: "e2", why })), true)
    assert.equal(follower.shown, shown)
    assert.equal(follower.board.lines.size, shown ? 1 : 0)
    assert.equal(follower.place(), null, "a board without its number is not stored")
  }
})

test("other stations begin an empty board", () => {
  const { follower } = kitchen()
  follower.welcome(welcome())
  follower.snapshot(snapshot(10), "e1")
  follower.event(event(11))
  follower.welcome(welcome({}, { stations: ["bar"] }))
  assert.equal(follower.board.lines.size, 0)
  assert.deepEqual([...follower.board.stations], ["bar"])
})

test("what was stored is the board at its number", () => {
  const { follower } = kitchen()
  follower.welcome(welcome())
  follower.snapshot(snapshot(10), "e1")
  follower.event(event(11))
  const again = kitchen().follower
  again.recall(structuredClone(follower.place()))
  assert.deepEqual(again.board.dump(), follower.board.dump())
  assert.equal(again.welcome(welcome({ resumed: true, head: 11 })), false)
  assert.equal(again.event(event(11)), false)
})

test("acks come after 16 events or a second, and not in a flood", () => {
  const pace = new AckPace()
  assert.equal(pace.dueAt(), null)
  pace.applied(1000)
  assert.equal(pace.dueAt(), 2000)
  for (let more = 0; more < 15; more++) pace.applied(1100)
  assert.ok(pace.dueAt() <= 1100)
  pace.sent(1100)
  assert.equal(pace.dueAt(), null)
  for (let more = 0; more < 16; more++) pace.applied(1200)
  assert.equal(pace.dueAt(), 1600)
})

test("what somebody waits for is acked at once, ten times a second at most", () => {
  const pace = new AckPace()
  pace.applied(1000)
  pace.applied(1200, true)
  assert.ok(pace.dueAt() <= 1200)
  pace.sent(1200)
  pace.applied(1250, true)
  assert.equal(pace.dueAt(), 1300)
  pace.sent(1300)
  pace.applied(1400)
  assert.equal(pace.dueAt(), 2400)
})
