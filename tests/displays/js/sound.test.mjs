import assert from "node:assert/strict"
import { afterEach, beforeEach, mock, test } from "node:test"
import { setImmediate as soon } from "node:timers/promises"

let played, contexts, isStuck

class Context {
  state = "suspended"
  sampleRate = 48_000
  destination = {}
  listeners = []
  constructor() {
    contexts.push(this)
  }
  addEventListener(_, heard) {
    this.listeners.push(heard)
  }
  to(state) {
    this.state = state
    for (const heard of this.listeners) heard()
  }
  async resume() {
    if (this.mayPlay) this.to("running")
  }
  createGain() {
    return { gain: { value: 1 }, connect() {}, disconnect() {} }
  }
  createBuffer() {
    return { name: "silence", duration: 0.02, getChannelData: () => new Float32Array(8) }
  }
  async decodeAudioData(name) {
    return { name, duration: 1 }
  }
  createBufferSource() {
    const source = {
      connect: (to) => (source.to = to),
      disconnect() {},
      stop() {
        source.isStopped = true
        source.onended()
      },
      start: () => {
        played.push(source)
        if (source.buffer.name === "silence" && !isStuck) soon().then(() => source.onended())
      },
    }
    return source
  }
}

function screen() {
  const health = []
  return { health: (said) => health.push(said.audio), said: health, clock: { now: () => Date.now() }, settings: { value: { volume: 0.5 } }, set() {} }
}

async function settle() {
  for (let turn = 0; turn < 8; turn++) await soon()
}

/** What an announcement does in its turn: its chime, then words. */
const announced = async (mouth) => [await mouth.chime(), await mouth.play({ name: "words", duration: 2 })]

let openSound, STALE_MS, TEST_EVERY_MS, LONGEST_WAIT, SAME_NEWS_MS, LOAD_WITHIN_MS
beforeEach(async () => {
  played = []
  contexts = []
  isStuck = false
  globalThis.AudioContext = Context
  globalThis.fetch = async (address) => ({ ok: !address.includes("served"), status: 404, arrayBuffer: async () => address.match(/sounds\/(\w+)\.wav$/)[1] })
  mock.timers.enable({ apis: ["setInterval", "setTimeout", "Date"], now: 1_000_000 })
  ;({ openSound, STALE_MS, TEST_EVERY_MS, LONGEST_WAIT, SAME_NEWS_MS, LOAD_WITHIN_MS } = await import("../../../displays/static/js/core/sound.js"))
})
afterEach(() => mock.timers.reset())

async function ready() {
  const on = screen()
  const sound = openSound(on)
  contexts[0].mayPlay = true
  await sound.unlock()
  return { on, sound }
}

const names = () => played.map((source) => source.buffer.name)

test("it is blocked until somebody taps, and says so to the hub once", async () => {
  const on = screen()
  const sound = openSound(on)
  assert.equal(sound.state.value, "blocked")
  sound.play("new_order")
  assert.deepEqual(names(), [])
  assert.equal(sound.captions.value.name, "new_order")
  assert.ok(sound.captions.value.text.length > 1)
  contexts[0].mayPlay = true
  assert.equal(await sound.unlock(), "ready")
  assert.deepEqual(on.said, ["blocked", "ready"])
  assert.equal(contexts.length, 1)
})

test("a browser without audio says none", () => {
  delete globalThis.AudioContext
  const on = screen()
  assert.equal(openSound(on).state.value, "none")
  assert.deepEqual(on.said, ["none"])
})

test("never two at once, and the same name only once at the end of the queue", async () => {
  const { sound } = await ready()
  sound.play("new_order")
  sound.play("late")
  sound.play("late")
  await settle()
  assert.deepEqual(names(), ["new_order"])
  played[0].onended()
  await settle()
  assert.deepEqual(names(), ["new_order", "late"])
  played[1].onended()
  await settle()
  assert.equal(played.length, 2)
})

