// The connection: one websocket from hello to its end, again and again, and the long poll where sockets cannot be had.
// It feeds the follower and says how the link is; what a screen makes of both is not known here.

import { request, streamUrl } from "./api.js"
import { afterClose, backoffMs } from "./backoff.js"
import { AckPace, StaleSnapshot } from "./follower.js"
import { isSignedOut } from "./identity.js"
import { DEAD_MS, Link } from "./link.js"
import { Poller, boardPath } from "./polling.js"

const SUBPROTOCOL = "venuehub.v1.json"
const OPEN_MS = 10_000
const WELCOME_MS = 10_000
const HEALTH_MS = 60_000
const HEALTH_GAP_MS = 1_000
const STABLE_MS = 10_000
const SOON_MS = 500
const POLL_FOR_MS = 60_000
const UNOPENED_BEFORE_ASKING = 2
const SHUT_BEFORE_POLLING = 2
const ASK_MS = 4_000

export class Live {
  #socket = null
  #ending = null
  #closed = false
  #welcome = null
  #boardRefused = false
  #bye = null
  #helloAt = 0
  #lived = 0
  #wake = null
  #pace = new AckPace()
  #ackTimer = null
  #healthTimer = null
  #healthAt = -Infinity
  #frames = []
  #reading = false
  #polled = false
  #doubting = false

  /**
   * `crew`: identity, follower, clock, receipts, and
   * hello() -> members of the hello besides token and cursors; health() -> members of a health frame; shopId() -> the shop a person follows;
   * save() -> has board and cursors stored soon; onWelcome(me); onLink({state, since_ms, retry_at_ms, way}); onStop(code), for an end without return.
   */
  constructor(crew, { sinceMs = null } = {}) {
    this.crew = crew
    this.clock = crew.clock
    this.poller = new Poller(crew)
    this.link = new Link(crew.clock, crew.onLink, sinceMs)
  }

