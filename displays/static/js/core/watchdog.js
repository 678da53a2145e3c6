// A page that runs for months is loaded anew once a day, when nobody minds. Pure.

const AFTER_DAY_START_MIN = 30
const WINDOW_MIN = 180
const IDLE_MS = 5 * 60_000
const YOUNG_MS = 4 * 3_600_000

/** Whether to reload now. `lastTouchMs`, `loadedMs`: steady ms, as `steadyMs`; `unsent`: commands without an answer. */
export function reloadIsDue({ nowMs, steadyMs, zone, dayStart, lastTouchMs, loadedMs, unsent, live, typing }) {
  if (unsent > 0 || !live || typing) return false
  if (steadyMs - loadedMs < YOUNG_MS || steadyMs - lastTouchMs < IDLE_MS) return false
  const since = (minuteOfDay(nowMs, zone) - minutesOf(dayStart) + 1440) % 1440
  return since >= AFTER_DAY_START_MIN && since < AFTER_DAY_START_MIN + WINDOW_MIN
}

function minutesOf(text) {
  const [hours, minutes] = text.split(":").map(Number)
  return hours * 60 + minutes
}

export function minuteOfDay(nowMs, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(nowMs)
  const of = (type) => Number(parts.find((part) => part.type === type).value)
  return of("hour") * 60 + of("minute")
}
