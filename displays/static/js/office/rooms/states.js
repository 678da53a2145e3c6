// The states of rooms, in words and signs, and what can be done from each.
import { words } from "../../core/words.js"

export const roomWords = words({
  free: ["空闲", "Free"],
  reserved: ["已预留", "Reserved"],
  in_use: ["使用中", "In use"],
  dirty: ["待清洁", "To clean"],
  out_of_order: ["停用", "Out of order"],
})

export const ROOM_ICON = { free: "circle", in_use: "user", dirty: "clean", reserved: "flag", out_of_order: "ban" }
export const ROOM_TONE = { free: "neutral", in_use: "info", dirty: "warn", reserved: "accent", out_of_order: "bad" }

const USE = "rooms.use"
const CLEAN = "rooms.clean"
const POSSIBLE = {
  free: [["open", USE], ["reserve", USE], ["block", USE]],
  reserved: [["open", USE], ["release", USE]],
  in_use: [["move", USE], ["checkout", USE], ["clean", CLEAN]],
  dirty: [["clean", CLEAN], ["block", USE]],
  out_of_order: [["unblock", USE]],
}

/** What can be done with a room in this state by somebody who `may`; the first is what is done most. */
export function actionsOf(state, may) {
  return (POSSIBLE[state] ?? []).filter(([, permission]) => may(permission)).map(([action]) => action)
}
