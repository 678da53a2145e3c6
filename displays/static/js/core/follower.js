// Keeps a board true to its streams: decides for each frame whether it is applied, ignored or kept until the snapshot is there.
// No socket and no storage in here: the websocket and the long poll both feed it.

const HELD_MOST = 5000
const ACK_EVENTS = 16
const ACK_MS = 1000
const ACK_GAP_MS = 500
const ACK_GAP_SOON_MS = 100
const BRING_ROUNDS = new Set(["orders.order_placed", "orders.order_changed"])

/** The snapshot belongs to another epoch than the connection: the device moved in between, and must come back. */
export class StaleSnapshot extends Error {}

/** The row of the board's table: a device's kind, a person's role. */
export function kindOf(me) {
  return me.device?.kind ?? me.user?.role ?? me.role ?? "unknown"
}

const isShop = (name) => name.startsWith("shop:")

/** One client's board and its places in the streams: `{epoch, applied, acked}` by the stream's name. */
export class Follower {
  #held = []

  /** `onEvent(event, replayed)` is called right after an event was applied, `onChange()` after whatever changed the board. */
  constructor(board, { onEvent = () => {}, onChange = () => {} } = {}) {
    this.board = board
    this.onEvent = onEvent
    this.onChange = onChange
    this.positions = new Map()
    this.boardStream = null
    this.loading = false
    this.shown = false
    this.dirty = false
    this.heads = new Map()
  }

  /** Whether the board is true: a snapshot was taken, and none is on its way. `shown` says whether there is anything to show, true or not. */
  get ready() {
    return this.boardStream !== null && !this.loading
  }

  /** The places for hello. The board's stream is left out while its snapshot is missing. */
  cursors() {
    const found = {}
    for (const [name, place] of this.positions) {
      if (!(this.loading && name === this.boardStream)) found[name] = { epoch: place.epoch, seq: place.applied }
    }
    return found
  }

  /** Take what the hub says of each stream; true when the board's snapshot has to be fetched. */
  welcome(welcome) {
    this.adopt(welcome)
    const stream = Object.keys(welcome.streams).find(isShop) ?? null
    if (stream !== this.boardStream && this.boardStream !== null) {
      this.clear()
      this.forget()
    }
    this.boardStream = stream
    if (stream === null) this.loading = false
    this.heads.clear()
    for (const [name, state] of Object.entries(welcome.streams)) {
      this.heads.set(name, state.head)
      if (state.resumed && this.positions.has(name)) continue
      this.positions.set(name, { epoch: state.epoch, applied: state.head, acked: 0 })
      if (name !== this.boardStream) continue
      this.loading = true
      if (state.why === "scope") this.clear()
    }
    for (const name of [...this.positions.keys()]) if (!(name in welcome.streams)) this.positions.delete(name)
    this.#held = []
    return this.loading && this.boardStream !== null
  }

  /** Who this is, from a welcome or from `GET /me`: another kind or other stations begin an empty board. */
  adopt(me) {
    const kind = kindOf(me)
    const stations = me.stations ?? []
    if (kind === this.board.kind && sameStations(this.board.stations, stations)) return
    this.board.begin(kind, stations)
    this.shown = false
    this.forget()
    this.onChange()
  }

