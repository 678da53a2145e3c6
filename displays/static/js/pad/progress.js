// What has become of the guest's orders: one group per round, newest first, and the words for the start page. Pure.

export const STEPS = ["placed", "preparing", "ready", "on_the_way", "served"]
const NOT_CHARGED = new Set(["cancelled", "voided"])
/** The hub tells the kitchen's silence after this time; a pad that was away then sees it by the clock. */
const KITCHEN_SILENT_MS = 10_000

/** How far a line is: a place in `STEPS`. Called for and claimed both mean that somebody carries it. */
export function stepOf(line) {
  if (line.state === "served") return 4
  if (line.state === "called" || (line.state === "ready" && line.claimed_by)) return 3
  return Math.max(STEPS.indexOf(line.state), 0)
}

export function isOver(line) {
  return NOT_CHARGED.has(line.state)
}

export function isWaiting(line) {
  return !isOver(line) && line.state !== "served"
}

/** The guest may take a line back as long as nobody has begun with it. */
export function isCancellable(line) {
  return line.state === "placed"
}

/** Whether the kitchen has a round: `{state: "seen"|"waiting"|"missed", delay_ms}`. Food that is being made was seen, whatever else is known. */
export function seenOf(round, lines, nowMs) {
  if (round?.seen_at) return { state: "seen", delay_ms: round.delay_ms }
  if (lines.some((line) => line.started_at)) return { state: "seen", delay_ms: null }
  const placed = Math.min(...lines.map((line) => Date.parse(line.placed_at)))
  return { state: nowMs - placed >= KITCHEN_SILENT_MS ? "missed" : "waiting", delay_ms: null }
}

/** The rounds on a board, newest first: `{key, order, number, round, placed_at, seen, lines, waiting}`. */
export function roundsOf(board, nowMs) {
  const known = new Map([...board.array("rounds").values()].map((round) => [`${round.order_id}:${round.round}`, round]))
  const groups = new Map()
  for (const line of board.lines.values()) {
    const order = board.orders.get(line.order_id)
    if (!order) continue
    const key = `${line.order_id}:${line.round}`
    const group = groups.get(key) ?? { key, order, number: order.number, round: line.round, lines: [] }
    group.lines.push(line)
    groups.set(key, group)
  }
  for (const group of groups.values()) {
    group.lines.sort(byId)
    group.placed_at = group.lines.map((line) => line.placed_at).sort()[0]
    group.waiting = group.lines.filter(isWaiting).length
    group.seen = seenOf(known.get(group.key), group.lines, nowMs)
    group.taken_back = group.lines.every(isOver)
  }
  return [...groups.values()].sort((one, other) => compare(other.placed_at, one.placed_at) || other.round - one.round)
}

/** How many dishes are at which step: for the start page and the badge. */
export function countsOf(lines) {
  const counts = { waiting: 0, placed: 0, preparing: 0, ready: 0, on_the_way: 0, served: 0 }
  for (const line of lines) {
    if (isOver(line)) continue
    counts[STEPS[stepOf(line)]] += line.quantity
    if (isWaiting(line)) counts.waiting += line.quantity
  }
  return counts
}

/**
 * Orders that the hub has not answered: still on their way, or kept until the network is back.
 *
 * An order stands in the outbox with its body, so its dishes are named from the menu. What was refused goes back into the basket instead.
 */
export function unansweredOf(entries, catalogue) {
  return entries
    .filter((entry) => entry.action === "order" && entry.state !== "refused")
    .map((entry) => ({
      key: entry.id,
      entry,
      lines: entry.body.lines.map((line, index) => ({ id: `${entry.id}:${index}`, item: catalogue?.bySku.get(line.sku_id) ?? null, ...line })),
    }))
}

/** Ids are made in time order, and the lines of a round in the order they were wanted. */
function byId(one, other) {
  return compare(one.id, other.id)
}

function compare(one, other) {
  return one < other ? -1 : one > other ? 1 : 0
}
