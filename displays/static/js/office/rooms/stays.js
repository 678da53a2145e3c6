// What belongs to a stay: its orders, what they cost, and what has not been served. Pure.

const UNFINISHED = new Set(["placed", "preparing", "ready", "called"])

/** Orders of one stay, newest first. */
export function ordersOf(orders, stayId) {
  return [...orders].filter((order) => order.stay_id === stayId).sort((one, other) => (one.created_at < other.created_at ? 1 : -1))
}

/** What the orders of a stay come to. */
export function totalOf(orders) {
  return orders.reduce((sum, order) => sum + order.total, 0)
}

/** The lines that nobody has served and nobody has cancelled. */
export function unfinishedOf(lines) {
  return lines.filter((line) => UNFINISHED.has(line.state))
}

/** Codes as they are typed in one field: "A01, a02  A03" is three. */
export function codesOf(text) {
  return [...new Set(text.split(/[\s,，、;；]+/).filter(Boolean))]
}

/** The stays of wristbands that are with guests. */
export function bandsOut(board) {
  return [...board.array("stays").values()].filter((stay) => stay.wristbands.length > 0)
}
