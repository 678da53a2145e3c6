// What a screen holds: a snapshot and the events after it. Pure: no socket, no clock, no storage.
// Applying an event twice is the same as once, and events on an old snapshot give the new one: that is what the hub promises.

import { ARRAY_OF_MEMBER, BOARD_EVENTS, KINDS, orderClosed } from "./board_rules.js"

const GOES_WITH_ORDER = ["lines", "rounds"]

/** The things of one array by id, and where they belong to an order, the ids of each order's things. */
class Shelf {
  things = new Map()
  #ofOrder = new Map()

  /** Put it in the place of the one with the same id, unless that has a higher version. */
  put(thing) {
    const held = this.things.get(thing.id)
    if (held !== undefined && newer(held, thing)) return
    this.things.set(thing.id, thing)
    if (thing.order_id === undefined) return
    const ids = this.#ofOrder.get(thing.order_id)
    if (ids) ids.add(thing.id)
    else this.#ofOrder.set(thing.order_id, new Set([thing.id]))
  }

  take(id) {
    const thing = this.things.get(id)
    if (thing === undefined) return undefined
    this.things.delete(id)
    const ids = this.#ofOrder.get(thing.order_id)
    if (ids?.delete(id) && ids.size === 0) this.#ofOrder.delete(thing.order_id)
    return thing
  }

  ofOrder(orderId) {
    return Array.from(this.#ofOrder.get(orderId) ?? [], (id) => this.things.get(id))
  }
}

/**
 * The board of one kind of device or one role of staff; a kind that is not known holds the shop alone.
 *
 * `stations` are the codes the device is bound to (none: all). Things are the plain objects of the wire: they are replaced, never changed,
 * and whoever reads them must not change them either.
 */
export class Board {
  constructor(kind, stations = []) {
    this.begin(kind, stations)
  }

  /** Become the empty board of another kind or of other stations. */
  begin(kind, stations = []) {
    this.kind = kind
    this.row = KINDS[kind] ?? KINDS.speaker
    this.stations = new Set(stations)
    this.#empty()
  }

  /** Hold exactly what the `board` of `GET /me/board` says. Members that this kind does not hold are ignored. */
  load(snapshot) {
    this.#empty()
    for (const name of this.row.singles) this.singles[name] = snapshot[name] ?? null
    for (const [name, shelf] of Object.entries(this.shelves)) for (const thing of snapshot[name] ?? []) shelf.put(thing)
  }

  /** The board in the form of the snapshot, arrays in order of id: what `load` takes. */
  dump() {
    const found = { ...this.singles }
    for (const [name, shelf] of Object.entries(this.shelves)) {
      found[name] = [...shelf.things.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
    }
    return found
  }

  /** Put what the event names, take out what it removes, drop what the rules no longer keep. False when it changes no board. */
  apply(type, data) {
    if (!BOARD_EVENTS.has(type)) return false
    this.#putSingles(data)
    const touched = new Set()
    const over = new Set()
    const scope = this.scope
    for (const [member, array] of Object.entries(ARRAY_OF_MEMBER)) {
      for (const thing of thingsOf(data[member])) {
        if (array === "orders") {
          this.#put(array, this.#orderHead(thing, touched), scope)
          if (orderClosed(thing)) over.add(thing.id)
        } else {
          if (thing.order_id !== undefined) touched.add(thing.order_id)
          this.#put(array, thing, scope)
        }
      }
    }
    this.#remove(data.removed, touched)
    for (const orderId of touched) this.#settleOrder(orderId, scope, over.has(orderId))
    return true
  }

  /** Drop what has reached its end (`until`) at this ms of hub time; no event says so. True when something went. */
  expire(nowMs) {
    const shelf = this.shelves.sold_out
    if (shelf === undefined) return false
    const over = [...shelf.things.values()].filter((mark) => mark.until != null && Date.parse(mark.until) <= nowMs)
    for (const mark of over) shelf.take(mark.id)
    return over.length > 0
  }

  /** What the rules may look at besides the thing itself. */
  get scope() {
    return { stations: this.stations, room: this.room, stay: this.stay }
  }

  get shop() {
    return this.singles.shop ?? null
  }

  /** A pad's own room; null when it is bound to none, and for every other kind. */
  get room() {
    return this.singles.room ?? null
  }

  /** The stay that runs in a pad's own room. */
  get stay() {
    return this.singles.stay ?? null
  }

  /** The things of one array by id; empty for an array that this kind does not hold. */
  array(name) {
    return this.shelves[name]?.things ?? new Map()
  }

  get orders() {
    return this.array("orders")
  }

  get lines() {
    return this.array("lines")
  }

  /** The lines held of one order, in no particular order. */
  linesOf(orderId) {
    return this.shelves.lines?.ofOrder(orderId) ?? []
  }

  #empty() {
    this.singles = Object.fromEntries(this.row.singles.map((name) => [name, null]))
    this.shelves = Object.fromEntries(Object.keys(this.row.arrays).map((name) => [name, new Shelf()]))
  }

