// Opening hours as a week that can be edited. Pure.

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7]
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

/** The hours by weekday: `{1: [{opens, closes}], …}`. */
export function weekOf(hours) {
  return Object.fromEntries(
    WEEKDAYS.map((day) => [
      day,
      hours
        .filter((one) => one.day === day)
        .map(({ opens, closes }) => ({ opens, closes }))
        .sort((one, other) => (one.opens < other.opens ? -1 : 1)),
    ]),
  )
}

/** The week as the hub keeps it. */
export function hoursOf(week) {
  return WEEKDAYS.flatMap((day) => week[day].map(({ opens, closes }) => ({ day, opens, closes })))
}

/** Whether a stretch ends on the day after it begins. */
export function pastMidnight({ opens, closes }) {
  return closes <= opens
}

/** `{pointer: "time_wrong"}` for each time that is none. */
export function mistakesOf(week) {
  const found = {}
  for (const day of WEEKDAYS) {
    week[day].forEach((stretch, place) => {
      for (const edge of ["opens", "closes"]) if (!TIME.test(stretch[edge])) found[`/${day}/${place}/${edge}`] = "time_wrong"
    })
  }
  return found
}
