// What a page works with: who it is, how the link is, the board, and a way to send commands. One object per page.

import { batch, computed, effect, signal } from "../html.js"
import { Awake } from "./awake.js"
import { backoffMs } from "./backoff.js"
import { Clock } from "./clock.js"
import { Follower } from "./follower.js"
import { DeviceIdentity, PersonIdentity, session } from "./identity.js"
import { newKey } from "./keys.js"
import { Live } from "./live.js"
import { Outbox } from "./outbox.js"
import { pair } from "./pairing.js"
import { Board } from "./state.js"
import { del, get, put } from "./storage.js"
import { reloadIsDue } from "./watchdog.js"
import { language } from "./words.js"

const PAGES = { pad: "/pad", kitchen: "/kitchen", call_screen: "/call", cashier: "/cashier", handheld: "/handheld" }
const STALE_MS = 600_000
const TOO_OLD = 4005
const FRAME_MS = 16
const SAVE_MS = 2_000
const SAVE_CURSORS_MS = 60_000
const DRAWN_MS = 30_000
const DRIFT_MS = 1_000
const ASK_AGAIN_MS = [300, 1_000]
const ASK_PATIENCE_MS = 3_000

const page = globalThis.document
const steady = () => performance.now()
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Open the page's screen: `kind` is a kind of device, or "office" for a person; `app` is its name and version.
 *
 * Comes back as soon as what the browser has kept is read, without waiting for the hub. `may_go(command, screen)` is the outbox's `mayGo`.
 */
export async function openScreen({ kind, app, stale_ms = kind === "pad" ? Infinity : STALE_MS, may_go }) {
  const screen = new Screen(kind, app, stale_ms, may_go)
  await screen.begin()
  return screen
}

class Screen {
  phase = signal("starting")
  pairing = signal(null)
  me = signal(null)
  changed = signal(0)
  settings = signal({ volume: 0.8 })

  #live = null
  #run = 0
  #listeners = new Set()
  #greeting = { audio: "none" }
  #raiseAt = -Infinity
  #raiseTimer = null
  #savedAt = -Infinity
  #saveTimer = null
  #shopId = null
  #told = { offset_ms: 0, unsent: 0 }
  #touchedAt = steady()
  #drawnAt = steady()
  #liveAt = null
  #ticks = 0

