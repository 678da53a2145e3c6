// What to do after a connection ended, and how long to wait before the next one. Pure.

export const FIRST_MS = 500
export const LONGEST_MS = 10_000

/** Full jitter: anything from nothing to 0.5 s · 2ⁿ, at most 10 s. The first attempt is number 0. */
export function backoffMs(attempt, random = Math.random) {
  return random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 30))
}

/** The class of a close code: "stop" (not with the same data), "soon" (when the hub said), else "back_off". */
export function afterClose(code) {
  if (code >= 4000 && code < 4100) return "stop"
  if (code >= 4200 && code < 4300) return "soon"
  return "back_off"
}
