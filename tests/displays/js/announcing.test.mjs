import assert from "node:assert/strict"
import { test } from "node:test"
import {
  CAPTION_MS,
  LISTED_MOST,
  REMEMBERED,
  Standing,
  captionStands,
  isLate,
  listedWith,
  messageOf,
  noticesOf,
  remembered,
  silenceOf,
  voiceFor,
} from "../../../displays/static/js/core/announcing.js"

const AT = "2026-11-22T12:00:00.000Z"
const told = (more = {}) => messageOf({ at: AT, data: { message: "m1", kind: "announcement", event: "order_placed", text: "801", ...more } })
const ready = { audio: "ready", isMuted: false, speaks: true }

test("a message is read whatever a newer hub adds, and a refresh is none", () => {
  const message = told({ room: { id: "r", number: "801" }, lines: ["a"], speech: "八零一", brand_new: 1 })
  assert.deepEqual([message.room, message.speech, message.group, message.silent], ["801", "八零一", "m1", false])
  assert.equal(told({ speech: "" }).speech, "801")
  assert.equal(messageOf({ at: AT, data: { message: "m1", kind: "refresh" } }), null)
  assert.equal(messageOf({ at: AT, data: {} }), null)
})

test("a message has its volume, which is a percentage; an older hub says none", () => {
  assert.deepEqual([told().volume, told({ volume: 35 }).volume, told({ volume: 0 }).volume, told({ volume: 500 }).volume, told({ volume: "35" }).volume], [80, 35, 0, 100, 80])
  assert.equal(silenceOf(told({ volume: 0 }), ready), "silenced")
  assert.equal(silenceOf(told({ volume: 5 }), ready), null)
})

test("what is past its time is late, to the millisecond; without a time it never is", () => {
  const message = told({ expires_at: AT })
  assert.equal(isLate(message, Date.parse(AT) - 1), false)
  assert.equal(isLate(message, Date.parse(AT)), true)
  assert.equal(isLate(told(), Infinity), false)
})

for (const [event, over, open] of [
  ["order_placed", ["preparing", "ready", "called", "served", "cancelled", "voided"], ["placed"]],
  ["line_ready", ["called", "served", "cancelled", "voided"], ["placed", "preparing", "ready"]],
  ["line_called", ["served", "cancelled", "voided"], ["placed", "preparing", "ready", "called"]],
  ["service_requested", [], ["placed", "cancelled"]],
]) {
  test(`${event}: what is over is not announced`, () => {
    for (const [states, holds] of [
      [over, false],
      [open, true],
    ]) {
      for (const state of states) {
        const standing = new Standing()
        standing.take({ data: { line: { id: "a", state } } })
        assert.equal(standing.holds(told({ event, lines: ["a"] })), holds, state)
      }
    }
  })
}

test("one line that still waits is enough; the board speaks for lines no event has named, and an event for itself", () => {
  const standing = new Standing()
  standing.take({ data: { lines: [{ id: "a", state: "cancelled" }, { id: "b" }] } })
  assert.equal(standing.holds(told({ lines: ["a"] })), false)
  assert.equal(standing.holds(told({ lines: ["a", "b"] })), true)
  assert.equal(standing.holds(told({ lines: ["a", "b"] }), (id) => (id === "b" ? "preparing" : "placed")), false)
  assert.equal(standing.holds(told()), true)
})

test("of very many lines the newest states are known", () => {
  const standing = new Standing()
  for (let n = 0; n < 2_001; n++) standing.take({ data: { line: { id: `l${n}`, state: "served" } } })
  assert.equal(standing.holds(told({ lines: ["l0"] })), true)
  assert.equal(standing.holds(told({ lines: ["l1"] })), false)
})

test("why it is only shown, in the words of the receipt", () => {
  assert.equal(silenceOf(told(), ready), null)
  assert.equal(silenceOf(told({ kind: "pad_call" }), ready), null)
  assert.equal(silenceOf(told({ silent: true }), ready), "shown")
  assert.equal(silenceOf(told({ kind: "notice" }), ready), "shown")
  assert.equal(silenceOf(told(), { ...ready, isMuted: true }), "silenced")
  assert.equal(silenceOf(told(), { ...ready, speaks: false }), "silenced")
  assert.equal(silenceOf(told(), { ...ready, audio: "blocked" }), "audio_blocked")
  assert.equal(silenceOf(told(), { ...ready, audio: "blocked", isMuted: true }), "silenced")
  assert.equal(silenceOf(told(), { ...ready, audio: "none" }), "shown")
})

test("what was met is known, as long as there is room", () => {
  let kept = remembered(undefined, told())
  assert.equal(remembered(kept, told()), null)
  for (let n = 0; n < REMEMBERED; n++) kept = remembered(kept, told({ message: `n${n}` }))
  assert.equal(kept.heard.length, REMEMBERED)
  assert.equal(kept.listed.length, LISTED_MOST)
  assert.notEqual(remembered(kept, told()), null)
})

test("a repeat takes the place of the one before, and stays answered", () => {
  const first = listedWith([], told({ group: "g" }))
  const [again, ...others] = listedWith([{ ...first[0], got: true }, told({ message: "x" })], told({ message: "m2", group: "g", repeat: 2 }))
  assert.deepEqual([again.message, again.got, others.length], ["m2", true, 1])
  const both = listedWith(first, told({ message: "m3", group: "g", kind: "notice" }))
  assert.deepEqual([both.length, both[0].got], [2, false])
})

test("to be read: notices and what came too late, until answered or over; a guest's call is on the board", () => {
  const some = [
    told({ message: "a" }),
    told({ message: "b", kind: "notice" }),
    { ...told({ message: "c" }), isLate: true },
    { ...told({ message: "d", kind: "notice" }), got: true },
    told({ message: "e", kind: "notice" }),
    { ...told({ message: "f", kind: "pad_call", pad_call: "p" }), isLate: true },
  ]
  const found = noticesOf(some, ({ message }) => message !== "e")
  assert.deepEqual(
    found.map(({ message }) => message),
    ["b", "c"],
  )
})

test("a caption stands for eight seconds, and as long as it is being said", () => {
  assert.equal(captionStands(null, 0), false)
  assert.equal(captionStands({ shown_at: 0, isSaid: false }, CAPTION_MS - 1), true)
  assert.equal(captionStands({ shown_at: 0, isSaid: false }, CAPTION_MS), false)
  assert.equal(captionStands({ shown_at: 0, isSaid: true }, CAPTION_MS * 2), true)
})

test("a voice of the language, the exact one first, then one of this device", () => {
  const voice = (lang, localService = true) => ({ lang, localService })
  const voices = [voice("en-US"), voice("zh-TW"), voice("zh-CN", false), voice("zh_CN")]
  assert.equal(voiceFor(voices, "zh-CN"), voices[3])
  assert.equal(voiceFor(voices, "en"), voices[0])
  assert.equal(voiceFor([voice("zh-CN", false), voice("zh-TW")], "zh-CN").lang, "zh-CN")
  assert.equal(voiceFor(voices, "fr"), null)
  assert.equal(voiceFor(voices, ""), null)
})

test("what a group says is not said once it has stopped, whoever the screen belongs to", () => {
  const standing = new Standing()
  const called = told({ event: "service_requested", group: "service_requested:pad_call:c:1" })
  assert.equal(standing.holds(called), true)
  standing.take({ type: "im.group_stopped", data: { group: "service_requested:pad_call:c:1" } })
  assert.equal(standing.holds(called), false)
  assert.equal(standing.holds(told({ event: "service_requested", group: "service_requested:pad_call:c:2" })), true, "called anew, it is another")
})
