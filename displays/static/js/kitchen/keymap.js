// Which key does what; every screen may set its own. Pure.

export const ACTIONS = [
  "next", "start", "bump", "call", "serve", "rush", "menu",
  "recall_last", "recall_list", "all_day", "next_page", "previous_page", "mute", "keys", "leave",
]

/** The map of a bump bar: names as `keyName` gives them. Digits and arrows are fixed. */
export const DEFAULT_KEYS = {
  next: ["Enter"],
  start: ["Space"],
  bump: ["B"],
  call: ["C"],
  serve: ["D"],
  rush: ["H"],
  menu: ["."],
  recall_last: ["R"],
  recall_list: ["Shift+R"],
  all_day: ["S"],
  next_page: ["N", "PageDown"],
  previous_page: ["P", "PageUp"],
  mute: ["M"],
  keys: ["?"],
  leave: ["Escape"],
}

const ARROWS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" }
const MODIFIERS = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Dead", "Process", "Unidentified"])

/** "B", "Shift+R", "Space", "PageUp"; null for a modifier alone and for the browser's own shortcuts. */
export function keyName({ key, shiftKey, ctrlKey, altKey, metaKey }) {
  if (MODIFIERS.has(key) || ctrlKey || altKey || metaKey) return null
  if (key === " ") return "Space"
  if (key.length > 1) return shiftKey ? `Shift+${key}` : key
  const letter = key.toUpperCase()
  return shiftKey && letter !== key.toLowerCase() ? `Shift+${letter}` : letter
}

/** What a key means: `{action}`, `{card: 0…9}`, `{move: "left"…}`, or null. */
export function meaningOf(event, keys = DEFAULT_KEYS) {
  const name = keyName(event)
  if (name === null) return null
  for (const action of ACTIONS) if ((keys[action] ?? DEFAULT_KEYS[action]).includes(name)) return { action }
  if (/^\d$/.test(name)) return { card: name === "0" ? 9 : Number(name) - 1 }
  return ARROWS[name] ? { move: ARROWS[name] } : null
}

/** Give a key to an action; another action that had it loses it. */
export function remapped(keys, action, name) {
  const changed = {}
  for (const one of ACTIONS) changed[one] = (keys[one] ?? DEFAULT_KEYS[one]).filter((held) => held !== name)
  changed[action] = [name]
  return changed
}

/** Digits and arrows find cards and lines; they cannot be given away. */
export function canBeMapped(name) {
  return name !== null && !/^\d$/.test(name) && !ARROWS[name] && name !== "Tab" && name !== "Shift+Tab"
}

/**
 * Where the focus goes among the pieces of a page: `{column, piece, row}`, row -1 being the head.
 *
 * @param {number[][]} page rows of each piece, by column
 */
export function moved(page, at, direction) {
  const columns = page.filter((column) => column.length > 0)
  if (columns.length === 0) return null
  if (!at) return { column: 0, piece: 0, row: -1 }
  const column = Math.min(at.column, columns.length - 1)
  const piece = Math.min(at.piece, columns[column].length - 1)
  if (direction === "down") return down(columns, column, piece, at.row)
  if (direction === "up") return up(columns, column, piece, at.row)
  const flat = columns.flatMap((pieces, index) => pieces.map((_, place) => ({ column: index, piece: place, row: -1 })))
  const here = flat.findIndex((place) => place.column === column && place.piece === piece)
  return flat[(here + (direction === "right" ? 1 : flat.length - 1)) % flat.length]
}

function down(columns, column, piece, row) {
  if (row < columns[column][piece] - 1) return { column, piece, row: row + 1 }
  if (piece < columns[column].length - 1) return { column, piece: piece + 1, row: -1 }
  return { column, piece, row }
}

function up(columns, column, piece, row) {
  if (row > -1) return { column, piece, row: row - 1 }
  if (piece > 0) return { column, piece: piece - 1, row: columns[column][piece - 1] - 1 }
  return { column, piece, row }
}
