// The bill of the stay, as the guest may read it. Pure.

import { isOver } from "./progress.js"

/** `{orders: [{order, lines}], total, paid, due, currency}`: what is charged, oldest order first. Cancelled and voided lines cost nothing and are left out. */
export function billOf(board) {
  const orders = [...board.orders.values()]
    .sort((one, other) => (one.created_at < other.created_at ? -1 : 1))
    .map((order) => ({ order, lines: board.linesOf(order.id).filter((line) => !isOver(line)).sort(byId) }))
    .filter(({ lines }) => lines.length > 0)
  const total = orders.reduce((sum, { order }) => sum + order.total, 0)
  const paid = orders.reduce((sum, { order }) => sum + order.paid, 0)
  return { orders, total, paid, due: total - paid, currency: orders[0]?.order.currency ?? null }
}

export function sumOf(line) {
  return line.unit_price * line.quantity
}

function byId(one, other) {
  return one.id < other.id ? -1 : 1
}