test("a sound whose file is missing holds nothing up", async () => {
  const { sound } = await ready()
  sound.play("served")
  sound.play("done")
  await settle()
  assert.deepEqual(names(), ["done"])
})

test("what has waited too long is not played, nor more than a queue full", async () => {
  const { sound } = await ready()
  sound.play("new_order")
  await settle()
  for (let turn = 0; turn < LONGEST_WAIT * 2; turn++) sound.play(turn % 2 ? "late" : "call")
  mock.timers.setTime(1_000_000 + STALE_MS + 1)
  played[0].onended()
  await settle()
  assert.equal(played.length, 1)
})

test("a device that stops in the middle of a sound does not hold up the next for ever", async () => {
  const { sound } = await ready()
  sound.play("new_order")
  sound.play("late")
  await settle()
  mock.timers.tick(3_001)
  await settle()
  assert.deepEqual(names(), ["new_order", "late"])
})

test("muted: shown, not heard, until the time is over", async () => {
  const { sound } = await ready()
  sound.muteFor(5000)
  sound.play("late")
  await settle()
  assert.deepEqual(names(), [])
  assert.equal(sound.captions.value.name, "late")
  mock.timers.tick(5001)
  sound.play("late")
  await settle()
  assert.deepEqual(names(), ["late"])
})

test("a tap is heard at once or not at all, and has no caption", async () => {
  const { sound } = await ready()
  sound.play("new_order")
  await settle()
  sound.play("tap")
  played[0].onended()
  await settle()
  assert.deepEqual(names(), ["new_order"])
  assert.equal(sound.captions.value.name, "new_order")
})

test("each minute silence is played; a device that does not play it is not ready", async () => {
  const { on, sound } = await ready()
  mock.timers.tick(TEST_EVERY_MS)
  await settle()
  assert.deepEqual(names(), ["silence"])
  assert.equal(sound.state.value, "ready")
  isStuck = true
  mock.timers.tick(TEST_EVERY_MS)
  await settle()
  mock.timers.tick(2_500)
  await settle()
  assert.equal(sound.state.value, "blocked")
  assert.deepEqual(on.said, ["blocked", "ready", "blocked"])
})

test("a device that takes the audio away is asked again each minute", async () => {
  const { on, sound } = await ready()
  contexts[0].to("interrupted")
  assert.equal(sound.state.value, "blocked")
  mock.timers.tick(TEST_EVERY_MS)
  await settle()
  assert.equal(sound.state.value, "ready")
  assert.deepEqual(on.said, ["blocked", "ready", "blocked", "ready"])
})

test("an announcement has its turn alone: its chime, its words, then the next sound", async () => {
  const { sound } = await ready()
  const heard = sound.say({ about: "order_placed", chime: "new_order" }, announced)
  sound.play("late")
  const order = ["new_order", "words", "late"]
  for (let turn = 0; turn < order.length; turn++) {
    await settle()
    assert.deepEqual(names(), order.slice(0, turn + 1))
    played[turn].onended()
  }
  assert.deepEqual(await heard, [true, true])
})

test("one chime for one piece of news, whichever comes first", async () => {
  const { sound } = await ready()
  sound.play("new_order", { about: "order_placed" })
  await settle()
  sound.play("late")
  sound.play("new_order", { about: "order_placed" }) // another order: it waits, and its announcement takes its place
  sound.say({ about: "order_placed", chime: "new_order" }, announced)
  sound.say({ about: "order_placed", chime: "new_order" }, announced)
  sound.play("new_order", { about: "order_placed" }) // the announcements that wait have their chime
  for (let turn = 0; turn < 9; turn++) {
    await settle()
    played[turn]?.onended()
  }
  assert.deepEqual(names(), ["new_order", "late", "words", "new_order", "words"])
})

