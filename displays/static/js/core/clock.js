// The hub's time on this device. Ages and colours are reckoned from it, never from the tablet's date.

const SAMPLES = 5
const STEP_MS = 2000

function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/**
 * A steady count of milliseconds plus the median of the last five measured differences to the hub.
 *
 * `steady` only rises and is not moved by setting the device's date; `wall` is that date. Both are given by tests.
 */
export class Clock {
  #steady
  #wall
  #samples = []
  #shift = 0
  #gap

  constructor({ steady = () => performance.now(), wall = () => Date.now() } = {}) {
    this.#steady = steady
    this.#wall = wall
    this.#gap = wall() - steady()
    this.#shift = this.#gap
    this.known = false
  }

  /** Hub time in ms since 1970. As long as it is not `known`: the device's own date. */
  now() {
    return this.#steady() + this.#shift
  }

  /** Milliseconds that only rise; what `learn` takes for `sentMs` and `receivedMs`. */
  steady() {
    return this.#steady()
  }

  /** Take the hub's time from an answer. A frame that came unasked was sent and received at the same moment. */
  learn(serverIso, sentMs, receivedMs) {
    const serverMs = Date.parse(serverIso)
    if (Number.isNaN(serverMs)) return
    const gap = this.#wall() - this.#steady()
    // Some machines stop the steady count while they sleep: what was measured before is then worth nothing.
    if (Math.abs(gap - this.#gap) > STEP_MS) this.#samples = []
    this.#gap = gap
    this.#samples = [...this.#samples.slice(1 - SAMPLES), serverMs - (sentMs + receivedMs) / 2]
    this.#shift = median(this.#samples)
    this.known = true
  }

  /** Begin with the difference an earlier visit measured, so that ages are right even on a reload without network. */
  recall(offsetMs) {
    if (this.#samples.length > 0 || !Number.isFinite(offsetMs)) return
    this.#shift = this.#gap + offsetMs
    this.known = true
  }

  /** Hub time minus the device's date, in whole ms, any sign. */
  get offsetMs() {
    return Math.round(this.now() - this.#wall())
  }
}

/** RFC 3339 text as the wire writes it. */
export function stamp(ms) {
  return new Date(ms).toISOString()
}
