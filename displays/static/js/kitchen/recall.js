// What can still be taken back: finished lines of the last quarter of an hour, the newest first. What was tapped here and is not
// answered yet is newer than anything the hub has dated: its time is this device's guess at the hub's. Pure.
import { isWaiting } from "./flow.js"

export const WINDOW_MS = 15 * 60_000
export const MOST = 50

/** When a line left the stove, or the kitchen. */
export function finishedAt(line) {
  return Date.parse(line.served_at ?? line.called_at ?? line.ready_at ?? line.placed_at)
}

function isUnanswered(line) {
  return ["finish", "call", "serve"].includes(line.pending)
}

const SERVED_KEPT = 100

/** Lines that left as served while this page watched. The board holds neither them nor, soon, their orders: whose wristband it was is kept with the line. */
export class Served {
  #lines = []

  take({ line, order }) {
    const others = this.#lines.filter((one) => one.id !== line.id)
    this.#lines = line.state === "served" ? [{ ...line, wristband: order?.wristband }, ...others].slice(0, SERVED_KEPT) : others
  }

  /** Of these stations alone, or of all when there are none: a cook does not take back what the bar made. */
  of(stations) {
    return stations.length ? this.#lines.filter((line) => stations.includes(line.station)) : this.#lines
  }
}

/** @param {object[]} open the board's lines; @param {object[]} served lines that the board does not hold any more */
export function recallable(open, served, now) {
  const found = new Map()
  for (const line of served) if (line.state === "served") found.set(line.id, line)
  for (const line of open) {
    if (isWaiting(line)) found.set(line.id, line)
    else found.delete(line.id)
  }
  return [...found.values()]
    .filter((line) => now - finishedAt(line) < WINDOW_MS)
    .sort((one, other) => isUnanswered(other) - isUnanswered(one) || finishedAt(other) - finishedAt(one))
    .slice(0, MOST)
}
