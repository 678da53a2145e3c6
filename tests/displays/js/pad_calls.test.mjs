// A press that is not needed any more is taken back as soon as that is possible, wherever it is just then.
import assert from "node:assert/strict"
import { test } from "node:test"
import { signal } from "../../../displays/static/js/html.js"
import { Calls, subjectOf } from "../../../displays/static/js/pad/calls.js"

const SUBJECT = subjectOf("s1", "water")

/** A pad whose outbox holds one press; `state` is where that is. */
function pressed(state) {
  const entry = { id: "e1", action: "service", subject: SUBJECT, body: { service: "water" }, at: 0, state }
  const board = signal(new Map())
  const asked = []
  const outbox = {
    waiting: signal(state === "fresh" ? [] : [entry]),
    isResting: () => false,
    drop: async (id) => {
      const [held] = outbox.waiting.peek()
      asked.push(`drop ${id}`)
      if (!held || held.state === "sending") return false
      outbox.waiting.value = []
      screen.pending.value = new Map()
      return true
    },
  }
  const screen = {
    outbox,
    pending: signal(new Map([[SUBJECT, { action: "service" }]])),
    link: signal({ state: "offline" }),
    now: signal(0),
    board: { room: { id: "r1" } },
    watch: (select) => ({
      get value() {
        return select({ array: () => board.value })
      },
    }),
    onEvent: () => {},
    command: async (method, path) => {
      asked.push(`${method} ${path}`)
      return { ok: false, queued: true }
    },
  }
  const calls = new Calls(screen, signal({ id: "s1" }))
  calls.start()
  const becomes = (next) => {
    outbox.waiting.value = [{ ...entry, state: next }]
  }
  const rings = (call) => {
    outbox.waiting.value = []
    board.value = new Map([["c1", { id: "c1", service: "water", room: { id: "r1" }, ...call }]])
  }
  return { calls, asked, becomes, rings, stand: () => calls.of("water") }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

test("one that waits for the network is dropped at once", async () => {
  const { calls, asked, stand } = pressed("waiting")
  calls.withdraw("water")
  await settled()
  assert.deepEqual(asked, ["drop e1"])
  assert.deepEqual(stand(), { state: "none" })
})

for (const early of ["fresh", "sending"]) {
  test(`one that cannot be dropped yet (${early}) is shown as being taken back, and is dropped when it can be`, async () => {
    const { calls, becomes, stand } = pressed(early)
    calls.withdraw("water")
    await settled()
    assert.deepEqual(stand(), { state: "kept", busy: true })
    becomes("waiting")
    await settled()
    assert.deepEqual(stand(), { state: "none" })
  })
}

test("one that has rung meanwhile is withdrawn, once", async () => {
  const { calls, asked, rings } = pressed("sending")
  calls.withdraw("water")
  await settled()
  rings({ state: "open" })
  rings({ state: "open", turn: 2 })
  await settled()
  assert.deepEqual(asked.slice(1), ["DELETE /me/calls/c1"])
})

test("where somebody is on the way already they come", async () => {
  const { calls, asked, rings, stand } = pressed("sending")
  calls.withdraw("water")
  rings({ state: "accepted", by: "Li" })
  rings({ state: "open" })
  await settled()
  assert.deepEqual([asked.slice(1), stand().state], [[], "open"])
})

test("who presses again wants it after all", async () => {
  const { calls, asked, becomes, stand } = pressed("sending")
  calls.withdraw("water")
  await calls.press("water")
  becomes("waiting")
  await settled()
  assert.deepEqual(asked.slice(1), ["POST /me/calls"])
  assert.deepEqual(stand(), { state: "kept", busy: false })
})

test("what was refused is not taken back from the next press", async () => {
  const { calls, becomes, rings, asked } = pressed("sending")
  calls.withdraw("water")
  becomes("refused")
  await settled()
  asked.length = 0
  rings({ state: "open" })
  await settled()
  assert.deepEqual(asked, [])
})