  /** Shop, room and stay are put only in their own place: another shop's or another room's has none here. */
  #putSingles(data) {
    for (const name of ["shop", "room"]) {
      const held = this.singles[name]
      const thing = data[name]
      if (held != null && thing != null && thing.id === held.id && !newer(held, thing)) this.singles[name] = thing
    }
    if (!("stay" in this.singles)) return
    const before = this.singles.stay?.id
    const ownId = this.singles.room?.stay_id ?? null
    for (const thing of [...thingsOf(data.stay), ...thingsOf(data.stays)]) {
      const held = this.singles.stay
      if (thing.id === ownId && !(held != null && held.id === ownId && newer(held, thing))) this.singles.stay = thing
    }
    const held = this.singles.stay
    if (held != null && (held.id !== ownId || held.closed_at != null)) this.singles.stay = null
    if (before !== this.singles.stay?.id) this.#settleAll()
  }

  /** Another guest, or none: everything that hung on the stay before is looked at again. */
  #settleAll() {
    const scope = this.scope
    for (const orderId of [...this.orders.keys()]) this.#settleOrder(orderId, scope, false)
    for (const name of ["pad_calls", "chats"]) for (const thing of [...this.array(name).values()]) this.#keepOrTake(name, thing, scope)
  }

  /** An order fetched whole brings its lines inside; the board holds heads and lines apart. */
  #orderHead(order, touched) {
    touched.add(order.id)
    if (order.lines === undefined) return order
    const { lines, ...head } = order
    if (this.shelves.lines) for (const line of thingsOf(lines)) this.shelves.lines.put(line)
    return head
  }

  #put(array, thing, scope) {
    const shelf = this.shelves[array]
    if (shelf === undefined) return
    shelf.put(thing)
    if (array !== "orders" && !GOES_WITH_ORDER.includes(array)) this.#keepOrTake(array, shelf.things.get(thing.id), scope)
  }

  #remove(removed, touched) {
    if (removed == null || typeof removed !== "object") return
    for (const [member, ids] of Object.entries(removed)) {
      const shelf = this.shelves[ARRAY_OF_MEMBER[member]]
      for (const id of shelf ? ids : []) {
        const thing = shelf.take(id)
        if (thing !== undefined) touched.add(thing.order_id ?? id)
      }
    }
  }

  /** Look at an order, its lines and its rounds once more. An order that is over takes them along. */
  #settleOrder(orderId, scope, over) {
    const order = this.orders.get(orderId)
    if (this.row.arrays.orders) over = order === undefined || !this.row.arrays.orders(order, scope)
    for (const array of GOES_WITH_ORDER) {
      const shelf = this.shelves[array]
      for (const thing of shelf?.ofOrder(orderId) ?? []) {
        if (over) shelf.take(thing.id)
        else this.#keepOrTake(array, thing, scope)
      }
    }
    if (order !== undefined && (over || (this.row.ordersNeedLines && this.linesOf(orderId).length === 0))) {
      this.shelves.orders.take(orderId)
    }
  }

  #keepOrTake(array, thing, scope) {
    if (!this.row.arrays[array](thing, scope)) this.shelves[array].take(thing.id)
  }
}

/** Whether the one held has a higher version; things without a version replace each other as they come. */
export function newer(held, thing) {
  return held.version !== undefined && thing.version !== undefined && held.version > thing.version
}

function thingsOf(value) {
  const found = Array.isArray(value) ? value : [value]
  return found.filter((thing) => thing != null && typeof thing === "object" && "id" in thing)
}