  /** Apply an event, or ignore one that was applied before, or keep it until the snapshot is there. True when it was applied. */
  event(event) {
    const place = this.positions.get(event.stream)
    if (place === undefined) return false
    if (this.loading && event.stream === this.boardStream) {
      if (this.#held.length >= HELD_MOST) throw new StaleSnapshot("too much happened while the snapshot was on its way")
      this.#held.push(event)
      return false
    }
    if (event.seq <= place.applied) return false
    place.applied = event.seq
    const changed = event.stream === this.boardStream && this.board.apply(event.type, event.data)
    this.dirty = this.dirty || changed
    if (changed) this.onChange()
    this.onEvent(event, event.seq <= (this.heads.get(event.stream) ?? 0))
    return true
  }

  /** Whether somebody waits to hear that this event is here: a round, for the guest and the desk, from a kitchen screen. */
  isAwaited(event) {
    return this.board.kind === "kitchen" && BRING_ROUNDS.has(event.type)
  }

  /** Move to the heads of a ping: everything for this client up to there was sent before it. */
  reach(heads) {
    for (const [name, head] of Object.entries(heads)) {
      const place = this.positions.get(name)
      if (place !== undefined && head > place.applied && !(this.loading && name === this.boardStream)) place.applied = head
    }
  }

  /**
   * Hold the snapshot and apply what was kept with a higher number. `epoch` is the connection's, where there is one.
   *
   * Throws StaleSnapshot when the snapshot is of another epoch.
   */
  snapshot(snapshot, epoch) {
    if (epoch !== undefined && snapshot.epoch !== epoch) throw new StaleSnapshot("the snapshot is of another epoch than the connection")
    this.board.load(snapshot.board)
    this.boardStream = snapshot.stream
    this.positions.set(snapshot.stream, { epoch: snapshot.epoch, applied: snapshot.seq, acked: 0 })
    this.loading = false
    this.shown = true
    this.dirty = true
    const held = this.#held
    this.#held = []
    for (const event of held) this.event(event)
    this.onChange()
  }

  /** Distrust what is held: the next step is a snapshot. What is shown stays until it is there. */
  distrust() {
    this.loading = true
    this.#held = []
  }

  /** The board's numbers are worth nothing any more: another shop, another kind. */
  forget() {
    this.positions.clear()
    this.distrust()
  }

  /** Show nothing of what was held: it may not be seen here any more. */
  clear() {
    this.board.begin(this.board.kind, [...this.board.stations])
    this.shown = false
    this.onChange()
  }

  /** The streams in which something is applied that the hub was not told of, as `[stream, seq]`. */
  toAck() {
    const found = []
    for (const [name, place] of this.positions) {
      if (place.acked < place.applied && !(this.loading && name === this.boardStream)) found.push([name, place.applied])
    }
    return found
  }

  acked(name, seq) {
    const place = this.positions.get(name)
    if (place !== undefined && place.acked < seq) place.acked = seq
  }

  /** The board and the places it is true at, to be written together; null while they do not belong together. */
  place() {
    if (!this.ready) return null
    return { kind: this.board.kind, stations: [...this.board.stations], cursors: this.cursors(), board: this.board.dump() }
  }

  /** What `place` gave in an earlier visit. */
  recall(place) {
    this.board.begin(place.kind, place.stations)
    this.board.load(place.board)
    this.positions = new Map(Object.entries(place.cursors).map(([name, at]) => [name, { epoch: at.epoch, applied: at.seq, acked: 0 }]))
    this.boardStream = Object.keys(place.cursors).find(isShop) ?? null
    this.loading = false
    this.shown = true
    this.onChange()
  }
}

/**
 * When to ack: after 16 events or a second, whichever is first, but never so often that storing would cost the screen its frames. What
 * somebody waits for is acked at once, ten times a second at most. Times are steady ms.
 */
export class AckPace {
  #waiting = 0
  #firstAt = 0
  #sentAt = -Infinity
  #isAwaited = false

  applied(nowMs, isAwaited = false) {
    if (this.#waiting === 0) this.#firstAt = nowMs
    this.#waiting += 1
    this.#isAwaited ||= isAwaited
  }

  /** When to ack at the latest; null when nothing waits. */
  dueAt() {
    if (this.#waiting === 0) return null
    if (this.#isAwaited) return this.#sentAt + ACK_GAP_SOON_MS
    const byCount = this.#sentAt + ACK_GAP_MS
    return this.#waiting >= ACK_EVENTS ? byCount : Math.max(byCount, this.#firstAt + ACK_MS)
  }

  sent(nowMs) {
    this.#waiting = 0
    this.#isAwaited = false
    this.#sentAt = nowMs
  }
}

function sameStations(held, said) {
  return held.size === new Set(said).size && said.every((code) => held.has(code))
}
