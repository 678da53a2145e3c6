// When the guest has gone: the pad returns to its start page by itself. Pure but for the time it is given.

export const IDLE_MS = 60_000

export class Idle {
  constructor(nowMs, afterMs = IDLE_MS) {
    this.afterMs = afterMs
    this.touched_at = nowMs
  }

  touch(nowMs) {
    this.touched_at = nowMs
  }

  isDue(nowMs) {
    return nowMs - this.touched_at >= this.afterMs
  }
}
