// Getting this device's commands to the hub: each once in effect, in the order they were made, through silence and reloads.
//
// The key is in the store before the first byte is on the wire. Same key after silence, 5xx, 408, 429 and `request_in_progress`; any other
// refusal means that nothing happened, and the key is done with. After a 429 only what goes to the same address waits: somebody who writes
// too fast must not hold up an order. Of several tabs one sends.

import { signal } from "../html.js"
import { backoffMs } from "./backoff.js"
import { addressed, entryOf, headersOf, heldMs, isStale, mark, nextOf, shownOf, stateOf, verdictOn } from "./entries.js"
import { newKey } from "./keys.js"
import { withLock } from "./locks.js"
import { all, del, put } from "./storage.js"

const PATIENCE_MS = 4_000
const SHOWN_AFTER_MS = 700
const ECHO_MS = 1_500
const SOON_MS = 300
const FAULTS_MOST = 5
const REFUSED_KEPT = 50
const KEYS_KEPT = 500
const GIVEN_KEPT = 20
const FORGET_AFTER_MS = 7 * 86_400_000

export class Outbox {
  #entries = new Map()
  #answers = new Map()
  #echoes = new Map()
  #own = new Set()
  #given = new Map()
  #gone = new Set()
  #dropping = new Set()
  #draining = false
  #again = false
  #timer = null
  #heldTimer = null
  #attempt = 0
  #tabs = null
  #resting = new Map() // address -> until when the hub wants nothing more there, by performance.now()

  /** Commands that wait, fail or are refused; one that is answered at once never stands here. */
  waiting = signal([])

  /** What was asked of each thing and not answered yet: subject -> {action, at, state}. */
  pending = signal(new Map())

  /**
   * `onSilence()`: no answer came though one was expected.
   */
  constructor({ identity, clock, staleMs = Infinity, onSilence = () => {}, onUnsent = () => {} }) {
    this.identity = identity
    this.clock = clock
    this.staleMs = staleMs
    this.onSilence = onSilence
    this.onUnsent = onUnsent
    this.owner = null
  }

  /** Take up what this device, or this person, left behind. */
  async open(owner) {
    this.close()
    this.owner = owner
    if (typeof BroadcastChannel !== "undefined") {
      this.#tabs = new BroadcastChannel(`venuehub:outbox:${owner}`)
      this.#tabs.onmessage = ({ data }) => this.#told(data)
      this.#tabs.unref?.()
    }
    await this.#reload()
  }

