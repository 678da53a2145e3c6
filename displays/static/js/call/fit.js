// How large numbers can be drawn, and how many stand on a page. Pure; lengths are design pixels of a 1080p screen.

export const SMALLEST = 120
export const LARGEST = 260
export const ROW = 1.09 // a row's height per font size
const SIGN = 0.42 // the small "#" beside the digits
const DIGIT = 0.6
const GAP = 0.42 // between two numbers of a row

/** The width of a label of so many digits, with its gap, per font size. */
export const widthOf = (digitCount) => SIGN + DIGIT * digitCount + GAP

/**
 * The grid for `count` numbers in a box: the largest type at which all fit, never below the smallest. What does not fit then stands on
 * further pages, each as full as the others.
 */
export function fit({ count, width, height, digitCount = 2, smallest = SMALLEST, largest = LARGEST }) {
  const wide = widthOf(digitCount)
  const columnsMost = Math.max(1, Math.floor(width / (smallest * wide)))
  const rowsMost = Math.max(1, Math.floor(height / (smallest * ROW)))
  const pages = Math.max(1, Math.ceil(count / (columnsMost * rowsMost)))
  const perPage = Math.max(1, Math.ceil(count / pages))
  let best = null
  for (let columns = 1; columns <= Math.min(columnsMost, perPage); columns++) {
    const rows = Math.ceil(perPage / columns)
    if (rows > rowsMost) continue
    const size = Math.floor(Math.min(width / (columns * wide), height / (rows * ROW), largest))
    if (!best || size > best.size) best = { columns, rows, size }
  }
  return { ...best, perPage, pages }
}

/** The numbers of the page that stands at `now`; pages take turns. */
export function pageAt(items, { perPage, pages }, now, turnMs = 8000) {
  const page = pages > 1 ? Math.floor(now / turnMs) % pages : 0
  return { page, items: items.slice(page * perPage, (page + 1) * perPage) }
}
