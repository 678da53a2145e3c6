// The board on this device, written together with the numbers it is true at, so that a reload goes on where the board is true.

import { del, get, putSoon } from "./storage.js"

const SAVE_MS = 2_000
const SAVE_CURSORS_MS = 60_000

export class KeptBoard {
  #savedAt = -Infinity
  #timer = null
  #owner = null

  /** `about()` gives what is kept beside it: {me, live_at}; null while nothing may be kept. */
  constructor(follower, clock, about) {
    this.follower = follower
    this.clock = clock
    this.about = about
  }

  /** What this owner's board was: `{place, me, offset_ms, live_at}`, or undefined. Later saves are this owner's. */
  async open(owner) {
    this.close()
    this.#owner = owner
    return await get("kept", `place:${owner}`)
  }

  /** Nothing is written any more; what was, stays. */
  close() {
    clearTimeout(this.#timer)
    this.#timer = null
    this.#owner = null
    this.#savedAt = -Infinity
  }

  async forget(owner) {
    if (owner === this.#owner) this.close()
    await del("kept", `place:${owner}`).catch(() => {})
  }

  /** Soon: a changed board at most every two seconds, a cursor alone once a minute. `now`: the page may be gone in a moment. */
  save({ now = false } = {}) {
    if (this.#owner === null) return
    const wait = this.#savedAt + (this.follower.dirty ? SAVE_MS : SAVE_CURSORS_MS) - this.clock.steady()
    if (!now && wait > 0) {
      if (this.follower.dirty) this.#timer ??= setTimeout(() => this.save({ now: true }), wait)
      return
    }
    clearTimeout(this.#timer)
    this.#timer = null
    const about = this.about()
    const place = about === null ? null : this.follower.place()
    if (place === null) return
    this.#savedAt = this.clock.steady()
    this.follower.dirty = false
    const kept = { ...about, place, offset_ms: this.clock.offsetMs }
    putSoon("kept", `place:${this.#owner}`, kept).catch((problem) => console.error(problem))
  }
}