  close() {
    clearTimeout(this.#timer)
    clearTimeout(this.#heldTimer)
    this.#tabs?.close()
    this.#tabs = null
    this.#resting.clear()
    this.owner = null
    for (const id of [...this.#answers.keys()]) this.#resolveQueued(id)
    this.#entries.clear()
    this.#publish()
  }

  /** How many commands have no answer yet, those for a person to decide among them. */
  get unsent() {
    return [...this.#entries.values()].filter((entry) => entry.state !== "refused").length
  }

  /** Whether the hub wants nothing more at this address for the moment. */
  isResting(path) {
    return this.#resting.get(path) > performance.now()
  }

  /** Whether an event was caused by a command of this page. */
  isOwn(cause) {
    return cause != null && this.#own.has(cause)
  }

  /**
   * Send one write, after all that were made before it. Resolves with the hub's answer, or with `queued` when none came: it is then sent as
   * soon as the hub is there. `subject` is the id (or ids) of what it is about, `action` the word to show for it meanwhile.
   */
  async command(method, path, body, about) {
    const { answer } = await this.hold(method, path, body, about)
    return await answer
  }

  /**
   * Like `command`, but it goes out only after `hold_ms`, or when it is released; so long it can be dropped, and a reload does not lose it.
   * Gives `{id, answer}` as soon as it is stored; the answer of one that was dropped says `dropped`.
   */
  async hold(method, path, body, about) {
    if (this.owner === null) {
      return { id: null, answer: Promise.resolve({ ok: false, status: 401, body: null, problem: { status: 401, code: "not_signed_in" }, queued: false }) }
    }
    const entry = entryOf(this.clock, this.owner, { method, path, body, ...about })
    remember(this.#own, entry.id)
    // Nothing is shown as under way, and nothing goes out, before it is stored: whoever sees the mark may forget what was asked.
    const answer = new Promise((resolve) => this.#answers.set(entry.id, resolve))
    entry.nr = await this.#store(entry)
    entry.fresh = true
    this.#entries.set(entry.id, this.#entries.get(entry.id) ?? entry)
    if (this.#given.has(entry.from)) await this.#address(entry.from, this.#given.get(entry.from))
    setTimeout(() => this.#publish(), entry.hold_ms + SHOWN_AFTER_MS)
    setTimeout(() => this.#resolveQueued(entry.id), entry.hold_ms + PATIENCE_MS)
    this.#publish()
    this.#tell({ t: "changed" })
    this.drain()
    return { id: entry.id, answer }
  }

  /** Send one that is held now. */
  async release(id) {
    const entry = this.#entries.get(id)
    if (entry === undefined || heldMs(entry, this.clock) === 0) return
    entry.hold_ms = 0
    await this.#store(entry)
    this.#publish()
    this.#tell({ t: "changed" })
    this.drain()
  }

  /** Send what waits. */
  async drain() {
    clearTimeout(this.#timer)
    if (this.#draining || this.owner === null) {
      this.#again = true
      return
    }
    this.#draining = true
    const { owner } = this
    let wait = null
    try {
      while (this.owner === owner && wait === null && this.#next() !== undefined) {
        this.#again = false
        wait = await withLock(`outbox:${owner}`, () => this.#sendAll(owner))
      }
    } catch (problem) {
      console.error(problem)
      wait = backoffMs(this.#attempt++)
    } finally {
      this.#draining = false
    }
    if (this.owner === null) return
    if (wait === null && this.#again && this.#next() !== undefined) return this.drain()
    wait ??= this.#restMs()
    if (wait !== null && wait !== Infinity) this.#timer = setTimeout(() => this.drain(), this.#again ? Math.min(wait, SOON_MS) : wait)
  }

  /** The hub is there again: what waits goes out now. */
  hubIsBack() {
    this.#attempt = 0
    this.#resting.clear()
    this.drain()
  }

  /** Bumps may have become too old to guess while the hub was away. */
  look() {
    if (this.#entries.size === 0) return
    let changed = false
    for (const entry of this.#entries.values()) {
      if (entry.state !== "waiting" || !isStale(entry, this.clock, this.staleMs)) continue
      entry.state = "stale"
      changed = true
    }
    if (changed) this.#publish()
  }

  /** Send it after all: a stale one as it is, a refused one as a new command. */
  async retry(id) {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    if (entry.state === "stale") {
      Object.assign(entry, { state: "waiting", decided: true, faults: 0 })
      await this.#store(entry)
    } else if (entry.state === "refused") {
      await this.#forget(entry)
      const again = { ...entry, id: newKey(), at: Math.round(this.clock.now()), timed: this.clock.known, hold_ms: 0, state: "waiting", problem: null, faults: 0 }
      delete again.nr
      remember(this.#own, again.id)
      again.nr = await this.#store(again)
      this.#entries.set(again.id, again)
    }
    this.#publish()
    this.#tell({ t: "changed" })
    this.drain()
  }

  /** Do not send it any more; true when it was not. One that is on the wire, from whichever tab, cannot be dropped: this waits until no tab sends. */
  async drop(id) {
    const { owner } = this
    const held = this.#entries.get(id)
    if (held === undefined || held.state === "sending" || this.#dropping.has(id)) return false
    if (held.state === "refused") return await this.#dropNow(held) // no tab sends it again
    this.#dropping.add(id)
    this.#publish()
    try {
      return await withLock(`outbox:${owner}`, async () => {
        if (this.owner !== owner) return false
        await this.#reload()
        const entry = this.#entries.get(id) // another tab may have got its answer
        return entry !== undefined && (await this.#dropNow(entry))
      })
    } finally {
      this.#dropping.delete(id)
      this.#publish()
    }
  }

  async #dropNow(entry) {
    await this.#forget(entry)
    this.#resolveQueued(entry.id, { queued: false, dropped: true })
    this.#publish()
    this.#tell({ t: "changed" })
    return true
  }

  /** Throw away all that somebody left behind who will never send again. */
  async discard(owner) {
    for (const entry of await all("outbox").catch(() => [])) {
      if (entry.owner === owner) await del("outbox", entry.nr).catch((problem) => console.error(problem))
    }
  }

  /** An event came: the thing it was about needs no mark any more. */
  echoed(cause) {
    const echo = this.#echoes.get(cause)
    if (echo !== undefined) this.#endEcho(cause, echo)
    else if (this.#entries.get(cause)?.state === "sending") this.#entries.get(cause).seen = true
  }

  #next() {
    const wanted = [...this.#entries.values()].filter((entry) => !this.#dropping.has(entry.id))
    return nextOf(wanted, this.clock, this.staleMs, (path) => this.isResting(path))
  }

  /** How many ms until the first address may be asked again; null when none rests. One that ended since `#next` looked says 0: look again. */
  #restMs() {
    const now = performance.now()
    const left = [...this.#resting.values()].map((until) => Math.max(0, until - now))
    for (const [path, until] of this.#resting) if (until <= now) this.#resting.delete(path)
    return left.length > 0 ? Math.min(...left) : null
  }

  /** As the one tab that sends: everything in order, up to the first without an answer. Gives the ms to wait, or null when all is said. */
  async #sendAll(owner) {
    await this.#reload()
    for (let entry; (entry = this.#next()) !== undefined && this.owner === owner; ) {
      const wait = await this.#send(entry)
      if (wait !== null) return wait
      if (this.#next() === undefined) await this.#reload()
    }
    return null
  }

  async #send(entry) {
    Object.assign(entry, { state: "sending", problem: null })
    this.#publish()
    const headers = headersOf(entry, this.clock)
    const reply = await this.identity.request(entry.method, entry.path, { body: entry.body, key: entry.id, headers })
    entry.fresh = false
    const verdict = verdictOn(reply)
    if (verdict === "done" || verdict === "refused") {
      this.#attempt = 0
      await this.#settle(entry, reply)
      return null
    }
    entry.state = "waiting"
    if (reply.status === 500) {
      // When the hub fails at this one each time, the others must not wait behind it for ever.
      entry.faults += 1
      if (entry.faults >= FAULTS_MOST) Object.assign(entry, { state: "stale", decided: false, problem: reply.problem })
      await this.#store(entry)
    }
    if (entry.state === "stale") {
      this.#publish()
      return null
    }
    if (reply.status === 429) return this.#rest(entry, reply)
    return this.#wait(entry, reply, verdict)
  }

  /** Too many of this kind at once: it waits, and those to the same address behind it. Everything else goes on. */
  async #rest(entry, reply) {
    entry.problem = reply.problem
    await this.#store(entry)
    this.#resting.set(entry.path, performance.now() + (reply.retry_after_ms ?? backoffMs(this.#attempt++)))
    for (const { id, path } of this.#entries.values()) if (path === entry.path) this.#resolveQueued(id)
    this.#publish()
    return null
  }

  /** This one stays, and those behind it: how many ms until the next try. */
  #wait(entry, reply, verdict) {
    entry.state = "waiting"
    for (const id of [...this.#answers.keys()]) this.#resolveQueued(id)
    this.#publish()
    if (reply.unreachable) this.onSilence()
    return verdict === "signed_out" ? Infinity : Math.max(backoffMs(this.#attempt++), reply.retry_after_ms ?? 0)
  }

  async #settle(entry, reply) {
    const caller = this.#answers.has(entry.id)
    if (reply.ok && reply.body?.changed !== false && entry.subject !== null && !entry.seen && this.#own.has(entry.id)) {
      const echo = { subject: entry.subject, action: entry.action, at: entry.at }
      echo.timer = setTimeout(() => this.#endEcho(entry.id, echo), ECHO_MS)
      this.#echoes.set(entry.id, echo) // before anything is awaited: the event may come while the store forgets
    }
    if (reply.ok) await this.#address(entry.id, reply.body)
    if (reply.ok || (caller && !entry.kept)) await this.#forget(entry)
    else {
      Object.assign(entry, { state: "refused", problem: reply.problem, refused_at: Math.round(this.clock.now()) })
      await this.#store(entry)
    }
    this.#answers.get(entry.id)?.({ ...reply, queued: false })
    this.#answers.delete(entry.id)
    this.#publish()
    this.#tell({ t: "settled", id: entry.id, reply })
  }

  /** Those that waited for this answer know where to go now; before the answer is forgotten, for it may be asked for again until then. */
  async #address(id, answer) {
    this.#given.set(id, answer)
    if (this.#given.size > GIVEN_KEPT) this.#given.delete(this.#given.keys().next().value)
    for (const entry of addressed([...this.#entries.values()], id, answer)) await this.#store(entry)
  }

  #endEcho(cause, echo) {
    clearTimeout(echo.timer)
    this.#echoes.delete(cause)
    this.#publish()
  }

  #resolveQueued(id, became = { queued: true }) {
    const answer = this.#answers.get(id)
    if (answer === undefined) return
    this.#answers.delete(id)
    answer({ ok: false, status: 0, body: null, problem: null, ...became })
  }

  /** Without a place to store it, a command lasts as long as the page; it is sent all the same. */
  async #store(entry) {
    const { fresh, seen, ...kept } = entry
    if (kept.nr === undefined) delete kept.nr
    try {
      return await put("outbox", null, { ...kept, state: kept.state === "sending" ? "waiting" : kept.state })
    } catch (problem) {
      console.error(problem)
      entry.unstored = true
      return entry.nr ?? Number.MAX_SAFE_INTEGER
    }
  }

  async #forget(entry) {
    this.#entries.delete(entry.id)
    remember(this.#gone, entry.id) // the store may still be read as it was before
    if (!entry.unstored) await del("outbox", entry.nr).catch((problem) => console.error(problem))
  }

  /** What stands in the store is the truth about everything that this tab has not in hand itself. */
  async #reload() {
    const { owner } = this
    const found = (await all("outbox").catch(() => [])).filter((entry) => entry.owner === owner && !this.#gone.has(entry.id))
    if (this.owner !== owner) return
    const stored = new Set(found.map((entry) => entry.id))
    for (const [id, entry] of this.#entries) if (!stored.has(id) && !entry.unstored && entry.state !== "sending") this.#entries.delete(id)
    for (const entry of found) {
      const held = this.#entries.get(entry.id)
      if (held === undefined) this.#entries.set(entry.id, entry)
      else if (held.state !== "sending") Object.assign(held, entry)
    }
    await this.#tidy()
    this.look()
    this.#publish()
  }

  /** Refusals that nobody looks at may not grow for ever. What was never sent stays: the hub says that it is too old, so that somebody sees it. */
  async #tidy() {
    const refused = [...this.#entries.values()].filter((entry) => entry.state === "refused").sort((one, other) => one.nr - other.nr)
    const old = refused.filter((entry) => this.clock.known && this.clock.now() - entry.refused_at > FORGET_AFTER_MS)
    for (const entry of new Set([...refused.slice(0, -REFUSED_KEPT), ...old])) await this.#forget(entry)
  }

  async #told(message) {
    if (message.t === "settled") {
      const answer = this.#answers.get(message.id)
      const entry = this.#entries.get(message.id)
      this.#answers.delete(message.id)
      answer?.({ ...message.reply, queued: false })
      if (answer !== undefined && entry !== undefined && !message.reply.ok && !entry.kept) await this.#forget(entry)
    }
    await this.#reload()
  }

  #tell(message) {
    this.#tabs?.postMessage(message)
  }

  #publish() {
    const now = this.clock.now()
    const isTakenBack = (entry) => entry.hold_ms > 0 && this.#dropping.has(entry.id)
    const entries = [...this.#entries.values()].filter((entry) => !isTakenBack(entry)).sort((one, other) => one.nr - other.nr)
    const shown = entries.filter((entry) => !entry.fresh || entry.state === "stale" || now - entry.at - entry.hold_ms >= SHOWN_AFTER_MS)
    const pending = new Map()
    for (const { subject, action, at } of this.#echoes.values()) mark(pending, subject, { action, at, state: "sending" })
    for (const entry of entries) {
      const { subject, action, at } = entry
      if (entry.state !== "refused") mark(pending, subject, { action, at, state: stateOf(entry, this.clock) })
    }
    const unsent = shown.filter((entry) => entry.state !== "refused").length
    const before = this.waiting.value.filter((entry) => entry.state !== "refused").length
    if (shown.length > 0 || this.waiting.value.length > 0) this.waiting.value = shown.map((entry) => shownOf(entry, this.clock))
    if (pending.size > 0 || this.pending.value.size > 0) this.pending.value = pending
    if (unsent !== before) this.onUnsent(unsent)
    this.#awaitHeld(entries)
  }

  #awaitHeld(entries) {
    clearTimeout(this.#heldTimer)
    const left = entries.map((entry) => heldMs(entry, this.clock)).filter((ms) => ms > 0)
    if (left.length === 0) return
    const go = () => {
      this.#publish()
      this.drain()
    }
    this.#heldTimer = setTimeout(go, Math.min(...left))
  }
}

function remember(keys, key) {
  keys.add(key)
  if (keys.size > KEYS_KEPT) keys.delete(keys.values().next().value)
}
