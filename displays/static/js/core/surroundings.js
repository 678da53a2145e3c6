// The browser around a screen: seconds that pass, a page that is shown, hidden, left or idle, a network that comes and goes.

import { reloadIsDue } from "./watchdog.js"

const DRAWN_MS = 30_000
const LOOK_EVERY_TICKS = 60
const RELOAD_WITHIN_MS = 20_000

const page = globalThis.document

export class Surroundings {
  #touchedAt
  #drawnAt
  #ticks = 0

  /**
   * `hooks`: onTick(nowMs) each second of hub time; onBack() when the page is looked at or the network is there again; onLost() when the
   * browser says there is none; onSight() when it is shown or hidden; onLeave() when the page goes; care() -> what `reloadIsDue` wants to
   * know of the screen, or null for a page that is never loaded anew by itself.
   */
  constructor(clock, hooks) {
    this.clock = clock
    this.hooks = hooks
    this.#touchedAt = this.#drawnAt = clock.steady()
  }

  start() {
    this.#tick()
    if (!page) return
    const { onBack, onLost, onSight, onLeave } = this.hooks
    page.addEventListener("visibilitychange", () => {
      onSight()
      if (page.visibilityState === "visible") onBack()
    })
    addEventListener("pageshow", (shown) => shown.persisted && onBack())
    addEventListener("online", onBack)
    addEventListener("offline", onLost)
    addEventListener("pagehide", onLeave)
    for (const name of ["pointerdown", "keydown"]) {
      addEventListener(name, () => (this.#touchedAt = this.clock.steady()), { capture: true, passive: true })
    }
  }

  /** Whether somebody could see the page: it is in front, and the browser really draws it. */
  get visible() {
    return !page || (page.visibilityState === "visible" && this.clock.steady() - this.#drawnAt < DRAWN_MS)
  }

  #tick() {
    const now = this.clock.now()
    this.hooks.onTick(now)
    globalThis.requestAnimationFrame?.(() => (this.#drawnAt = this.clock.steady()))
    if (++this.#ticks % LOOK_EVERY_TICKS === 0) this.#reloadIfDue(now)
    setTimeout(() => this.#tick(), 1000 - (this.clock.now() % 1000))
  }

  #reloadIfDue(nowMs) {
    const care = page ? this.hooks.care() : null
    if (care === null) return
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(page.activeElement?.tagName ?? "") || page.querySelector("dialog[open]") !== null
    const about = { ...care, nowMs, steadyMs: this.clock.steady(), lastTouchMs: this.#touchedAt, loadedMs: 0, typing }
    if (!reloadIsDue(about)) return
    this.hooks.onLeave()
    setTimeout(() => location.reload(), Math.random() * RELOAD_WITHIN_MS)
  }
}
