// Where devices may stand, by kind; and pairing codes as they are typed. Pure.

const IN_ROOM = new Set(["pad", "speaker", "printer"])
const AT_STATION = new Set(["kitchen", "speaker", "printer"])
const LETTERS = /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/

export const KINDS = ["pad", "kitchen", "call_screen", "cashier", "handheld", "speaker", "printer"]

export const takesRoom = (kind) => IN_ROOM.has(kind)
export const needsRoom = (kind) => kind === "pad"
export const takesStations = (kind) => AT_STATION.has(kind)

/** A code however it was typed, as `WDJB-MJHT`; null when it is none. */
export function codeOf(typed) {
  const bare = typed.toUpperCase().replace(/[\s-]/g, "")
  return LETTERS.test(bare) ? `${bare.slice(0, 4)}-${bare.slice(4)}` : null
}

/** What is typed, shaped while it is typed: capitals, and a dash in the middle. */
export function shapedCode(typed) {
  const bare = typed.toUpperCase().replace(/[^A-Z]/g, "").slice(0, 8)
  return bare.length > 4 ? `${bare.slice(0, 4)}-${bare.slice(4)}` : bare
}

/** It was let in and never came. From its first connection on, being away is a fault. */
export const isNotSetUp = (device) => device.presence === "offline" && device.faults.length === 0 && device.state !== "disabled"

/** Faults first, worst first; then by name; last what is not set up yet. */
export function inOrder(devices, byName) {
  return [...devices].sort((one, other) => weight(other) - weight(one) || byName(one.name, other.name))
}

function weight(device) {
  return isNotSetUp(device) ? -1 : device.faults.length === 0 ? 0 : device.faults[0] === "offline" ? 100 : device.faults.length
}
