// When the handheld rings: at once for a new call, then again until somebody has taken it. Pure; times are the hub's milliseconds.

export const AGAIN_MS = 10_000
/** After a minute without an answer it rings less often: by then everybody has heard it. */
export const PATIENCE_MS = 60_000
export const SLOWER_MS = 30_000

export class Ring {
  constructor() {
    this.calls = new Map() // "<line id>:<call_count>" -> {heard_at, due}
  }

  /** Whether to ring now, for the called lines that nobody has taken. */
  due(lines, now) {
    const open = new Set()
    let rings = false
    for (const line of lines) {
      const key = `${line.id}:${line.call_count}`
      open.add(key)
      const call = this.calls.get(key) ?? { heard_at: now, due: now }
      if (now >= call.due) {
        rings = true
        call.due = now + (now - call.heard_at >= PATIENCE_MS ? SLOWER_MS : AGAIN_MS)
      }
      this.calls.set(key, call)
    }
    for (const key of this.calls.keys()) if (!open.has(key)) this.calls.delete(key)
    if (rings) this._together(now)
    return rings
  }

  /** Calls that wait ring together, not one after the other. */
  _together(now) {
    for (const call of this.calls.values()) call.due = Math.max(call.due, now + AGAIN_MS)
  }
}
