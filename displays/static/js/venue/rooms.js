// The rooms board: which tiles, in which order, and what stands in the way of cleaning. Pure.
import { nameOf } from "../core/words.js"

export const STATES = ["dirty", "in_use", "free", "reserved", "out_of_order"]
const UNFINISHED = new Set(["placed", "preparing", "ready", "called"])

const byNumber = (one, other) => one.number.localeCompare(other.number, "en", { numeric: true })

/** What the area of a room is called here. */
export const areaOf = (room) => nameOf({ name: room.area, names: room.area_names })

/** Rooms by area, numbers rising; `only` keeps one state. */
export function byArea(rooms, only = null) {
  const areas = new Map()
  for (const room of [...rooms].sort(byNumber)) {
    if (only && room.state !== only) continue
    if (!areas.has(room.area)) areas.set(room.area, [])
    areas.get(room.area).push(room)
  }
  return [...areas].map(([area, members]) => ({ area, name: areaOf(members[0]), rooms: members }))
}

/** How many rooms are in each state. */
export function counts(rooms) {
  const found = Object.fromEntries(STATES.map((state) => [state, 0]))
  for (const room of rooms) found[room.state] += 1
  return found
}

/** Of the orders of a room, those that cleaning it closes: the own stay's, not those of wristbands that happen to be there. */
export const closedByCleaning = (orders, room) =>
  orders.filter((order) => order.stay_id === room.stay_id && order.state !== "completed" && order.state !== "cancelled")

/** The lines somebody still waits for. */
export const unfinishedOf = (lines) => lines.filter((line) => UNFINISHED.has(line.state))
