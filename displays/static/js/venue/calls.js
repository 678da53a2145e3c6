// Guests' calls as staff see them: what comes first, and how long is too long. Pure.

export const CALL_ICONS = { water: "water", clean: "clean", cashier: "bill", therapist: "spa" }
export const CALL_AMBER_S = 60
/** The hub marks a call that nobody takes after the shop's own time; without that mark it is red from here on. */
export const CALL_RED_S = 300

/** Whether a message about a guest's call is still true by the board: nobody goes yet. */
export const callWaits = (board, { pad_call }) => pad_call === null || board.array("pad_calls").get(pad_call)?.state === "open"

const byAge = (one, other) => (one.created_at < other.created_at ? -1 : one.created_at > other.created_at ? 1 : one.id < other.id ? -1 : 1)

/** Those that nobody goes to, and those that somebody does, each with the longest wait first. */
export function byWaiting(calls) {
  const sorted = [...calls].sort(byAge)
  return { open: sorted.filter((call) => call.state === "open"), taken: sorted.filter((call) => call.state !== "open") }
}

/** "calm", "amber" or "red": only a call that nobody goes to is urgent. */
export function toneOf(call, nowMs) {
  if (call.state !== "open") return "calm"
  const waits = (nowMs - Date.parse(call.created_at)) / 1000
  if (call.escalated_at || waits >= CALL_RED_S) return "red"
  return waits >= CALL_AMBER_S ? "amber" : "calm"
}
