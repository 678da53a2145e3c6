// What a screen can be heard with: one audio context, one queue, so that two sounds never lie over each other.
//
// Browsers keep audio asleep until somebody has touched the page (kds.md e-5), so the state is asked for, said to the hub, and looked at
// again each minute with a tone nobody hears. Every sound has words beside it: who cannot hear reads the caption.
// Announcements stand in the same queue, each with its chime before it.
import { signal } from "../html.js"
import { hush } from "./own_voice.js"
import { words } from "./words.js"

export const SOUNDS = ["new_order", "late", "call", "called", "served", "error", "tap", "done", "alarm"]
export const TEST_EVERY_MS = 60_000
export const LONGEST_WAIT = 6 // a queue of more than this is a din, not news
export const STALE_MS = 10_000 // what has waited longer is not news either
export const SAME_NEWS_MS = 8_000 // a chime of this screen's own so shortly before an announcement was about the same thing
const TEST_WITHIN_MS = 2_000 // a device that does not play 30 ms of silence in this time does not play at all
export const LOAD_WITHIN_MS = 4_000
const SILENCE = 1e-5

const t = words({
  new_order: ["新订单", "New order"],
  late: ["有菜超时", "A dish is late"],
  call: ["客人呼叫", "A guest calls"],
  called: ["请取餐", "Ready to fetch"],
  served: ["已送达", "Served"],
  error: ["没有成功", "That did not work"],
  tap: ["按键", "Tap"],
  done: ["完成", "Done"],
  alarm: ["警报", "Alarm"],
})

/** Rejects what does not come: a network that hangs must not hold up everything that waits behind a chime. */
const inTime = (made) =>
  new Promise((done, failed) => {
    const patience = setTimeout(failed, LOAD_WITHIN_MS, new Error("the file did not come"))
    made.then(done, failed).finally(() => clearTimeout(patience))
  })

const addressOf = (name) => new URL(`../../sounds/${name}.wav`, import.meta.url).href // of this page's own build, which is kept for work without a network

/**
 * The sound of one screen.
 *
 * state: "ready", "blocked" (nobody has touched the page yet, or the device has taken its audio away) or "none" (no audio at all).
 * captions: the last sound, {name, text, at}, for whoever cannot hear it.
 */
