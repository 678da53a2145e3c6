// How the line to the hub is, in the three words that every screen shows.

export const DEAD_MS = 15_000

/** Tells `onChange({state, since_ms, retry_at_ms, way})` whenever the state is another one. `since_ms`: when it was last live, null while it is. */
export class Link {
  #timer = null
  #last = null
  #isLive = () => false
  #closed = false

  constructor(clock, onChange, sinceMs = null) {
    this.clock = clock
    this.onChange = onChange
    this.sinceMs = sinceMs
    this.heardAt = clock.steady()
    this.way = "socket"
    this.retryAtMs = null
  }

  /** `isLive()`: whether the board is fed, as far as the connection itself can tell. */
  follow(isLive) {
    this.#isLive = isLive
    this.look()
  }

  /** Something came from the hub. */
  heard() {
    this.heardAt = this.clock.steady()
    this.look()
  }

  get live() {
    return this.#isLive() && this.clock.steady() - this.heardAt < DEAD_MS
  }

  /** Look again, now and at the moment when silence becomes death. */
  look() {
    if (this.#closed) return
    clearTimeout(this.#timer)
    const quiet = this.clock.steady() - this.heardAt
    const { live } = this
    if (live) this.sinceMs = Math.round(this.clock.now() - quiet)
    if (quiet < DEAD_MS) this.#timer = setTimeout(() => this.look(), DEAD_MS - quiet + 5)
    this.#say({
      state: live ? "live" : quiet < DEAD_MS ? "reconnecting" : "offline",
      since_ms: live ? null : (this.sinceMs ?? Math.round(this.clock.now() - quiet)),
      retry_at_ms: live ? null : this.retryAtMs,
      way: this.way,
    })
  }

  close() {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #say(next) {
    const last = this.#last
    if (last !== null && Object.keys(next).every((name) => next[name] === last[name])) return
    this.#last = next
    this.onChange(next)
  }
}
