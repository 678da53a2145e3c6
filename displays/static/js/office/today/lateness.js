// Whether a line is late, by the ages that the kitchen's own screens use. Pure.

const WAITED_FOR = new Set(["placed", "preparing"])

/** Whether somebody has waited too long for it, at `now` (ms). Food that is ready waits for a waiter, not for the kitchen. */
export function isLate(line, limits, now) {
  return WAITED_FOR.has(line.state) && now - Date.parse(line.placed_at) > limits.red * 1000
}
