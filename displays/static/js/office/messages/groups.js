// The log as it is read: messages of one call stand together, a line per channel. And how news are laid upon what is shown. Pure.

const keyOf = (message) => `${message.call_id} ${message.id}`

/** Newest first, by the ids that the list is sorted by. */
const isNewer = (one, other) => keyOf(one) > keyOf(other)

/**
 * `[{id, at, event, number, …, text, problem, channels: [{channel, kind, text, messages, marks}]}]`, one for each call, in the order of the list.
 * The text is that of the first message that has any; a channel names its own only where it differs.
 */
export function callsOf(messages) {
  const calls = new Map()
  for (const message of messages) {
    if (!calls.has(message.call_id)) calls.set(message.call_id, [])
    calls.get(message.call_id).push(message)
  }
  return [...calls.values()].map(callOf)
}

function callOf(newestFirst) {
  const messages = [...newestFirst].reverse()
  const [first] = messages
  const text = messages.find((message) => message.text)?.text ?? null
  const channels = new Map()
  for (const message of messages) {
    const place = `${message.channel} ${message.kind}`
    if (!channels.has(place)) channels.set(place, { key: place, channel: message.channel, kind: message.kind, text: null, messages: [] })
    const line = channels.get(place)
    line.messages.push(message)
    if (message.text && message.text !== text) line.text ??= message.text
  }
  for (const line of channels.values()) line.marks = marksOf(line.messages.sort((one, other) => one.repeat - other.repeat))
  return { ...first, id: first.call_id, at: first.made_at, text, problem: messages.some((message) => message.problem), channels: [...channels.values()] }
}

/** Why a device may leave a message out without any harm; after anything else somebody has missed it. */
export const QUIETLY = new Set(["skipped:subject_changed", "skipped:no_screen", "skipped:not_shown_here"])

/** Whether it went out and nobody needed it any more: each device that was meant and has answered left it out for that. */
export function isNeedless({ state, deliveries }) {
  const results = deliveries.map(({ result }) => result).filter((result) => result !== null)
  return state === "sent" && results.includes("skipped:subject_changed") && results.every((result) => QUIETLY.has(result))
}

/** `[{message, n}]`: repeats that ended side by side for one reason are one mark. */
export function marksOf(messages) {
  const marks = []
  for (const message of messages) {
    const last = marks.at(-1)
    const isSame = last && message.state === "dropped" && last.message.state === "dropped" && last.message.reason === message.reason && last.message.problem === message.problem
    if (isSame) last.n += 1
    else marks.push({ message, n: 1 })
  }
  return marks
}

/**
 * What is shown with a newer page of the same list laid upon it: `{items, news}`.
 *
 * `isReading` keeps every row where it is: those that are shown become what they are now, and what is new waits in `news`. Rows that the
 * newer page does not reach stay; rows it should hold and does not hold no longer fit the filters, and go once nobody reads.
 */
export function laidUpon(shown, page, { isWhole, isReading }) {
  const now = new Map(page.map((message) => [message.id, message]))
  const known = new Set(shown.map((message) => message.id))
  if (isReading) {
    const top = shown[0]
    const news = page.filter((message) => !known.has(message.id) && (!top || isNewer(message, top)))
    return { items: shown.map((message) => now.get(message.id) ?? message), news }
  }
  const last = page.at(-1)
  const rest = isWhole || !last ? [] : shown.filter((message) => !now.has(message.id) && isNewer(last, message))
  return { items: [...page, ...rest], news: [] }
}

/** How many calls there are in these messages that the others know nothing of. */
export function newCalls(news, shown) {
  const known = new Set(shown.map((message) => message.call_id))
  return new Set(news.map((message) => message.call_id).filter((id) => !known.has(id))).size
}