  constructor(kind, app, staleMs, mayGo) {
    this.kind = kind
    this.app = app
    this.isOffice = kind === "office"
    this.clock = new Clock()
    this.board = new Board(this.isOffice ? "unknown" : kind)
    this.link = signal({ state: "reconnecting", since_ms: Math.round(this.clock.now()), retry_at_ms: null, way: "socket" })
    this.now = signal(Math.floor(this.clock.now()))
    this.follower = new Follower(this.board, { onEvent: (event, replayed) => this.#event(event, replayed), onChange: () => this.#raise() })
    this.identity = this.isOffice ? new PersonIdentity() : new DeviceIdentity(kind)
    this.identity.onRefused = () => this.#refused()
    this.outbox = new Outbox({
      identity: this.identity,
      clock: this.clock,
      staleMs,
      mayGo: mayGo && ((command) => mayGo(command, this)),
      onSilence: () => this.#live?.doubt(),
      onUnsent: () => this.#live?.health(),
    })
    this.pending = this.outbox.pending
    this.awake = new Awake(() => this.#live?.health())
  }

  /** Read what the browser has kept, then go on by itself. */
  async begin() {
    this.#attend()
    this.#tick()
    const arriving = !this.isOffice && (/^#pair=/.test(globalThis.location?.hash ?? "") || session.get(`arriving.${this.kind}`))
    if (!this.isOffice && !arriving && (await this.identity.recall())) await this.#recall()
    this.#start()
  }

  /** A signal of what `select` makes of the board; it follows every change. */
  watch(select) {
    return computed(() => {
      this.changed.value
      return select(this.board)
    })
  }

  /** Call `listener(event, {replayed, own})` for every event right after it was applied. Gives the way to stop. */
  onEvent(listener) {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A write that must not be lost: it goes through the outbox, in order, and is sent later when the hub is away. */
  command(method, path, body, about) {
    return this.outbox.command(method, path, body, about)
  }

  /** A read, or a write that must not wait: asked now or not at all. `options`: further `headers`, `timeout_ms`. */
  async ask(method, path, body, options = {}) {
    const writes = method !== "GET"
    const key = writes ? newKey() : undefined
    const startedAt = steady()
    for (let attempt = 0; ; attempt++) {
      const reply = await this.identity.request(method, path, { ...options, body, key })
      // A try more with the same key cannot do anything twice, and hides a hub that was restarted just now.
      const wait = ASK_AGAIN_MS[attempt]
      if (!reply.unreachable || wait === undefined || steady() - startedAt > ASK_PATIENCE_MS) return reply
      await later(wait)
    }
  }

  /** What this screen is set to; kept on it. Language and theme are kept by the shell of the page. */
  set(name, value) {
    if (name === "language") language.value = value
    else if (name === "theme" && page) page.documentElement.dataset.theme = value
    else this.#keepSettings({ ...this.settings.value, [name]: value })
  }

  /** Tell the hub how the device is: `audio` "ready", "blocked" or "none", `wake_lock` true or false. */
  health(some) {
    const before = JSON.stringify(this.#greeting)
    this.#greeting = { ...this.#greeting, ...some }
    if (JSON.stringify(this.#greeting) !== before) this.#live?.health()
  }

  /** Say what became of a message here. */
  receipt(message, result) {
    this.#live?.receipt(message, result)
  }

  /** Connect now instead of when the wait is over. */
  reconnect() {
    this.#live?.nudge()
    this.outbox.hubIsBack()
  }

  /** Give up who this was and show a new code. */
  async pairAgain() {
    if (this.isOffice) return
    const run = this.#stop()
    const settings = this.settings.value
    await this.#forgetBoard()
    await this.identity.forget()
    this.me.value = null
    await this.#pair(run)
    if (run === this.#run) this.#keepSettings(settings)
  }

  /** Office: gives the hub's answer. */
  async signIn(username, password) {
    const run = this.#stop()
    const reply = await this.identity.signIn(username, password)
    if (reply.ok && run === this.#run) await this.#enter(run)
    return reply
  }

  /** Office. */
  async signOut() {
    this.#stop()
    this.#leave("signed_out")
    return await this.identity.signOut()
  }

  /** Office: the shop to look at. */
  async useShop(shopId) {
    if (shopId === this.#shopId && this.#live !== null) return
    const run = this.#stop()
    session.set("shop", shopId)
    this.#shopId = shopId
    this.follower.clear()
    this.follower.forget()
    batch(() => {
      this.me.value = this.me.value && { ...this.me.value, shop: null }
      this.phase.value = "loading"
    })
    await this.#enter(run)
  }

  // Who this is.

  #start() {
    const run = this.#stop()
    const going = this.isOffice ? this.#resume(run) : this.#arrive(run)
    going.catch((problem) => console.error(problem))
  }

  /** Whatever was under way is over: its number is no longer the current one. */
  #stop() {
    this.#live?.close()
    this.#live = null
    return ++this.#run
  }

  async #arrive(run) {
    const found = await this.identity.arrive(later)
    if (run !== this.#run) return
    if (PAGES[found] !== undefined) return location.replace(PAGES[found] + location.search)
    if (found !== "none" && (found === "taken" || (await this.identity.recall()))) await this.#recall()
    if (run !== this.#run) return
    if (this.identity.id === null) await this.#pair(run)
    else this.#follow(run)
  }

  async #pair(run) {
    batch(() => {
      this.phase.value = "pairing"
      this.pairing.value = null
    })
    const shopId = new URLSearchParams(globalThis.location?.search ?? "").get("shop")
    const show = (code) => {
      if (run === this.#run) this.pairing.value = code
    }
    const given = await pair({ kind: this.kind, app: this.app, shopId, show })
    if (run !== this.#run || given === null) return
    await this.identity.take(given)
    this.pairing.value = null
    await this.#recall()
    this.#follow(run)
  }

  async #resume(run) {
    for (let attempt = 0; run === this.#run; attempt++) {
      const known = await this.identity.recall()
      if (run !== this.#run) return
      if (known === true) return await this.#enter(run)
      if (known === false) return this.#leave("signed_out")
      if (attempt > 1) this.#say({ state: "offline" })
      await later(backoffMs(attempt))
    }
  }

  /** Somebody is signed in: who it is and what they may comes before their board. */
  async #enter(run) {
    this.phase.value = this.phase.value === "ready" ? "ready" : "loading"
    this.#shopId ??= session.get("shop")
    for (let attempt = 0; run === this.#run; attempt++) {
      const reply = await this.identity.request("GET", this.#shopId ? `/me?shop_id=${this.#shopId}` : "/me")
      if (run !== this.#run) return
      if (reply.status === 404 && this.#shopId !== null) this.#shopId = null
      else if (reply.ok) {
        this.identity.user = reply.body.user
        this.me.value = reply.body
        await this.outbox.open(this.identity.owner)
        return this.#follow(run)
      } else if (reply.status === 401) return this.#leave("signed_out")
      else await later(backoffMs(attempt))
    }
  }

  /** Everything of the one who was here goes. */
  #leave(phase) {
    this.#stop()
    this.outbox.close()
    this.#shopId = this.isOffice ? null : this.#shopId
    if (this.isOffice) session.del("shop")
    this.follower.clear()
    this.follower.forget()
    this.awake.keep(false)
    batch(() => {
      this.phase.value = phase
      this.me.value = null
      this.link.value = { state: "offline", since_ms: Math.round(this.clock.now()), retry_at_ms: null, way: "socket" }
    })
  }

  /** The hub does not want this page back as it is. One that is too old for it is loaded anew, once. */
  #stopped(code) {
    if (code !== TOO_OLD || session.get("reloaded") !== null) return this.#refused()
    session.set("reloaded", "1")
    setTimeout(() => location.reload(), Math.random() * 5_000)
  }

  #refused() {
    if (this.isOffice) return this.#leave("signed_out")
    this.#forgetBoard()
    this.#leave("revoked")
  }

  // What was kept.

  async #recall() {
    const { owner } = this.identity
    const [kept, settings] = await Promise.all([get("kept", `place:${owner}`), get("kept", `settings:${owner}`)])
    this.settings.value = { ...this.settings.value, ...settings }
    await this.outbox.open(owner)
    if (kept?.place?.kind !== this.kind) return
    this.clock.recall(kept.offset_ms)
    this.#liveAt = kept.live_at
    batch(() => {
      this.me.value = kept.me
      this.follower.recall(kept.place)
      this.board.expire(this.clock.now())
      this.phase.value = "ready"
    })
  }

  async #forgetBoard() {
    if (this.identity.owner !== null) await del("kept", `place:${this.identity.owner}`).catch(() => {})
  }

  /** Board and cursors are written together, so that a reload goes on where the board is true. A person's board is not kept. */
  #save(now = false) {
    if (this.isOffice || this.phase.value !== "ready") return
    const wait = this.#savedAt + (this.follower.dirty ? SAVE_MS : SAVE_CURSORS_MS) - steady()
    if (!now && wait > 0) {
      if (this.follower.dirty) this.#saveTimer ??= setTimeout(() => this.#save(true), wait)
      return
    }
    clearTimeout(this.#saveTimer)
    this.#saveTimer = null
    const place = this.follower.place()
    if (place === null) return
    this.#savedAt = steady()
    this.follower.dirty = false
    const live_at = this.link.value.state === "live" ? Math.round(this.clock.now()) : this.link.value.since_ms
    const kept = { place, me: this.me.value, offset_ms: this.clock.offsetMs, live_at }
    put("kept", `place:${this.identity.owner}`, kept).catch((problem) => console.error(problem))
  }

  #keepSettings(settings) {
    this.settings.value = settings
    const { language: _, theme: __, ...kept } = settings
    put("kept", `settings:${this.identity.owner ?? this.kind}`, kept).catch((problem) => console.error(problem))
  }

  // The link.

  #follow(run) {
    if (run !== this.#run) return
    if (this.phase.value !== "ready") this.phase.value = "loading"
    const live = new Live(
      {
        identity: this.identity,
        follower: this.follower,
        clock: this.clock,
        hello: () => this.#hello(),
        health: () => this.#health(),
        shopId: () => this.#shopId,
        save: () => this.#save(),
        onWelcome: (me) => this.#welcomed(me),
        onLink: (link) => run === this.#run && this.#say(link),
        onStop: (code) => run === this.#run && this.#stopped(code),
      },
      { sinceMs: this.#liveAt },
    )
    this.#live = live
    if (!this.isOffice) this.awake.keep(this.settings.value.awake !== false)
    live.run().catch((problem) => console.error(problem))
    this.outbox.drain()
  }

  #hello() {
    const caps = [Awake.possible && "wake_lock", globalThis.speechSynthesis && "speech"].filter(Boolean)
    const hello = { app: this.app, caps, audio: this.#greeting.audio }
    return this.isOffice && this.#shopId ? { ...hello, shop_id: this.#shopId } : hello
  }

  #health() {
    const drawing = steady() - this.#drawnAt < DRAWN_MS
    this.#told = { offset_ms: this.clock.offsetMs, unsent: this.outbox.unsent }
    return {
      visible: page ? page.visibilityState === "visible" && drawing : true,
      audio: this.#greeting.audio,
      wake_lock: this.#greeting.wake_lock ?? this.awake.held,
      clock_offset_ms: this.#told.offset_ms,
      unsent: this.#told.unsent,
    }
  }

  #welcomed({ device, user, account, shop, room, stations, channels, ...more }) {
    const { permissions = this.me.value?.permissions, role = this.me.value?.role, brand_id = this.me.value?.brand_id } = more
    this.me.value = { device, user, account, shop, room, stations, channels, permissions, role, brand_id }
    if (this.isOffice && shop === null) this.#shopId = null
    this.#settlePhase()
  }

  #settlePhase() {
    if (this.phase.value !== "ready" && this.phase.value !== "loading") return
    const nothing = this.isOffice && this.me.value !== null && this.me.value.shop === null
    this.phase.value = this.follower.shown || nothing ? "ready" : "loading"
  }

  #say(link) {
    const was = this.link.value.state
    this.link.value = { ...this.link.value, ...link }
    if (this.link.value.state === "live" && was !== "live") {
      this.now.value = Math.floor(this.clock.now())
      this.outbox.hubIsBack()
    }
  }

  #event(event, replayed) {
    const own = this.outbox.isOwn(event.cause)
    for (const listener of [...this.#listeners]) {
      try {
        listener(event, { replayed, own })
      } catch (problem) {
        console.error(problem) // a page that stumbles over one event must still be fed the next
      }
    }
    if (own) this.outbox.echoed(event.cause)
  }

  /** The first change is shown at once; those that follow within a frame are shown together. */
  #raise() {
    if (this.#raiseTimer !== null) return
    const wait = this.#raiseAt + FRAME_MS - steady()
    if (wait > 0) this.#raiseTimer = setTimeout(() => this.#raiseNow(), wait)
    else this.#raiseNow()
  }

  #raiseNow() {
    this.#raiseTimer = null
    this.#raiseAt = steady()
    batch(() => {
      this.changed.value += 1
      this.#settlePhase()
    })
  }

  // Time, and the browser around.

  #tick() {
    const now = this.clock.now()
    this.now.value = Math.floor(now)
    if (this.board.expire(now)) this.#raise()
    this.outbox.look()
    if (Math.abs(this.clock.offsetMs - this.#told.offset_ms) > DRIFT_MS) this.#live?.health()
    globalThis.requestAnimationFrame?.(() => (this.#drawnAt = steady()))
    if (++this.#ticks % 60 === 0) this.#lookAfterItself(now)
    setTimeout(() => this.#tick(), 1000 - (this.clock.now() % 1000))
  }

  #lookAfterItself(nowMs) {
    const shop = this.me.value?.shop
    if (this.isOffice || !shop || !page) return
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(page.activeElement?.tagName ?? "") || page.querySelector("dialog[open]") !== null
    const due = reloadIsDue({
      nowMs,
      steadyMs: steady(),
      zone: shop.timezone,
      dayStart: shop.day_start,
      lastTouchMs: this.#touchedAt,
      loadedMs: 0,
      unsent: this.outbox.waiting.value.length,
      live: this.link.value.state === "live",
      typing,
    })
    if (!due) return
    this.#save(true)
    setTimeout(() => location.reload(), Math.random() * 20_000)
  }

  #attend() {
    if (!page) return
    const root = page.documentElement
    const look = () => (this.settings.value = { ...this.settings.value, language: language.value, theme: root.dataset.theme ?? "light" })
    effect(() => {
      language.value
      queueMicrotask(look)
    })
    new MutationObserver(look).observe(root, { attributes: true, attributeFilter: ["data-theme"] })
    page.addEventListener("visibilitychange", () => {
      this.#live?.health()
      if (page.visibilityState === "visible") this.reconnect()
    })
    addEventListener("online", () => this.reconnect())
    addEventListener("offline", () => this.#live?.doubt())
    addEventListener("pagehide", () => this.#save(true))
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => (this.#touchedAt = steady()), { capture: true, passive: true })
  }
}
