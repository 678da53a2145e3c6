// Which chats stand in which list, and in what order. Pure.

export const TABS = ["queue", "mine", "all", "closed"]

/** Those that wait, the longest waiting first: as the hub counts their places. */
export function queueOf(chats) {
  return chats
    .filter((chat) => chat.kind === "support" && chat.state === "queued")
    .sort((one, other) => (one.place ?? Infinity) - (other.place ?? Infinity) || (one.opened_at < other.opened_at ? -1 : 1))
}

/** Somebody's own ones: those to answer first, then by their newest message. */
export function mineOf(chats, userId) {
  return chats
    .filter((chat) => chat.kind === "support" && chat.state !== "closed" && chat.agent?.id === userId)
    .sort((one, other) => Number(other.state === "assigned") - Number(one.state === "assigned") || newestFirst(one, other))
}

/** All that are not over, by their newest message. */
export function runningOf(chats) {
  return chats.filter((chat) => chat.kind === "support" && chat.state !== "closed").sort(newestFirst)
}

/** A page of closed ones that the hub gave, with what is known better since; one that was opened again is not among them. */
export function closedOf(items, known) {
  return items.map((chat) => known.get(chat.id) ?? chat).filter((chat) => chat.state === "closed")
}

export function newestFirst(one, other) {
  return timeOf(other) - timeOf(one)
}

/** When something happened in it last. */
export function timeOf(chat) {
  return Date.parse(chat.last?.at ?? chat.opened_at)
}

/** Where somebody finds a chat: what the address says, else what is to do. */
export function tabFor(wanted, { queue, mine }) {
  if (TABS.includes(wanted)) return wanted
  if (mine.length > 0 || queue.length === 0) return "mine"
  return "queue"
}

/** The chat above or below in a list, for a key; null at its end. */
export function neighbour(list, id, step) {
  const at = list.findIndex((chat) => chat.id === id)
  if (at < 0) return list[step > 0 ? 0 : list.length - 1] ?? null
  return list[at + step] ?? null
}

/** The phrases that what stands behind the slash finds: those whose shortcut begins with it first. */
export function phrasesFor(phrases, typed, language) {
  const wanted = typed.trim().toLowerCase()
  const words = (phrase) => `${phrase.names[language] ?? ""} ${Object.values(phrase.names).join(" ")}`.toLowerCase()
  const rank = (phrase) => (phrase.shortcut.startsWith(wanted) ? 0 : phrase.shortcut.includes(wanted) ? 1 : words(phrase).includes(wanted) ? 2 : 3)
  return phrases.filter((phrase) => rank(phrase) < 3).sort((one, other) => rank(one) - rank(other) || (one.shortcut < other.shortcut ? -1 : 1))
}

/** What is typed behind a slash at the beginning; null where none stands there. */
export function slashIn(text) {
  const match = /^\/([^\s/]{0,20})$/.exec(text)
  return match ? match[1] : null
}

/** The words of a phrase in a language, or in the other one. */
export function phraseText(phrase, language) {
  return phrase.names[language] || Object.values(phrase.names)[0] || ""
}
