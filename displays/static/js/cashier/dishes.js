// Finding a dish by what a hand types at a till: its name in either language, first letters in pinyin, and how many. Pure.
import { rank } from "../ordering/search.js"

// The first character of each letter, in the order of pinyin; no syllable begins with i, u or v.
const FIRST = "阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨他屲夕丫帀"
const LETTERS = "abcdefghjklmnopqrstwxyz"
const HAN = /\p{Script=Han}/u
const pinyin = new Intl.Collator("zh-CN-u-co-pinyin")
const known = new Map()

function letterOf(character) {
  let at = LETTERS.length - 1
  while (at > 0 && pinyin.compare(character, FIRST[at]) < 0) at -= 1
  return LETTERS[at]
}

/** The first letters of a Chinese name: 水饺 gives "sj". Latin letters and digits stay as they are. */
export function initialsOf(name) {
  if (!known.has(name)) known.set(name, [...name].map((one) => (HAN.test(one) ? letterOf(one) : /[\p{L}\p{N}]/u.test(one) ? one.toLowerCase() : "")).join(""))
  return known.get(name)
}

/** `3*sj`, `3 sj` and `sj*3` are three of what `sj` finds. */
export function quantityIn(text) {
  const found = /^\s*(\d{1,2})\s*[*x×\s]\s*(.*)$/iu.exec(text) ?? null
  if (found) return { quantity: clamp(found[1]), query: found[2] }
  const after = /^(.*?)\s*[*×]\s*(\d{1,2})\s*$/u.exec(text)
  return after ? { quantity: clamp(after[2]), query: after[1] } : { quantity: 1, query: text }
}

const clamp = (digits) => Math.min(99, Math.max(1, Number(digits)))

function rankOf(item, query) {
  const best = rank(item, query)
  if (best > 1 || !query.trim()) return best
  const wanted = query.trim().toLowerCase()
  const letters = initialsOf(item.names?.["zh-CN"] ?? item.name)
  return letters.startsWith(wanted) ? 2 : Math.max(best, wanted.length > 1 && letters.includes(wanted) ? 1 : 0)
}

/** The items that match, best first; without a query those of the category, or all of them, in the order of the menu. */
export function findDishes(menu, query, categoryId = null) {
  const items = menu.categories.flatMap((category) => (query.trim() || !categoryId || category.id === categoryId ? category.items : []))
  return items
    .map((item, place) => ({ item, place, rank: rankOf(item, query) }))
    .filter((row) => row.rank > 0)
    .sort((one, other) => other.rank - one.rank || goneLast(one.item, other.item, query) || one.place - other.place)
    .map((row) => row.item)
}

/** What a hand typed: how many, of what, and the dishes that are meant. `3sj` is three of what `sj` finds, unless a dish is called so, as 7up is. */
export function askedIn(menu, text, categoryId = null) {
  const asked = quantityIn(text)
  const items = findDishes(menu, asked.query, categoryId)
  const [, digits, rest] = items.length === 0 ? (/^\s*(\d{1,2})(\D.*)$/u.exec(text) ?? []) : []
  const found = rest ? findDishes(menu, rest, categoryId) : []
  return found.length > 0 ? { quantity: clamp(digits), query: rest, items: found } : { ...asked, items }
}

/** Of what was looked for, what can be had comes first; a menu that is only read keeps its order. */
const goneLast = (one, other, query) => (query.trim() ? Number(one.sold_out) - Number(other.sold_out) : 0)
