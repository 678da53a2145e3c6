// Lines to cards, one per order with its rounds, and to items, one per dish. Pure; what has not changed stays the same object.
import { isCooking, isWaiting } from "./flow.js"
import { lateAt } from "../venue/ages.js"

const byId = (one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)
const byText = (one, other) => (one < other ? -1 : one > other ? 1 : 0)

/** What a card needs of an order that the board does not hold (any more), read off one of its lines. */
function headOf(line) {
  return { id: line.order_id, number: line.number, room: line.room, wristband: null, source: null, stations: [line.station], rounds: [], business_day: null }
}

/**
 * Cards of orders, in no order yet. Rounds with something to cook or to confirm stand on one card on the board; rounds that only wait for a
 * waiter stand on another at the pick-up.
 *
 * `since` is when the oldest round that still has work was placed: an addition to an old order does not arrive late.
 */
export class Cards {
  #kept = new Map()

  of(lines, orders, limits) {
    const byOrder = new Map()
    for (const line of lines) {
      if (byOrder.has(line.order_id)) byOrder.get(line.order_id).push(line)
      else byOrder.set(line.order_id, [line])
    }
    const kept = new Map()
    for (const [id, own] of byOrder) {
      own.sort(inRounds)
      const from = orders.get(id)
      const before = this.#kept.get(id)
      const same = before && before.from === from && before.limits === limits && sameThings(before.lines, own)
      kept.set(id, same ? before : { from, limits, lines: own, cards: cardsOf(from ?? before?.from ?? headOf(own[0]), own, limits) })
    }
    this.#kept = kept
    return [...kept.values()].flatMap(({ cards }) => cards)
  }
}

function cardsOf(order, lines, limits) {
  const rounds = roundsOf(lines)
  const board = rounds.filter((round) => !round.lines.every(isWaiting))
  const pickup = rounds.filter((round) => round.lines.every(isWaiting))
  return [board.length ? boardCard(order, board, limits) : null, pickup.length ? pickupCard(order, pickup) : null].filter(Boolean)
}

function inRounds(one, other) {
  return one.round - other.round || byId(one, other)
}

function sameThings(one, other) {
  return one.length === other.length && one.every((thing, index) => thing === other[index])
}

function boardCard(order, rounds, limits) {
  const lines = rounds.flatMap((round) => round.lines)
  const cooking = lines.filter(isCooking)
  return {
    id: order.id,
    kind: "order",
    place: "board",
    order,
    lines,
    rounds,
    since: earliest(cooking.length ? cooking : lines, "placed_at"),
    waiting: cooking.length === 0,
    rush: cooking.some((line) => line.rush),
    late: cooking.length ? lateAt(cooking, limits) : null,
    steps: stepsOf(lines),
  }
}

function pickupCard(order, rounds) {
  const lines = rounds.flatMap((round) => round.lines)
  return {
    id: `${order.id}:pickup`,
    kind: "order",
    place: "pickup",
    order,
    lines,
    rounds,
    since: earliest(lines, "ready_at"),
    waiting: true,
    rush: false,
    late: null,
    steps: stepsOf(lines),
  }
}

function earliest(lines, name) {
  return Math.min(...lines.map((line) => Date.parse(line[name] ?? line.placed_at)))
}

function roundsOf(lines) {
  const rounds = []
  for (const line of lines) {
    const last = rounds.at(-1)
    if (last?.round === line.round) last.lines.push(line)
    else rounds.push({ round: line.round, placed_at: line.placed_at, lines: [line] })
  }
  return rounds
}

/** The ids that each button of a card is about. */
export function stepsOf(lines) {
  const ids = (states) => lines.filter((line) => states.includes(line.state) && !line.ghost).map((line) => line.id)
  return { start: ids(["placed"]), finish: ids(["preparing"]), call: ids(["ready", "called"]), serve: ids(["ready", "called"]) }
}

/** One card per dish: how many are to be made in all, and for whom. */
export class Items {
  #kept = new Map()

  of(lines, limits) {
    const byDish = new Map()
    for (const line of lines) {
      if (isWaiting(line)) continue
      if (byDish.has(line.sku_id)) byDish.get(line.sku_id).push(line)
      else byDish.set(line.sku_id, [line])
    }
    const kept = new Map()
    for (const [id, own] of byDish) {
      own.sort(inTurn)
      const before = this.#kept.get(id)
      const same = before && before.limits === limits && sameThings(before.lines, own)
      kept.set(id, same ? before : itemOf(id, own, limits))
    }
    this.#kept = kept
    return [...kept.values()]
  }
}

function inTurn(one, other) {
  return Number(other.rush) - Number(one.rush) || byText(one.placed_at, other.placed_at) || byId(one, other)
}

function itemOf(id, lines, limits) {
  const cooking = lines.filter(isCooking)
  return {
    id,
    kind: "dish",
    limits,
    lines,
    rounds: [{ round: 0, placed_at: lines[0].placed_at, lines }],
    total: sum(cooking),
    started: sum(cooking.filter((line) => line.state === "preparing")),
    since: earliest(cooking.length ? cooking : lines, "placed_at"),
    waiting: cooking.length === 0,
    place: "board",
    rush: cooking.some((line) => line.rush),
    late: cooking.length ? lateAt(cooking, limits) : null,
    steps: stepsOf(lines),
  }
}

function sum(lines) {
  return lines.reduce((total, line) => total + line.quantity, 0)
}

/** Rush always comes first. After it as the screen likes it; the oldest unless it says otherwise. */
export const SORTS = {
  oldest: (one, other) => one.since - other.since,
  newest: (one, other) => other.since - one.since,
  started: (one, other) => Number(isStarted(other)) - Number(isStarted(one)) || one.since - other.since,
  most: (one, other) => (other.total ?? 0) - (one.total ?? 0) || one.since - other.since,
}

function isStarted(card) {
  return card.lines.some((line) => line.state === "preparing")
}

export function sorted(cards, sort = "oldest") {
  const compare = SORTS[sort] ?? SORTS.oldest
  return [...cards].sort((one, other) => Number(other.rush) - Number(one.rush) || compare(one, other) || byId(one, other))
}

/** Stations that also work on this order, besides those that this screen shows. */
export function alsoAt(order, shownStations) {
  if (shownStations.length === 0) return []
  return order.stations.filter((station) => !shownStations.includes(station))
}

/** What a screen's head says of the board: how much there is in all. Counted from the very lines on the screen. */
export function totals(cards, now) {
  const open = cards.filter((card) => !card.waiting)
  return {
    orders: open.length,
    dishes: sum(open.flatMap((card) => card.lines.filter(isCooking))),
    late: open.filter((card) => card.late && now >= card.late.red).length,
  }
}
