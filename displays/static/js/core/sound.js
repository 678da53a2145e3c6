// What a screen can be heard with: one audio context, one queue, so that two sounds never lie over each other.
//
// Browsers keep audio asleep until somebody has touched the page (kds.md e-5), so the state is asked for, said to the hub, and looked at
// again each minute with a tone nobody hears. Every sound has words beside it: who cannot hear reads the caption.
import { signal } from "../html.js"

export const SOUNDS = ["new_order", "late", "call", "called", "served", "error", "tap", "done", "alarm"]
const TEST_EVERY_MS = 60_000
const LONGEST_WAIT = 6 // a queue of more than this is a din, not news

/**
 * The sound of one screen.
 *
 * state: "ready", "blocked" (nobody has touched the page yet) or "none" (this browser has no audio).
 * captions: the last sound, {name, at}, for whoever cannot hear it.
 */
export function openSound(screen) {
  const Context = globalThis.AudioContext ?? globalThis.webkitAudioContext
  const state = signal(Context ? "blocked" : "none")
  const muted_until = signal(0)
  const volume = signal(screen.settings.value.volume ?? 0.8)
  const captions = signal(null)
  const buffers = new Map()
  const queue = []
  let context = null
  let loudness = null
  let playing = false

  function report() {
    const now = context === null ? (Context ? "blocked" : "none") : context.state === "running" ? "ready" : "blocked"
    if (now === state.value && report.said) return
    report.said = true
    state.value = now
    screen.health({ audio: now })
  }

  function open() {
    if (context !== null || !Context) return
    context = new Context()
    loudness = context.createGain()
    loudness.gain.value = volume.value
    loudness.connect(context.destination)
    context.addEventListener("statechange", report)
  }

  async function load(name) {
    if (!buffers.has(name)) {
      buffers.set(
        name,
        fetch(`/sounds/${name}.wav`)
          .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(`${answer.status}`))))
          .then((bytes) => context.decodeAudioData(bytes)),
      )
      buffers.get(name).catch(() => buffers.delete(name)) // asked for again the next time
    }
    return buffers.get(name)
  }

  function sounded(buffer, gain = 1) {
    return new Promise((done) => {
      const source = context.createBufferSource()
      const own = context.createGain()
      own.gain.value = gain
      source.buffer = buffer
      source.connect(own)
      own.connect(loudness)
      source.onended = done
      source.start()
    })
  }

  async function drain() {
    if (playing) return
    playing = true
    while (queue.length > 0) {
      const name = queue.shift()
      try {
        await sounded(await load(name))
      } catch {
        // without the file there is the caption
      }
    }
    playing = false
  }

  function test() {
    if (context === null) return
    if (context.state !== "running") {
      context.resume().catch(() => {})
      report()
      return
    }
    const silence = context.createBuffer(1, 1024, context.sampleRate)
    silence.getChannelData(0).fill(1e-5)
    sounded(silence).then(report)
  }

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
      for (const name of SOUNDS) load(name).catch(() => {})
      report()
      return state.value
    },
    /** Put a sound in the queue; what is muted or blocked is only shown. */
    play(name) {
      captions.value = { name, at: screen.clock.now() }
      if (state.value !== "ready" || muted_until.value > screen.clock.now()) return
      if (queue.at(-1) === name || queue.length >= LONGEST_WAIT) return
      queue.push(name)
      drain()
    },
    /** No sound for so many milliseconds; 0 ends it. */
    muteFor(ms) {
      muted_until.value = ms > 0 ? screen.clock.now() + ms : 0
      if (ms > 0) queue.length = 0
    },
    setVolume(value) {
      volume.value = Math.min(1, Math.max(0, value))
      if (loudness !== null) loudness.gain.value = volume.value
      screen.set("volume", volume.value)
    },
  }

  if (Context) {
    open() // a kiosk that allows sound from the start is ready at once
    report()
    setInterval(test, TEST_EVERY_MS)
  } else report()
  return sound
}