export function openSound(screen) {
  const Context = globalThis.AudioContext ?? globalThis.webkitAudioContext
  const state = signal(Context ? "blocked" : "none")
  const muted_until = signal(0)
  const volume = signal(screen.settings.value.volume ?? 0.8)
  const captions = signal(null)
  const buffers = new Map()
  const chimed = new Map() // what a chime was about -> when it began
  let queue = [] // chimes {name, about, at} and announcements {work, about, chime, done}
  let current = null // what is sounding
  let context = null
  let loudness = null
  let playing = false
  let isDeaf = false // the last test was not played
  let said = null

  function report() {
    const now = !Context ? "none" : context?.state === "running" && !isDeaf ? "ready" : "blocked"
    state.value = now
    if (now === said) return
    said = now
    screen.health({ audio: now })
  }

  function open() {
    if (context !== null || !Context) return
    context = new Context({ latencyHint: "interactive" })
    loudness = context.createGain()
    loudness.gain.value = volume.value
    loudness.connect(context.destination)
    context.addEventListener("statechange", report)
  }

  function load(name) {
    if (!buffers.has(name)) {
      const file = fetch(addressOf(name)).then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(`${answer.status}`))))
      const made = inTime(file).then((bytes) => context.decodeAudioData(bytes))
      buffers.set(name, made)
      made.catch(() => buffers.delete(name)) // asked for again the next time
    }
    return buffers.get(name)
  }

  /** A way to the ear that is softer than the screen itself is set to. */
  function softer(share) {
    const way = context.createGain()
    way.gain.value = share
    way.connect(loudness)
    return way
  }

  /** Play to the end; a context that falls asleep meanwhile must not hold up the rest for ever. */
  function sounded(buffer, share = 1) {
    return new Promise((done) => {
      const source = context.createBufferSource()
      const patience = setTimeout(done, buffer.duration * 1000 + TEST_WITHIN_MS, false)
      const way = share < 1 ? softer(share) : null
      source.buffer = buffer
      source.connect(way ?? loudness)
      source.onended = () => {
        clearTimeout(patience)
        source.disconnect()
        way?.disconnect()
        done(true)
      }
      source.start()
      current = source
    })
  }

  /** The same, for what must be answered for: true when it was heard. */
  async function isHeard(buffer, share) {
    if (context?.state !== "running") return false
    isDeaf = !(await sounded(buffer, share))
    report()
    return !isDeaf
  }

  /** What an announcement is said with, while it has its turn. */
  const mouthOf = ({ about, chime, volume = 100 }) => ({
    /** Its chime, unless the screen's own has just sounded for the same news. False when the device does not play. */
    async chime() {
      const before = chimed.get(about)
      chimed.delete(about)
      if (before !== undefined && screen.clock.now() - before < SAME_NEWS_MS) return true
      const buffer = SOUNDS.includes(chime) ? await load(chime).catch(() => null) : null
      return buffer === null || (await isHeard(buffer, volume / 100))
    },
    play: (buffer) => isHeard(buffer, volume / 100),
    /** Words that the browser says by itself, past this context. */
    aloud: async (say) => context?.state === "running" && (await say()),
  })

  async function drain() {
    if (playing) return
    playing = true
    while (queue.length > 0) {
      const { name, at, about, ...announcement } = queue.shift()
      if (announcement.work) {
        await announcement.work(mouthOf({ about, ...announcement })).then(announcement.done, announcement.failed)
        continue
      }
      if (screen.clock.now() - at > STALE_MS || isMuted()) continue
      if (about) chimed.set(about, screen.clock.now())
      try {
        await sounded(await load(name))
      } catch {
        // without the file there is the caption
      }
    }
    playing = false
    current = null
  }

  async function test() {
    if (context === null) return
    if (context.state !== "running") {
      context.resume().catch(() => {})
      report()
      return
    }
    if (playing) return // that it plays is being heard
    const silence = context.createBuffer(1, 1024, context.sampleRate)
    silence.getChannelData(0).fill(SILENCE)
    isDeaf = !(await sounded(silence))
    report()
  }

  const isMuted = () => muted_until.value > screen.clock.now()

  const sound = {
    state,
    muted_until,
    volume,
    captions,
    /** To be called while a tap or a key is handled: only then do browsers allow sound. */
    async unlock() {
      open()
      if (context === null) return state.value
      await context.resume().catch(() => {})
      isDeaf = false
      for (const name of SOUNDS) load(name).catch(() => {})
      report()
      return state.value
    },
    /**
     * Put a sound in the queue; what is muted or blocked is only shown. The sound of a tap is for that moment or not at all. `about` names the
     * event that announcements may tell of too: the chime of one that waits already is enough.
     */
    play(name, { about } = {}) {
      const at = screen.clock.now()
      if (name !== "tap") captions.value = { name, text: t(name), at }
      if (state.value !== "ready" || isMuted()) return
      if (name === "tap" && (playing || queue.length > 0)) return
      if (queue.at(-1)?.name === name || queue.filter((one) => one.name).length >= LONGEST_WAIT) return
      if (about && queue.some((one) => one.chime && one.about === about)) return
      queue.push({ name, at, about })
      drain()
    },
    /**
     * An announcement's turn: `work(mouth)` is called when nothing else sounds, and nothing else does until it ends. Gives what it gives. One
     * that is `urgent` goes before those that wait and are not. `volume`: percent of what the screen is set to.
     */
    say({ about, chime, urgent = false, volume }, work) {
      if (chime) queue = queue.filter((one) => one.work || one.about !== about) // its chime takes the place of those that wait
      return new Promise((done, failed) => {
        const behind = urgent ? queue.findIndex((one) => one.work && !one.urgent) : -1
        queue.splice(behind < 0 ? queue.length : behind, 0, { work, about, chime, urgent, volume, done, failed })
        drain()
      })
    },
    /** The samples of a sound file; rejects what is none. */
    decode: (bytes) => context.decodeAudioData(bytes),
    /** No sound for so many milliseconds; 0 ends it. */
    muteFor(ms) {
      muted_until.value = ms > 0 ? screen.clock.now() + ms : 0
      if (ms <= 0) return
      queue = queue.filter((one) => one.work) // announcements are still shown in their turn
      current?.stop?.()
      hush()
    },
    setVolume(value) {
      volume.value = Math.min(1, Math.max(0, value))
      if (loudness !== null) loudness.gain.value = volume.value
      screen.set("volume", volume.value)
    },
  }

  screen.onEvent?.((event, { replayed }) => {
    if (event.type === "im.identify_asked" && !replayed) sound.play("call")
  })
  if (Context) {
    open() // a kiosk that allows sound from the start is ready at once
    setInterval(test, TEST_EVERY_MS)
  }
  report()
  return sound
}
