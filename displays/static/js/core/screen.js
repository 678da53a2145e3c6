// What a page works with: who it is, how the link is, the board, and a way to send commands. One object per page.

import { batch, computed, signal } from "../html.js"
import { Awake } from "./awake.js"
import { backoffMs } from "./backoff.js"
import { Clock } from "./clock.js"
import { Follower } from "./follower.js"
import { DeviceIdentity, PersonIdentity, browser, session } from "./identity.js"
import { KeptBoard } from "./kept_board.js"
import { Live } from "./live.js"
import { Outbox } from "./outbox.js"
import { pair } from "./pairing.js"
import { Receipts } from "./receipts.js"
import { Settings } from "./settings.js"
import { Board } from "./state.js"
import { Surroundings } from "./surroundings.js"

const PAGES = { pad: "/pad", kitchen: "/kitchen", call_screen: "/call", cashier: "/cashier", handheld: "/handheld" }
const STALE_MS = 600_000
const SIGNED_OUT = 4002
const TOO_OLD = 4005
const START_AGAIN_MS = 2_000
const FRAME_MS = 16
const DRIFT_MS = 1_000
const SLOW_MS = 3_000
const REVOKED = "revoked"

const steady = () => performance.now()
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Open the page's screen: `kind` is a kind of device, or "office" for a person; `app` is its name and version.
 *
 * Comes back as soon as what the browser has kept is read, without waiting for the hub; when the storage is slow, before that.
 */
export async function openScreen({ kind, app, stale_ms = kind === "pad" ? Infinity : STALE_MS }) {
  const screen = new Screen(kind, app, stale_ms)
  await screen.begin()
  return screen
}

class Screen {
  phase = signal("starting")
  pairing = signal(null)
  me = signal(null)
  changed = signal(0)

  /** How many commands of a device that was signed out were never sent; they go when it is paired anew. */
  lost = signal(0)

  /** How long a screen that was signed out waits for somebody to touch it. */
  pairs_itself_ms = 60_000

  /** Whether the browser's storage lets the page wait. */
  slow = signal(false)

  #live = null
  #run = 0
  #listeners = new Set()
  #greeting = { audio: "none" }
  #raiseAt = -Infinity
  #raiseTimer = null
  #shopId = null
  #told = { offset_ms: 0, unsent: 0 }
  #liveAt = null

