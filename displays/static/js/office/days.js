// Wall clocks of a shop's zone: business days and when the next one begins. Pure; the hub decides, this only says it in words.

export { businessDay } from "../venue/day.js"

const formats = new Map()

function parts(ms, zone) {
  if (!formats.has(zone)) {
    formats.set(
      zone,
      new Intl.DateTimeFormat("en-CA", {
        timeZone: zone,
        hourCycle: "h23",
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
      }),
    )
  }
  return Object.fromEntries(formats.get(zone).formatToParts(ms).map((part) => [part.type, part.value]))
}

/** The date and the time on the wall: `{day: "2026-11-22", time: "02:41"}`. */
export function wallClock(ms, zone) {
  const found = parts(ms, zone)
  return { day: `${found.year}-${found.month}-${found.day}`, time: `${found.hour}:${found.minute}` }
}

/** A date so many days later, on the calendar: "2026-02-28" and 1 is "2026-03-01". */
export function dayPlus(day, days) {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

/** Whether the numbers restart later "today" or only "tomorrow", by the wall clock of the zone. */
export function nextRestart(ms, zone, dayStart) {
  return wallClock(ms, zone).time < dayStart ? "today" : "tomorrow"
}

/** The dates from one to another, both included. */
export function daysBetween(from, to) {
  const found = []
  for (let day = from; day <= to && found.length < 400; day = dayPlus(day, 1)) found.push(day)
  return found
}

/** Whether the browser knows this zone. */
export function isZone(name) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name })
    return name !== ""
  } catch {
    return false
  }
}

/** The instant, in UTC, at which the wall clock of a zone shows a local "2026-11-22T18:30" (as a date field gives it). */
export function instantOf(local, zone) {
  const wanted = Date.parse(`${local}Z`)
  if (Number.isNaN(wanted)) return null
  let at = wanted
  for (let turn = 0; turn < 3; turn++) {
    const { day, time } = wallClock(at, zone)
    at += wanted - Date.parse(`${day}T${time}Z`)
  }
  return new Date(at).toISOString()
}

/** An instant as a date field wants it, on the wall clock of a zone. */
export function localOf(ms, zone) {
  const { day, time } = wallClock(ms, zone)
  return `${day}T${time}`
}
