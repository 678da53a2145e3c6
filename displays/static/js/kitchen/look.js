// What each kitchen screen may set for itself. Thresholds are not among it: they belong to the shop, so that screens cannot disagree.
import { DEFAULT_KEYS } from "./keymap.js"

export const DEFAULT_LOOK = {
  view: "cards",
  sort: "oldest",
  item_sort: "oldest",
  station: null,
  size: "auto",
  columns: "auto",
  density: "auto",
  digits_bump: false,
  first_page: true,
  chime_new: true,
  chime_late: true,
  voice: true,
  keys: DEFAULT_KEYS,
}

/** Text sizes by name, as factors of the normal one. */
export const SIZES = { small: 0.85, normal: 1, large: 1.2, huge: 1.5, wall: 2 }
const NARROWEST_REM = { roomy: 18.25, compact: 15.5 }

const AT_HAND = 0.9

/** How big the text is: what was set, or by the screen. A wall is read from further away than a screen over the stove, a tablet from nearer. */
export function scaleFor(size, width) {
  if (SIZES[size]) return SIZES[size]
  if (width >= 3000) return SIZES.huge
  if (width >= 2400) return SIZES.large
  return width < 1400 ? AT_HAND : SIZES.normal
}

/** In px; the head of a compact card stands in two rows and needs less. */
export function narrowestColumn(scale, compact) {
  return NARROWEST_REM[compact ? "compact" : "roomy"] * 16 * scale
}

export function lookOf(settings) {
  return { ...DEFAULT_LOOK, ...settings.kitchen }
}