  constructor(kind, app, staleMs) {
    this.kind = kind
    this.app = app
    this.isOffice = kind === "office"
    this.clock = new Clock()
    this.board = new Board(this.isOffice ? "unknown" : kind)
    this.link = signal({ state: "reconnecting", since_ms: Math.round(this.clock.now()), retry_at_ms: null, way: "socket" })
    this.now = signal(Math.floor(this.clock.now()))
    this.follower = new Follower(this.board, { onEvent: (event, replayed) => this.#event(event, replayed), onChange: () => this.#raise() })
    this.identity = this.isOffice ? new PersonIdentity() : new DeviceIdentity(kind)
    this.identity.onRefused = () => this.#refused({ forGood: true })
    this.identity.onOther = () => location.reload()
    this.outbox = new Outbox({
      identity: this.identity,
      clock: this.clock,
      staleMs,
      onSilence: () => this.#live?.doubt(),
      onUnsent: () => this.#live?.health(),
    })
    this.pending = this.outbox.pending
    this.ownSettings = new Settings()
    this.settings = this.ownSettings.all
    this.awake = new Awake(() => this.#live?.health())
    this.receipts = new Receipts()
    this.kept = new KeptBoard(this.follower, this.clock, () => this.#beside())
    this.surroundings = new Surroundings(this.clock, {
      onTick: (now) => this.#tick(now),
      onBack: () => this.reconnect(),
      onLost: () => this.#live?.doubt(),
      onSight: () => this.#live?.health(),
      onLeave: () => this.kept.save({ now: true }),
      care: () => this.#care(),
    })
  }

  /** Read what the browser has kept, then go on by itself. */
  async begin() {
    this.ownSettings.start()
    this.surroundings.start()
    const arriving = !this.isOffice && (/^#pair=/.test(globalThis.location?.hash ?? "") || session.get(`arriving.${this.kind}`))
    const kept = this.isOffice || arriving ? Promise.resolve() : this.#remember().catch((problem) => console.error(problem))
    const reading = kept.then(() => this.#start())
    let timer = null
    const late = new Promise((resolve) => (timer = setTimeout(resolve, SLOW_MS))).then(() => (this.slow.value = true))
    await Promise.race([reading, late])
    reading.finally(() => {
      clearTimeout(timer)
      this.slow.value = false
    })
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
  ask(method, path, body, options) {
    return this.identity.ask(method, path, body, options)
  }

  /** A file of the hub's, such as the sound of words: `{bytes, headers}`, or null. */
  download(path, options) {
    return this.identity.download(path, options)
  }

  /** Set this screen; kept on it. */
  set(name, value) {
    this.ownSettings.set(name, value)
  }

  /** Tell the hub how the device is: `audio` "ready", "blocked" or "none", `wake_lock` true or false. */
  health(some) {
    const before = JSON.stringify(this.#greeting)
    this.#greeting = { ...this.#greeting, ...some }
    if (JSON.stringify(this.#greeting) !== before) this.#live?.health()
  }

  /** Say what became of a message here; without a connection with the next one, and again until the hub has it in writing. */
  receipt(message, result) {
    this.receipts.add({ message, result })
    this.#live?.sayReceipts()
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
    const { owner } = this.identity
    await Promise.all([this.kept.forget(owner), this.receipts.forget(owner), this.outbox.discard(owner)])
    await this.identity.forget()
    session.del(REVOKED)
    this.lost.value = 0
    this.me.value = null
    await this.#pair(run)
    if (run === this.#run) this.ownSettings.keep() // the same screen, though another device to the hub
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
    browser.set("shop", shopId)
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
    going.catch(async (problem) => {
      console.error(problem)
      await later(START_AGAIN_MS)
      if (run === this.#run) this.#start()
    })
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
    await this.#succeed()
    if (run !== this.#run) return
    if (this.identity.id === null) await this.#pair(run)
    else this.#follow(run)
  }

  /** A link put another device in the place of one that was signed out here: nobody sends what that one left. */
  async #succeed() {
    const before = session.get(REVOKED)
    if (before === null || before === this.identity.owner) return
    await this.outbox.discard(before)
    session.del(REVOKED)
    this.lost.value = 0
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
    this.#shopId ??= session.get("shop") ?? browser.get("shop")
    for (let attempt = 0; run === this.#run; attempt++) {
      const reply = await this.identity.request("GET", this.#shopId ? `/me?shop_id=${this.#shopId}` : "/me")
      if (run !== this.#run) return
      if (reply.status === 404 && this.#shopId !== null) this.#shopId = null
      else if (reply.ok) {
        this.identity.user = reply.body.user
        this.me.value = reply.body
        if (this.#shopId !== null) session.set("shop", this.#shopId)
        if (this.outbox.owner !== this.identity.owner) {
          const { owner } = this.identity
          await Promise.all([this.outbox.open(owner), this.receipts.open(owner), this.ownSettings.open(owner)])
        }
        return this.#follow(run)
      } else if (reply.status === 401) return this.#leave("signed_out")
      else await later(backoffMs(attempt))
    }
  }

  /** Everything of the one who was here goes. */
  #leave(phase) {
    this.#stop()
    this.outbox.close()
    this.receipts.close()
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
    if (code !== TOO_OLD || session.get("reloaded") !== null) return this.#refused({ forGood: code === SIGNED_OUT })
    session.set("reloaded", "1")
    setTimeout(() => location.reload(), Math.random() * 5_000)
  }

  #refused({ forGood }) {
    if (this.isOffice) return this.#leave("signed_out")
    if (this.phase.value === "revoked") return
    const { owner } = this.identity
    if (forGood && owner !== null) session.set(REVOKED, owner)
    this.lost.value = this.outbox.unsent
    this.kept.forget(owner)
    if (forGood) this.receipts.forget(owner)
    this.#leave("revoked")
    if (forGood && this.lost.value === 0) this.#pairByItself(this.#run)
  }

  /** Nobody can touch a screen on the wall. One that has taps of somebody left waits until they were read. */
  async #pairByItself(run) {
    await later(this.pairs_itself_ms)
    if (run === this.#run && this.phase.value === "revoked") await this.pairAgain()
  }

  // What was kept.

  async #remember() {
    if (await this.identity.recall()) await this.#recall()
  }

  async #recall() {
    const { owner } = this.identity
    const [kept] = await Promise.all([this.kept.open(owner), this.receipts.open(owner), this.ownSettings.open(owner)])
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

  /** What is kept beside the board; a board that is not shown is not kept. */
  #beside() {
    if (this.phase.value !== "ready") return null
    const { state, since_ms } = this.link.value
    return { me: this.me.value, live_at: state === "live" ? Math.round(this.clock.now()) : since_ms }
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
        receipts: this.receipts,
        hello: () => this.#hello(),
        health: () => this.#health(),
        shopId: () => this.#shopId,
        save: () => this.kept.save(),
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
    this.#told = { offset_ms: this.clock.offsetMs, unsent: this.outbox.unsent }
    return {
      visible: this.surroundings.visible,
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
    if (user && role !== user.role) this.#learnRole()
  }

  /** Somebody's role was changed while they were here: they may other things now. */
  async #learnRole() {
    const reply = await this.ask("GET", this.#shopId ? `/me?shop_id=${this.#shopId}` : "/me")
    if (reply.ok) this.me.value = { ...this.me.value, ...reply.body }
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

  // The browser around.

  #tick(nowMs) {
    this.now.value = Math.floor(nowMs)
    if (this.board.expire(nowMs)) this.#raise()
    this.outbox.look()
    if (Math.abs(this.clock.offsetMs - this.#told.offset_ms) > DRIFT_MS) this.#live?.health()
  }

  /** A device's page is loaded anew once a day, while nobody minds. */
  #care() {
    const shop = this.me.value?.shop
    if (this.isOffice || !shop) return null
    const live = this.link.value.state === "live"
    return { zone: shop.timezone, dayStart: shop.day_start, unsent: this.outbox.unsent, live }
  }
}
