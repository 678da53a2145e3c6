// The wake lock: a screen that hangs on a wall must not go dark. The browser takes it back whenever the page is hidden.

/** `onChange(held)` is told whenever the lock is had or lost. Where there is none (plain http) it is never held. */
export class Awake {
  #lock = null
  #wanted = false

  constructor(onChange) {
    this.onChange = onChange
    this.held = false
    globalThis.document?.addEventListener("visibilitychange", () => this.#ask())
  }

  /** Whether this browser could hold one at all. */
  static get possible() {
    return Boolean(globalThis.navigator?.wakeLock)
  }

  keep(on) {
    this.#wanted = on
    if (on) this.#ask()
    else this.#lock?.release().catch(() => {})
  }

  async #ask() {
    if (!this.#wanted || this.#lock !== null || !Awake.possible || document.visibilityState !== "visible") return
    try {
      const lock = await navigator.wakeLock.request("screen")
      this.#lock = lock
      lock.addEventListener("release", () => {
        this.#lock = null
        this.#say(false)
      })
      this.#say(true)
      if (!this.#wanted) lock.release().catch(() => {})
    } catch {
      this.#say(false) // low battery refuses it; the next time the page is looked at it is asked again
    }
  }

  #say(held) {
    if (held === this.held) return
    this.held = held
    this.onChange(held)
  }
}