  /** Connect, and come back after every break until closed. */
  async run() {
    this.link.follow(() => (this.#welcome !== null || this.#polled) && !this.crew.follower.loading)
    let attempt = 0
    let unopened = 0
    let shut = 0
    let renewed = false
    while (!this.#closed) {
      // Only a hub that answers requests and takes no sockets is one to poll; one that is away is waited for.
      const answers = unopened >= UNOPENED_BEFORE_ASKING && (await this.#answers())
      const ending = await this.#connect().catch(unexpected)
      if (this.#closed) return
      unopened = ending.welcomed || ending.code >= 4000 ? 0 : unopened + 1
      shut = unopened > 0 && answers ? shut + 1 : 0
      if (ending.welcomed) renewed = false
      if (ending.code === 4001 && !renewed) {
        const fresh = await this.crew.identity.renew(ending.token).catch(() => null)
        renewed = fresh === true
        if (renewed) continue
        if (fresh === null) ending.code = 0
      }
      if (afterClose(ending.code) === "stop" && !(await this.#mayReturn(ending.code))) return
      if (shut >= SHUT_BEFORE_POLLING && (await this.#poll()) === "stop") return
      const refused = this.#boardRefused // a welcome without a board is no success
      this.#boardRefused = false
      if (ending.lived_ms >= STABLE_MS || (ending.welcomed && !refused && (!ending.code || afterClose(ending.code) === "soon"))) attempt = 0
      await this.#pause(ending, attempt)
      attempt += 1
    }
  }

  close() {
    this.#closed = true
    this.link.close()
    clearTimeout(this.#ackTimer)
    clearTimeout(this.#healthTimer)
    this.cut()
    this.nudge()
  }

  /** Break the connection as a pulled cable would. A dead socket takes minutes to close by itself, so nobody waits for it. */
  cut(code = 0) {
    this.#ending?.(code)
  }

  /** Do not wait any longer: the network came back, or somebody looks at the page. */
  nudge() {
    this.#wake?.()
  }

  /** Something suggests that the line is dead though the socket has not noticed: ask, and break it when nobody answers. */
  async doubt() {
    if (this.#socket === null || this.#doubting) return
    this.#doubting = true
    const socket = this.#socket
    const answers = await this.#answers()
    this.#doubting = false
    if (!answers && this.#socket === socket) this.cut()
  }

  /** Tell the hub how this device is: soon after a change, and once a minute. */
  health() {
    if (this.#welcome === null || this.#closed) return
    clearTimeout(this.#healthTimer)
    const wait = Math.max(0, this.#healthAt + HEALTH_GAP_MS - this.clock.steady())
    this.#healthTimer = setTimeout(() => this.#sayHealth(), wait)
  }

  /** Say the receipts that may be said now; the rest when the hub names some, or with the next welcome. */
  sayReceipts() {
    while (this.#welcome !== null && this.#socket?.readyState === WebSocket.OPEN) {
      const receipt = this.crew.receipts.next()
      if (receipt === null) return
      this.#send({ t: "receipt", ...receipt })
    }
  }

  /** Whether the board is true now, as far as can be known. */
  get live() {
    return this.link.live
  }

  // One socket.

  async #connect() {
    const token = await this.crew.identity.token()
    if (this.#closed || !token) return { code: 0, welcomed: false, lived_ms: 0, token }
    let socket
    try {
      socket = new WebSocket(streamUrl(), [SUBPROTOCOL])
    } catch {
      return { code: 0, welcomed: false, lived_ms: 0, token }
    }
    const code = await new Promise((resolve) => this.#attend(socket, token, resolve))
    const ending = { code, welcomed: this.#welcome !== null, lived_ms: this.#lived ? this.clock.steady() - this.#lived : 0, token }
    this.#tidy(socket)
    return ending
  }

  #attend(socket, token, resolve) {
    let watch = null
    this.#ending = (code) => {
      clearTimeout(watch)
      resolve(code)
    }
    this.#socket = socket
    this.#bye = null
    this.#lived = 0
    const startedAt = this.clock.steady()
    let frameAt = startedAt
    const look = () => {
      const patience = this.#welcome !== null ? DEAD_MS : socket.readyState === WebSocket.OPEN ? WELCOME_MS : OPEN_MS
      const left = frameAt + patience - this.clock.steady()
      if (left <= 0) this.cut()
      else watch = setTimeout(look, left)
    }
    watch = setTimeout(look, OPEN_MS)
    socket.onopen = () => {
      frameAt = this.#helloAt = this.clock.steady()
      this.#send({ t: "hello", token, cursors: this.crew.follower.cursors(), ...this.crew.hello() })
    }
    socket.onmessage = (message) => {
      frameAt = this.clock.steady()
      this.link.heard()
      this.#frames.push(message.data)
      this.#read(socket)
    }
    socket.onclose = (closed) => this.#ending?.(closed.code >= 4000 ? closed.code : (this.#bye?.code ?? 0))
  }

  #tidy(socket) {
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null
    try {
      socket.close()
    } catch {
      // it never opened
    }
    clearTimeout(this.#ackTimer)
    clearTimeout(this.#healthTimer)
    this.#ackTimer = null
    this.#socket = this.#ending = this.#welcome = null
    this.crew.receipts.doubt()
    this.#frames = []
    this.#reading = false
    this.crew.save()
    this.link.look()
  }

  /** Frames are taken strictly in order; one whose event is too big for a frame makes the others wait until it was fetched. */
  async #read(socket) {
    if (this.#reading) return
    this.#reading = true
    while (this.#frames.length > 0 && this.#socket === socket) {
      try {
        const waiting = this.#take(JSON.parse(this.#frames.shift()), socket)
        if (waiting) await waiting
      } catch (problem) {
        this.#startOver(problem)
        return
      }
    }
    if (this.#socket === socket) this.#reading = false
  }

  /** An event that cannot be read is a hole in the board; the snapshot has no holes. */
  #startOver(problem) {
    if (!(problem instanceof StaleSnapshot)) console.error(problem)
    this.crew.follower.distrust()
    this.cut()
  }

  #take(frame, socket) {
    const { follower } = this.crew
    if (frame.t === "event") return frame.data.fetch ? this.#fetched(frame, socket) : this.#event(frame)
    if (frame.t === "ping") {
      const at = this.clock.steady()
      this.clock.learn(frame.now, at, at)
      follower.reach(frame.heads)
      if (frame.receipts) this.#heardOf(frame.receipts)
      this.#send({ t: "pong", now: new Date().toISOString() })
    } else if (frame.t === "welcome") this.#greeted(frame, socket)
    else if (frame.t === "bye") this.#bye = frame
    else if (frame.t === "error") console.warn("the hub did not take a frame", frame.problem)
    return null
  }

  #heardOf(receipts) {
    this.crew.receipts.settle(receipts)
    this.sayReceipts()
  }

  #event(frame) {
    if (this.crew.follower.event(frame)) this.#applied(this.crew.follower.isAwaited(frame))
    return null
  }

  async #fetched(frame, socket) {
    const reply = await this.crew.identity.request("GET", frame.data.fetch)
    if (this.#socket !== socket) return
    if (!reply.ok) throw new StaleSnapshot("a large event could not be fetched")
    const { fetch: _, ...known } = frame.data
    this.#event({ ...frame, data: { ...known, ...reply.body } })
  }

  #greeted(welcome, socket) {
    this.#welcome = welcome
    this.#lived = this.clock.steady()
    this.clock.learn(welcome.now, this.#helloAt, this.clock.steady())
    const load = this.crew.follower.welcome(welcome)
    this.crew.onWelcome(welcome)
    if (load) this.#load(socket, welcome)
    this.sayReceipts()
    this.#sayHealth()
    this.link.look()
  }

  /** Fetch the snapshot while events are kept; again and again, for without it the screen has nothing to show. */
  async #load(socket, welcome) {
    const { follower } = this.crew
    for (let attempt = 0; this.#socket === socket && follower.loading; attempt++) {
      const reply = await this.crew.identity.request("GET", boardPath(this.crew.shopId()))
      if (this.#socket !== socket) return
      if (!reply.ok) {
        if ([401, 403, 404].includes(reply.status)) {
          this.#boardRefused = true
          return this.cut()
        }
        await later(Math.max(backoffMs(attempt), reply.retry_after_ms ?? 0))
        continue
      }
      try {
        follower.snapshot(reply.body, welcome.streams[reply.body.stream]?.epoch)
      } catch (problem) {
        return this.#startOver(problem)
      }
    }
    this.link.look()
    this.#ack(socket)
  }

  /** Whether the hub answers a plain request. */
  async #answers() {
    const reply = await request("GET", "/me", { token: this.crew.identity.access, timeout_ms: ASK_MS })
    return !reply.unreachable
  }

  #send(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(JSON.stringify(frame))
    return true
  }

  #applied(isAwaited) {
    const now = this.clock.steady()
    this.#pace.applied(now, isAwaited)
    const socket = this.#socket
    const due = this.#pace.dueAt()
    if (this.#ackTimer !== null && this.ackDue <= due) return
    clearTimeout(this.#ackTimer)
    this.ackDue = due
    this.#ackTimer = setTimeout(() => this.#ack(socket), Math.max(0, due - now))
  }

  /**
   * Say what is on the screen. The store follows within two seconds: a browser that dies in between comes back with the older place of its
   * store, and the hub sends from there again.
   */
  #ack(socket) {
    clearTimeout(this.#ackTimer)
    this.#ackTimer = null
    this.#pace.sent(this.clock.steady())
    this.crew.save()
    if (this.#socket !== socket) return
    for (const [stream, seq] of this.crew.follower.toAck()) if (this.#send({ t: "ack", stream, seq })) this.crew.follower.acked(stream, seq)
  }

  #sayHealth() {
    clearTimeout(this.#healthTimer)
    this.#healthAt = this.clock.steady()
    this.#send({ t: "health", ...this.crew.health() })
    this.#healthTimer = setTimeout(() => this.#sayHealth(), HEALTH_MS)
  }

  /** After a close that says "not with the same data": true when there is another way back. */
  async #mayReturn(code) {
    if (code === 4004) {
      this.crew.follower.forget()
      await this.#sleep(SOON_MS * 20)
      return true
    }
    if (code === 4006) {
      await this.#untilLookedAt()
      return true
    }
    this.crew.onStop(code)
    return false
  }

  /** This device has too many pages open; the one that somebody looks at may push in again. */
  #untilLookedAt() {
    return new Promise((resolve) => {
      const look = () => {
        if (document.visibilityState !== "visible") return
        for (const name of ["visibilitychange", "pointerdown", "keydown"]) removeEventListener(name, look, true)
        resolve()
      }
      for (const name of ["visibilitychange", "pointerdown", "keydown"]) addEventListener(name, look, true)
    })
  }

  async #pause(ending, attempt) {
    const soon = afterClose(ending.code) === "soon"
    const said = this.#bye?.retry_after_ms
    const wait = soon ? (said ?? Math.random() * SOON_MS) : Math.max(backoffMs(attempt), said ?? 0)
    await this.#sleep(wait)
  }

  async #sleep(ms) {
    this.link.retryAtMs = Math.round(this.clock.now() + ms)
    this.link.look()
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = this.link.retryAtMs = null
  }

  /** Poll for a minute, then let the socket be tried again; earlier when nobody answers, for then it is not the socket that is missing. */
  async #poll() {
    const until = this.clock.steady() + POLL_FOR_MS
    this.link.way = "poll"
    try {
      while (!this.#closed && this.clock.steady() < until) {
        const reply = await this.poller.once().catch(unexpected)
        if (this.#closed) return "stop"
        if (reply.ok) {
          this.#polled = true
          this.link.heard()
          continue
        }
        if (isSignedOut(reply)) {
          this.crew.onStop(4001)
          return "stop"
        }
        if (reply.unreachable) return "silent"
        await this.#sleep(Math.max(backoffMs(3), reply.retry_after_ms ?? 0))
      }
      return "over"
    } finally {
      this.#polled = false
      this.link.way = "socket"
      this.link.look()
    }
  }
}

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Whatever it was, a screen comes back. */
function unexpected(problem) {
  console.error(problem)
  return { code: 0, welcomed: false, lived_ms: 0 }
}
