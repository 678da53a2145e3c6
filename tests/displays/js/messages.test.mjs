import assert from "node:assert/strict"
import { afterEach, beforeEach, mock, test } from "node:test"
import { setImmediate as soon } from "node:timers/promises"
import { openMessages } from "../../../displays/static/js/core/messages.js"
import { signal } from "../../../displays/static/js/html.js"

const START = Date.parse("2026-11-22T12:00:00Z")
let devices = 0

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"], now: START }))
afterEach(() => mock.timers.reset())

async function settle() {
  for (let turn = 0; turn < 12; turn++) await soon()
}

/** A device's page; another page of the same device, or the same after a reload, is opened with the same `owner`. */
function page({ owner = `device-${devices++}`, audio = "ready", has = true, board = [], ...choices } = {}) {
  const listeners = []
  const receipts = []
  const begun = []
  const said = []
  const sent = []
  const volumes = []
  const screen = {
    identity: { owner },
    clock: { now: () => Date.now() },
    phase: signal("ready"),
    changed: signal(0),
    board: { lines: new Map(board.map((line) => [line.id, line])) },
    onEvent: (listener) => listeners.push(listener),
    receipt: (message, result) => receipts.push([message, result]),
    receipts: { begin: (message) => begun.push(message) },
    download: async () => (has ? { headers: new Map([["Sound", "speech"]]), bytes: "bytes" } : null),
    command: async (...request) => sent.push(request),
  }
  let last = Promise.resolve()
  const sound = {
    state: signal(audio),
    volume: signal(0.8),
    muted_until: signal(0),
    decode: async () => "words",
    say({ chime, volume }, work) {
      volumes.push(volume)
      const mouth = {
        chime: async () => said.push(chime) > 0,
        play: async (buffer) => said.push(buffer) > 0,
        aloud: async (say) => await say(),
      }
      const turn = last.then(() => sound.busy).then(() => work(mouth))
      last = turn
      return turn
    },
  }
  const messages = openMessages(screen, sound, choices)
  const tell = (type, data, replayed = false) => listeners.forEach((listener) => listener({ type, at: new Date().toISOString(), data }, { replayed }))
  const message = (more = {}, replayed) => tell("im.message_sent", { message: "m1", kind: "announcement", event: "order_placed", text: "801 ordered", lang: "en", chime: "new_order", audio: "/api/v1/sounds/a.wav", ...more }, replayed)
  return { owner, screen, sound, messages, tell, message, receipts, begun, said, sent, volumes }
}

test("shown, the chime, the words, and then the receipt", async () => {
  const { message, messages, receipts, said } = page()
  message({ room: { id: "r", number: "801" } })
  await settle()
  assert.deepEqual(said, ["new_order", "words"])
  assert.deepEqual(receipts, [["m1", "spoken"]])
  const { text, room, isSaid } = messages.caption.value
  assert.deepEqual([text, room, isSaid], ["801 ordered", "801", false])
})

test("before anything is said it is kept that it begins; what was said for one device is not reported by the next on the page", async () => {
  const { screen, message, sound, receipts, begun } = page()
  let free
  sound.busy = new Promise((resolve) => (free = resolve))
  message()
  await settle()
  assert.deepEqual([begun, receipts], [["m1"], []])
  screen.identity.owner = "another device"
  free()
  await settle()
  mock.timers.tick(10_000)
  await settle()
  assert.deepEqual(receipts, [])
})

test("once per device: the wire may bring it twice, a reload again, a second tab as well", async () => {
  const first = page()
  first.message()
  first.message()
  await settle()
  const reloaded = page({ owner: first.owner })
  reloaded.message({}, true)
  await settle()
  const tab = page({ owner: first.owner })
  tab.message()
  await settle()
  assert.deepEqual(first.said, ["new_order", "words"])
  assert.deepEqual([reloaded.said, reloaded.receipts, reloaded.messages.caption.value], [[], [], null])
  assert.deepEqual(reloaded.messages.listed.value.map((one) => one.message), ["m1"])
  assert.deepEqual([tab.said, tab.messages.caption.value.text], [[], "801 ordered"])
})

test("one past its time is listed, never said", async () => {
  const { message, messages, receipts, said } = page()
  message({ expires_at: new Date(START - 1).toISOString() }, true)
  await settle()
  assert.deepEqual([said, receipts, messages.caption.value], [[], [["m1", "expired"]], null])
  assert.deepEqual(messages.notices.value.map((one) => one.isLate), [true])
})

test("silent ones are shown; a muted screen, and one that is not the speaker, say so", async () => {
  const quiet = page()
  quiet.message({ silent: true })
  quiet.sound.muted_until.value = START + 1000
  quiet.message({ message: "m2" })
  const other = page({ speaks: () => false })
  other.message()
  await settle()
  assert.deepEqual(quiet.receipts, [
    ["m1", "shown"],
    ["m2", "silenced"],
  ])
  assert.equal(quiet.messages.caption.value.message, "m2")
  assert.deepEqual([other.receipts, other.said], [[["m1", "silenced"]], []])
})

test("a screen that may not sound says so, once it has settled", async () => {
  const { message, receipts, messages } = page({ audio: "blocked" })
  message()
  await settle()
  assert.deepEqual(receipts, [])
  mock.timers.tick(700)
  await settle()
  assert.deepEqual([receipts, messages.caption.value.text], [[["m1", "audio_blocked"]], "801 ordered"])
})

