// What the desk sees of the orders: which stand where, in which order, and what can be done with each. Pure.

const UNFINISHED = new Set(["placed", "preparing", "ready", "called"])
const TO_FETCH = new Set(["ready", "called"])
const TO_COOK = new Set(["placed", "preparing"])
/** The hub says that a round was missed when no kitchen screen has taken it for so long. */
export const MISSED_MS = 10_000

const byId = (one, other) => (one.id < other.id ? -1 : 1)
const byText = (one, other) => (one < other ? -1 : one > other ? 1 : 0)

export const isUnfinished = (line) => UNFINISHED.has(line.state)
export const isToFetch = (line) => TO_FETCH.has(line.state)
export const isToCook = (line) => TO_COOK.has(line.state)
/** A wristband's order that the kitchen does not see yet. */
export const isToConfirm = (order) => order.confirmed === false

/** How many dishes these lines are. */
export const portionsOf = (lines) => lines.reduce((sum, line) => sum + line.quantity, 0)

/** Where an order goes: a wristband before the room it stands in. */
export const placeOf = (order) => order.wristband ?? order.room?.number ?? "–"

/** Each order with its lines as they were placed and what the kitchen said of its rounds, newest order first. */
export function ticketsOf(board) {
  const rounds = new Map()
  for (const round of board.array("rounds").values()) {
    if (!rounds.has(round.order_id)) rounds.set(round.order_id, new Map())
    rounds.get(round.order_id).set(round.round, round)
  }
  return [...board.orders.values()]
    .map((order) => ({ id: order.id, order, lines: board.linesOf(order.id).sort(byId), seen: rounds.get(order.id) ?? new Map() }))
    .sort((one, other) => byText(other.order.created_at, one.order.created_at) || byText(other.id, one.id))
}

/** Wristband orders: those to confirm first, the longest waiting before the others; then the rest, newest first. */
export function ofWristbands(tickets) {
  const all = tickets.filter(({ order }) => order.wristband)
  const waiting = all.filter(({ order }) => isToConfirm(order)).reverse()
  return [...waiting, ...all.filter(({ order }) => !isToConfirm(order))]
}

/** Orders with something to fetch, the longest standing first. */
export function toFetch(tickets) {
  return tickets
    .map((ticket) => ({ ...ticket, fetch: ticket.lines.filter(isToFetch) }))
    .filter(({ fetch }) => fetch.length > 0)
    .map((ticket) => ({ ...ticket, since: ticket.fetch.map(readyAt).sort(byText)[0] }))
    .sort((one, other) => byText(one.since, other.since))
}

export const readyAt = (line) => line.ready_at ?? line.called_at ?? line.placed_at

/** What the buttons of an order may do, as the lines they do it to. */
export function actsOf({ order, lines }) {
  const fetch = lines.filter(isToFetch)
  return { confirm: isToConfirm(order), call: fetch, serve: fetch, cancel: lines.filter((line) => line.state === "placed") }
}

/** How many dishes are in each state, in the order of their way. */
export function countsOf(lines) {
  const found = new Map()
  for (const state of ["placed", "preparing", "ready", "called", "served", "cancelled", "voided"]) {
    const n = portionsOf(lines.filter((line) => line.state === state))
    if (n > 0) found.set(state, n)
  }
  return [...found]
}

/** The lines by round, each with who placed it and whether the kitchen has it. */
export function roundsOf({ order, lines, seen }) {
  return order.rounds.map((round) => {
    const told = seen.get(round.round) ?? null
    return { ...round, lines: lines.filter((line) => line.round === round.round), seen_at: told?.seen_at ?? null, delay_ms: told?.delay_ms ?? null, told: told !== null }
  })
}

/** "seen", "missed" or "waiting", or null where there is nothing to say: not yet confirmed, or nothing left to cook. */
export function kitchenHas(round, order, now) {
  if (round.seen_at) return "seen"
  if (isToConfirm(order) || !round.told || !round.lines.some((line) => line.state === "placed")) return null
  return now - Date.parse(round.placed_at) > MISSED_MS ? "missed" : "waiting"
}

/** When the first of the lines is too old, in ms: one to cook by its station's limit (`lateOf(line)`), one to fetch after `fetchMs`. */
export function redAt(lines, lateOf, fetchMs) {
  const times = lines.filter(isUnfinished).map((line) => (isToCook(line) ? Date.parse(line.placed_at) + lateOf(line) : Date.parse(readyAt(line)) + fetchMs))
  return Math.min(Infinity, ...times)
}

/** What somebody should look at, the worst first: rounds no kitchen screen has, alarms, papers that did not come out, late dishes, food nobody fetches. `lateOf(line)` gives its red age in ms. */
export function problemsOf(tickets, alarms, prints, now, lateOf, fetchMs) {
  const held = new Set(tickets.map((ticket) => ticket.id))
  // A round that was missed stands here with its dishes, as long as this board holds its order.
  const found = alarms.filter((alarm) => alarm.kind !== "round_missed" || !held.has(alarm.about?.order_id)).map((alarm) => ({ id: `alarm:${alarm.id}`, kind: "alarm", alarm, since: alarm.since }))
  found.push(...byPrinter(prints))
  for (const ticket of tickets) {
    const { order } = ticket
    for (const round of roundsOf(ticket)) {
      if (kitchenHas(round, order, now) === "missed") found.push({ id: `missed:${order.id}:${round.round}`, kind: "missed", ticket, lines: round.lines, since: round.placed_at })
    }
    const late = isToConfirm(order) ? [] : ticket.lines.filter((line) => isToCook(line) && now - Date.parse(line.placed_at) >= lateOf(line))
    if (late.length > 0) found.push({ id: `late:${order.id}`, kind: "late", ticket, lines: late, since: late.map((line) => line.placed_at).sort(byText)[0] })
    const cold = ticket.lines.filter((line) => isToFetch(line) && now - Date.parse(readyAt(line)) >= fetchMs)
    if (cold.length > 0) found.push({ id: `cold:${order.id}`, kind: "cold", ticket, lines: cold, since: cold.map(readyAt).sort(byText)[0] })
  }
  return found.sort((one, other) => WORST.indexOf(one.kind) - WORST.indexOf(other.kind) || byText(one.since, other.since))
}

const WORST = ["missed", "alarm", "print", "late", "cold"]

/** One row for each printer: when it is down, everything it should have printed is one problem and not fifty. */
function byPrinter(prints) {
  const printers = new Map()
  for (const job of prints.toSorted((one, other) => byText(one.created_at, other.created_at))) {
    if (!printers.has(job.device_id)) printers.set(job.device_id, { id: `print:${job.device_id}`, kind: "print", printer: job.device, jobs: [], since: job.created_at })
    printers.get(job.device_id).jobs.push(job)
  }
  return [...printers.values()]
}
