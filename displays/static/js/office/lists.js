// Small things about lists. Pure.

/** The list with one member moved to another place; the same list when that changes nothing. */
export function moved(list, from, to) {
  const place = Math.max(0, Math.min(list.length - 1, to))
  if (place === from || list[from] === undefined) return list
  const copy = [...list]
  copy.splice(place, 0, ...copy.splice(from, 1))
  return copy
}

/** Members by what `key` says of them, in the order in which the groups first appear. */
export function grouped(list, key) {
  const groups = new Map()
  for (const member of list) {
    const name = key(member)
    if (!groups.has(name)) groups.set(name, [])
    groups.get(name).push(member)
  }
  return groups
}

/** How many members there are of each kind. */
export function counted(list, key) {
  const counts = {}
  for (const member of list) counts[key(member)] = (counts[key(member)] ?? 0) + 1
  return counts
}

/** Room numbers and names as people sort them: 9 before 10, "A2" before "A10". */
export const byNumber = new Intl.Collator("zh-CN", { numeric: true }).compare

/** Whether any of the texts holds what was typed, however it is written. */
export function holds(typed, ...texts) {
  const wanted = typed.trim().toLowerCase()
  return wanted === "" || texts.some((text) => (text ?? "").toLowerCase().includes(wanted))
}
