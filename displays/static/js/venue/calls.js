// Guests' calls as staff see them: what comes first, and how long is too long. Pure.

export const CALL_ICONS = { water: "water", clean: "clean", cashier: "bill", therapist: "spa" }
export const CALL_AMBER_S = 60
/** The hub marks a call that nobody takes after the shop's own time; without that mark it is red from here on. */
export const CALL_RED_S = 300

/** Where an action of the staff goes: `accept`, `take_over`, `hand_back`, `finish`. */
export const addressOf = (call, action) => `/pad-calls/${call.id}/${action.replace("_", "-")}`

/** Whether a guest waits too long: nobody goes, or whoever goes has not been there. */
export const isOverdue = (call) => call.escalated_at != null

/** Whether a message about a guest's call is still true by the board: nobody goes yet, or the guest waits too long. */
export function callWaits(board, { pad_call, event }) {
  if (pad_call === null) return true
  const call = board.array("pad_calls").get(pad_call)
  return call !== undefined && (event === "service_overdue" ? isOverdue(call) : call.state === "open")
}

/** Those for whom somebody should go now. */
export const ringing = (calls) => calls.filter((call) => call.state === "open" || isOverdue(call))

/** How often a call has rung by now: when it was made, made anew or handed back, and each time it has waited too long. */
export function timesRung({ turn = 1, state, escalated_at }) {
  const before = 3 * (turn - 1) + 1
  return before + (state === "open" ? (escalated_at ? 1 : 0) : escalated_at ? 2 : 1)
}

const byAge = (one, other) => (one.created_at < other.created_at ? -1 : one.created_at > other.created_at ? 1 : one.id < other.id ? -1 : 1)

/** Those that nobody goes to, and those that somebody does, each with the longest wait first. */
export function byWaiting(calls) {
  const sorted = [...calls].sort(byAge)
  return { open: sorted.filter((call) => call.state === "open"), taken: sorted.filter((call) => call.state !== "open") }
}

/** "calm", "amber" or "red": urgent is what nobody goes to, and what somebody has forgotten. */
export function toneOf(call, nowMs) {
  if (isOverdue(call)) return "red"
  if (call.state !== "open") return "calm"
  const waits = (nowMs - Date.parse(call.created_at)) / 1000
  if (waits >= CALL_RED_S) return "red"
  return waits >= CALL_AMBER_S ? "amber" : "calm"
}