test("a line that is cancelled while its announcement waits is not spoken of", async () => {
  const { message, tell, sound, receipts, said } = page({ board: [{ id: "b", state: "preparing" }] })
  let free
  sound.busy = new Promise((resolve) => (free = resolve))
  message({ lines: ["a"] })
  message({ message: "m2", lines: ["a", "c"] })
  message({ message: "m3", lines: ["b"] })
  await settle()
  assert.deepEqual(receipts, [["m3", "skipped:subject_changed"]])
  tell("kds.line_moved", { line: { id: "a", state: "cancelled" } })
  free()
  await settle()
  assert.deepEqual(receipts.slice(1), [
    ["m1", "skipped:subject_changed"],
    ["m2", "spoken"],
  ])
  assert.deepEqual(said, ["new_order", "words"])
})

test("one that waits long for its turn is answered meanwhile, and one that expires there is not said", async () => {
  const { message, sound, receipts, said } = page()
  let free
  sound.busy = new Promise((resolve) => (free = resolve))
  message({ expires_at: new Date(START + 20_000).toISOString() })
  await settle()
  mock.timers.tick(8_000)
  assert.deepEqual(receipts, [["m1", "shown"]])
  mock.timers.tick(12_000)
  free()
  await settle()
  assert.deepEqual([receipts.at(-1), said], [["m1", "expired"], []])
})

test("as often as the screen wants, and without the chime it does not want", async () => {
  const { message, said } = page({ times: () => 2, chimes: () => false })
  message()
  await settle()
  assert.deepEqual(said, ["words", "words"])
})

test("without a voice anywhere there is the chime and the text", async () => {
  const { message, receipts, said } = page({ has: false })
  message()
  message({ message: "m2", audio: null })
  await settle()
  assert.deepEqual(said, ["new_order", "new_order"])
  assert.deepEqual(receipts, [
    ["m1", "shown"],
    ["m2", "shown"],
  ])
})

test("a recording that does not come in four seconds is not waited for", async () => {
  const { message, screen, receipts } = page()
  screen.download = () => new Promise(() => {})
  message()
  await settle()
  assert.deepEqual(receipts, [])
  mock.timers.tick(4_000)
  await settle()
  assert.deepEqual(receipts, [["m1", "shown"]])
})

test("the screen's token is sent to the hub's sounds alone", async () => {
  const { message, screen, receipts } = page()
  screen.download = async () => assert.fail("it was asked for")
  message({ audio: "https://elsewhere.example/a.wav" })
  await settle()
  assert.deepEqual(receipts, [["m1", "shown"]])
})

test("a fault of whoever speaks is answered for", async () => {
  const { message, sound, receipts } = page()
  sound.say = async () => Promise.reject(new Error("no sound card"))
  mock.method(console, "error", () => {})
  message()
  await settle()
  assert.deepEqual(receipts, [["m1", "skipped:failed"]])
})

test("what this screen does not show is not said here", async () => {
  const { message, receipts } = page({ concerns: () => false })
  message()
  await settle()
  assert.deepEqual(receipts, [["m1", "skipped:not_shown_here"]])
})

test("a crowd is not said to its end, but shown", async () => {
  const { message, messages, sound, receipts } = page()
  sound.busy = new Promise(() => {})
  for (let n = 0; n < 22; n++) message({ message: `m${n}` })
  await settle()
  assert.deepEqual(receipts, [
    ["m20", "skipped:too_many"],
    ["m21", "skipped:too_many"],
  ])
  assert.equal(messages.caption.value.message, "m21")
})

test("a notice that somebody has read goes, and stays gone after a reload", async () => {
  const first = page()
  first.message({ kind: "notice", event: "manual" })
  await settle()
  const [notice] = first.messages.notices.value
  await first.messages.gotIt(notice)
  assert.deepEqual(first.messages.notices.value, [])
  assert.deepEqual(first.sent[0].slice(0, 2), ["POST", "/im/messages/m1/got-it"])
  const again = page({ owner: first.owner })
  await settle()
  assert.equal(again.messages.listed.value.length, 1)
  assert.deepEqual(again.messages.notices.value, [])
})

test("a notice of what is over goes by itself, and stays gone after a reload; others stay", async () => {
  const first = page()
  for (const id of ["a", "b"]) first.message({ message: id, kind: "notice", event: "device_alarm", group: `device_alarm:alarm:${id}` })
  await settle()
  assert.equal(first.messages.notices.value.length, 2)
  first.tell("im.group_stopped", { group: "device_alarm:alarm:a" })
  await settle()
  const left = (one) => one.messages.notices.value.map(({ message }) => message)
  assert.deepEqual(left(first), ["b"])
  assert.deepEqual(first.sent, [], "nobody has said that they understood")
  const again = page({ owner: first.owner })
  await settle()
  assert.deepEqual(left(again), ["b"])
})

test("the volume of a message goes with its turn, and the browser's own voice takes it of the screen's", async () => {
  const { message, volumes } = page({ has: false })
  const spoken = []
  globalThis.SpeechSynthesisUtterance = class {
    constructor(text) {
      this.text = text
    }
  }
  globalThis.speechSynthesis = { getVoices: () => [{ lang: "en-US", localService: true }], speak: (words) => (spoken.push(words.volume), words.onend()), cancel() {} }
  message({ volume: 50 })
  message({ message: "m2" })
  await settle()
  delete globalThis.speechSynthesis
  delete globalThis.SpeechSynthesisUtterance
  assert.deepEqual(volumes, [50, 80])
  assert.deepEqual(spoken.map((volume) => Math.round(volume * 100)), [40, 64])
})

test("a message without any volume is shown, and nothing is said", async () => {
  const { message, receipts, said } = page()
  message({ volume: 0 })
  await settle()
  assert.deepEqual([receipts, said], [[["m1", "silenced"]], []])
})
