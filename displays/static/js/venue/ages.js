// How old something is allowed to be, per station and per dish. Pure.

export const DEFAULT_LIMITS = { amber: 300, red: 480 }
export const NEW_MS = 30_000
export const LONG_AGO_MS = 3 * 3_600_000

/**
 * The ages in seconds at which a line is shown as late and as very late.
 *
 * They are the station's; a dish that takes longer than that to make moves them out by as much.
 */
export function limitsOf(line, limits) {
  const { amber, red } = limits.stations.get(line.station) ?? DEFAULT_LIMITS
  const longer = Math.max(0, (limits.prep.get(line.sku_id) ?? 0) - amber)
  return { amber: amber + longer, red: red + longer }
}

/** When the first of the lines turns amber and when the first turns red, in ms; each line counts from its own round. */
export function lateAt(lines, limits) {
  let amber = Infinity
  let red = Infinity
  for (const line of lines) {
    const own = limitsOf(line, limits)
    const placed = Date.parse(line.placed_at)
    amber = Math.min(amber, placed + own.amber * 1000)
    red = Math.min(red, placed + own.red * 1000)
  }
  return { amber, red }
}

/** "calm", "warn" or "late". */
export function toneAt(late, now) {
  if (!late || now < late.amber) return "calm"
  return now < late.red ? "warn" : "late"
}

export function isNew(line, now) {
  return line.state === "placed" && now - Date.parse(line.placed_at) < NEW_MS
}
