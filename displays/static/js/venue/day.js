// The business day of a shop, as the hub counts it: wall clock in the shop's zone, turned at its day start.

const parts = new Map()

function wallClock(zone) {
  if (!parts.has(zone)) {
    const members = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
    parts.set(zone, new Intl.DateTimeFormat("en-CA", { ...members, timeZone: zone }))
  }
  return parts.get(zone)
}

/** The business day of an instant as `2026-11-22`: before `dayStart` ("03:00") it is still the day before. */
export function businessDay(ms, zone, dayStart) {
  const found = {}
  for (const { type, value } of wallClock(zone).formatToParts(ms)) found[type] = value
  const date = `${found.year}-${found.month}-${found.day}`
  return `${found.hour}:${found.minute}` < dayStart.slice(0, 5) ? dayBefore(date) : date
}

/** The calendar day before `2026-11-22`. */
export function dayBefore(date) {
  const [year, month, day] = date.split("-").map(Number)
  return new Date(Date.UTC(year, month - 1, day - 1)).toISOString().slice(0, 10)
}
