// What stands in the two columns of the call screen. Pure: numbers, the hub's time and the shop's limit in; columns out.

export const LAST_CALLED = 12

/** Milliseconds of an RFC 3339 time; null stays null. */
export const instant = (iso) => (iso ? Date.parse(iso) : null)

const byPlace = (one, other) =>
  one.business_day.localeCompare(other.business_day) || digits(one.number) - digits(other.number) || one.id.localeCompare(other.id)

const byCall = (one, other) => instant(other.called_at) - instant(one.called_at) || byPlace(other, one)

/** `#07` as 7. */
export const digits = (number) => Number.parseInt(number.replace(/\D/g, ""), 10) || 0

/**
 * The columns: in the making, by number, and to fetch, newest call first.
 *
 * A number that was called longer ago than `limitMs` is no longer shown (0: it stays until it is served). Of those called only the newest
 * twelve are shown; `earlier` says how many more wait. A number that is ready and not yet called stands in the making, marked.
 */
export function columns(numbers, { now, limitMs, today }) {
  const making = []
  const called = []
  for (const number of numbers) {
    const shown = { ...number, old: number.business_day < today, ready: number.state === "ready" }
    if (number.state !== "called") making.push(shown)
    else if (!limitMs || now - instant(number.called_at) < limitMs) called.push(shown)
  }
  called.sort(byCall)
  return { making: making.sort(byPlace), fetch: called.slice(0, LAST_CALLED), earlier: Math.max(0, called.length - LAST_CALLED) }
}