test("a chime long before an announcement was about something else", async () => {
  const { sound } = await ready()
  sound.play("new_order", { about: "order_placed" })
  await settle()
  played[0].onended()
  await settle()
  mock.timers.setTime(1_000_000 + SAME_NEWS_MS)
  sound.say({ about: "order_placed", chime: "new_order" }, announced)
  await settle()
  assert.deepEqual(names(), ["new_order", "new_order"])
})

test("an announcement without a chime, or with one that nobody has, goes straight to its words", async () => {
  const { sound } = await ready()
  for (const chime of ["", "gong", "served"]) sound.say({ about: "x", chime }, announced)
  for (let turn = 0; turn < 3; turn++) {
    await settle()
    played[turn].onended()
  }
  assert.deepEqual(names(), ["words", "words", "words"])
})

test("words on a device that does not play are not heard, and the device is not ready", async () => {
  const { on, sound } = await ready()
  const heard = sound.say({ about: "x", chime: "" }, announced)
  await settle()
  mock.timers.tick(4_001)
  assert.deepEqual(await heard, [true, false])
  assert.deepEqual(on.said, ["blocked", "ready", "blocked"])
})

test("muting stops what is being said, and an announcement that waits still has its turn to be shown", async () => {
  const { sound } = await ready()
  sound.say({ about: "x", chime: "" }, announced)
  await settle()
  let isShown = false
  sound.play("late")
  sound.say({ about: "y", chime: "" }, async () => (isShown = true))
  sound.muteFor(5_000)
  assert.ok(played[0].isStopped)
  await settle()
  assert.ok(isShown)
  assert.deepEqual(names(), ["words"])
})

test("what is urgent goes before what waits, and waits for what is being said", async () => {
  const { sound } = await ready()
  const turns = []
  const say = (name, urgent) => sound.say({ about: name, chime: "", urgent }, async (mouth) => (turns.push(name), await announced(mouth)))
  say("first", false)
  await settle()
  say("second", false)
  say("called", true)
  say("called again", true)
  for (let turn = 0; turn < 4; turn++) {
    played[turn].onended()
    await settle()
  }
  assert.deepEqual(turns, ["first", "called", "called again", "second"])
})

test("one that breaks holds nothing up", async () => {
  const { sound } = await ready()
  await assert.rejects(sound.say({ about: "x", chime: "" }, async () => assert.fail("broken")), /broken/)
  sound.play("late")
  await settle()
  assert.deepEqual(names(), ["late"])
})

test("an announcement is as loud as its rule says, of what the screen is set to; the next sound is as loud as ever", async () => {
  const { sound } = await ready()
  const said = sound.say({ about: "order_placed", chime: "new_order", volume: 40 }, announced)
  sound.play("done")
  for (let turn = 0; turn < 3; turn++) {
    await settle()
    played.at(-1).onended()
  }
  assert.deepEqual(await said, [true, true])
  const [chime, words, done] = played
  assert.deepEqual([chime.to.gain.value, words.to.gain.value, done.to.gain.value], [0.4, 0.4, 0.5], "the screen itself is set to a half")
  assert.notEqual(words.to, done.to)
})

test("a chime whose file does not come holds up no announcement", async () => {
  const { sound } = await ready()
  const answers = globalThis.fetch
  globalThis.fetch = () => new Promise(() => {}) // a half-open Wi-Fi: no answer and no error for minutes
  const hanging = openSound(screen())
  contexts.at(-1).to("running")
  const said = hanging.say({ about: "order_placed", chime: "new_order" }, announced)
  await settle()
  assert.deepEqual(names(), [])
  mock.timers.tick(LOAD_WITHIN_MS ?? 600_000)
  await settle()
  assert.deepEqual(names(), ["words"])
  played.at(-1).onended()
  assert.deepEqual(await said, [true, true])
  globalThis.fetch = answers // and is asked for again
  hanging.play("new_order")
  await settle()
  assert.deepEqual(names(), ["words", "new_order"])
  assert.equal(sound.state.value, "ready")
})
