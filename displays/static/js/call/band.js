// The band of the call screen: each new call stands there alone for eight seconds, one after the other. Pure.
import { instant } from "./columns.js"

export const BAND_MS = 8000
/** After a reload or a gap on the line, a call older than this is in the list, where it belongs, and no news any more. */
export const NEWS_MS = 30000

/** A call that has waited so long for the band is left out: it has stood in the list all the while, and newer ones want to be heard. */
export const PATIENCE_MS = 90000

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
    const place = this.queue.findIndex((entry) => entry.id === number.id)
    if (place < 0) this.queue.push(number)
    else if (place > 0 || !this.until) this.queue[place] = number // the one that is showing stays as it is: its dishes are called one by one
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
    if (this.until) return
    this.queue = this.queue.filter((number) => now - instant(number.called_at) < PATIENCE_MS)
    if (this.queue.length) this.until = now + BAND_MS
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
