// Finding a dish by what a waiter types: part of its name in either language or of the kitchen's, or first letters of its English words. Pure.

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()

/** 3 the name begins with it, 2 a word begins with it, 1 it stands somewhere, 0 not found. `ssc` finds "Sweet and sour carp"… by its letters. */
export function rank(item, query) {
  const wanted = plain(query.trim())
  if (!wanted) return 1
  let best = 0
  for (const name of new Set([item.name, ...Object.values(item.names ?? {}), item.kitchen_name].filter(Boolean))) {
    const text = plain(name)
    const words = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
    if (text.startsWith(wanted)) best = 3
    else if (words.some((word) => word.startsWith(wanted))) best = Math.max(best, 2)
    else if (text.includes(wanted)) best = Math.max(best, 1)
    else if (wanted.length > 1 && words.map((word) => word[0]).join("").includes(wanted)) best = Math.max(best, 1)
  }
  return best
}

/** The items that match, best first; without a query those of the category (all of them without one), in the order of the menu. */
export function find(menu, query, categoryId = null) {
  const items = menu.categories.flatMap((category) => (query.trim() || !categoryId || category.id === categoryId ? category.items : []))
  return items
    .map((item, place) => ({ item, place, rank: rank(item, query) }))
    .filter((row) => row.rank > 0)
    .sort((one, other) => other.rank - one.rank || one.place - other.place)
    .map((row) => row.item)
}
