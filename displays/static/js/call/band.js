// The band of the call screen: each new call stands there alone for eight seconds, one after the other. Pure.
import { instant } from "./columns.js"

export const BAND_MS = 8000
/** After a reload or a gap on the line, a call older than this is in the list, where it belongs, and no news any more. */
export const NEWS_MS = 30000

export class Band {
  constructor() {
    this.heard = new Map() // id -> time of the call that was taken last
    this.queue = [] // {id, number, business_day, called_at}
    this.until = 0
  }

  /** Look at the numbers on the board: queue what was called since, drop what has gone. */
  see(numbers, now) {
    const called = new Map()
    for (const number of numbers) if (number.state === "called") called.set(number.id, number)
    for (const id of this.heard.keys()) if (!called.has(id)) this.heard.delete(id)
    const [showing] = this.queue
    this.queue = this.queue.filter((entry) => called.has(entry.id))
    if (showing && this.queue[0] !== showing) this.until = 0
    for (const number of [...called.values()].sort((one, other) => instant(one.called_at) - instant(other.called_at))) this._hear(number, now)
    this._start(now)
  }

  _hear(number, now) {
    const at = instant(number.called_at)
    const before = this.heard.get(number.id)
    this.heard.set(number.id, Math.max(at, before ?? at))
    if ((before !== undefined && at <= before) || now - at > NEWS_MS) return
    const waiting = this.queue.findIndex((entry, place) => entry.id === number.id && (place > 0 || !this.until))
    if (waiting < 0) this.queue.push(number)
    else this.queue[waiting] = number
  }

  /** Move on when the eight seconds are over. */
  tick(now) {
    if (this.until && now >= this.until) {
      this.queue.shift()
      this.until = 0
    }
    this._start(now)
  }

  _start(now) {
    if (!this.until && this.queue.length) this.until = now + BAND_MS
  }

  /** The number that stands in the band, or null. */
  get showing() {
    return this.until ? this.queue[0] : null
  }

  /** How many calls wait for the band. */
  get behind() {
    return Math.max(0, this.queue.length - 1)
  }
}
