// The figures of the live board. Pure.

const OPEN = new Set(["placed", "in_progress", "ready", "served"])

/** Portions by the state of their line. */
export function portions(lines) {
  const found = { placed: 0, preparing: 0, ready: 0, called: 0, served: 0 }
  for (const line of lines) if (line.state in found) found[line.state] += line.quantity
  return found
}

/** Open orders by state, each list oldest first. */
export function ordersByState(orders) {
  const found = { placed: [], in_progress: [], ready: [], served: [] }
  for (const order of orders) if (OPEN.has(order.state)) found[order.state].push(order)
  for (const list of Object.values(found)) list.sort((one, other) => (one.created_at < other.created_at ? -1 : 1))
  return found
}

/** Orders and money of one business day; cancelled orders are no orders, and amounts leave cancelled lines out already. */
export function dayOf(orders, day) {
  const own = [...orders].filter((order) => order.business_day === day && order.state !== "cancelled")
  return { count: own.length, total: own.reduce((sum, order) => sum + order.total, 0) }
}

/** The share of an order that is out of the kitchen, in portions. */
export function progressOf(lines) {
  const charged = lines.filter((line) => line.state !== "cancelled" && line.state !== "voided")
  const all = charged.reduce((sum, line) => sum + line.quantity, 0)
  const out = charged.filter((line) => ["ready", "called", "served"].includes(line.state)).reduce((sum, line) => sum + line.quantity, 0)
  return { all, out }
}
