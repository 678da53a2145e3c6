// A delivery can be taken back for three seconds, because the hub knows no way back for a waiter: so long it is held here, then sent. Pure but
// for the timer that is handed in. Whatever is held goes out at once when the page is left or the next delivery is pressed.

export const UNDO_MS = 3000

const CLOCK = { set: (job, ms) => setTimeout(job, ms), clear: (id) => clearTimeout(id) }

export class Leaving {
  /** `send(lines)` puts the delivery on its way; `changed()` is called when what is held changes. */
  constructor(send, changed, timers = CLOCK) {
    this.send = send
    this.changed = changed
    this.timers = timers
    this.held = null // {lines, timer}
  }

  /** The ids that are held. */
  get ids() {
    return this.held ? this.held.lines.map((line) => line.id) : []
  }

  hold(lines) {
    this.flush()
    this.held = { lines, timer: this.timers.set(() => this.flush(), UNDO_MS) }
    this.changed()
  }

  /** Take it back; true when it was still here. */
  undo() {
    if (!this.held) return false
    this.timers.clear(this.held.timer)
    this.held = null
    this.changed()
    return true
  }

  /** Send what is held now. */
  flush() {
    const held = this.held
    if (!held) return
    this.timers.clear(held.timer)
    this.held = null
    this.send(held.lines)
    this.changed()
  }
}
