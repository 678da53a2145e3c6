// Messages as they are shown: in order, under the day they were written on, those of one writer together. Pure.

/** So long after each other two messages of the same writer still belong together. */
export const TOGETHER_MS = 3 * 60_000

/** The messages with more of them, by their number; what was there is the same message as before. */
export function withMore(messages, more) {
  const byNumber = new Map(messages.map((message) => [message.number, message]))
  const before = byNumber.size
  for (const message of more) if (!byNumber.has(message.number)) byNumber.set(message.number, message)
  if (byNumber.size === before) return messages
  return [...byNumber.values()].sort((one, other) => one.number - other.number)
}

/** The number after which one is missing, or null: numbers have no holes inside a chat. */
export function holeIn(messages, highest) {
  for (let at = 1; at < messages.length; at++) {
    if (messages[at].number !== messages[at - 1].number + 1) return messages[at - 1].number
  }
  const last = messages.at(-1)?.number ?? 0
  return highest > last ? last : null
}

/** How many of the messages this side has not read: those of others that come after its mark; what the house says by itself is nobody's. */
export function unreadIn(messages, mark, isOwn) {
  return messages.filter((message) => message.number > mark && message.by.kind !== "system" && !isOwn(message)).length
}

/**
 * What stands below each other: `{kind: "day", day}`, `{kind: "new"}`, `{kind: "system", message}` and
 * `{kind: "message", message, own, first, last}`, where `first` and `last` say how it stands among those of its writer.
 *
 * `unsent` are own messages that the hub has not numbered yet; they stand at the end. `readTo`: above it nothing is new.
 */
export function rowsOf({ messages, unsent = [], isOwn, dayOf, readTo = null }) {
  const rows = []
  let day = null
  let isMarked = readTo === null || messages.some((message) => message.number > readTo && isOwn(message)) // whoever has answered has read
  const add = (message, own) => {
    const today = dayOf(message.at)
    if (today !== day) rows.push({ kind: "day", key: `day ${today}`, day: today })
    day = today
    if (!isMarked && message.number > readTo && message.kind !== "system" && !own) {
      isMarked = true
      rows.push({ kind: "new", key: "new" })
    }
    rows.push({ kind: message.kind === "system" ? "system" : "message", key: own && message.client_id ? message.client_id : message.id, message, own })
  }
  for (const message of messages) add(message, isOwn(message))
  for (const message of unsent) add(message, true)
  for (const [at, row] of rows.entries()) {
    if (row.kind !== "message") continue
    row.first = !areTogether(rows[at - 1], row)
    row.last = !areTogether(row, rows[at + 1])
  }
  return rows
}

function areTogether(one, other) {
  if (one?.kind !== "message" || other?.kind !== "message") return false
  if (one.own !== other.own || writerOf(one.message) !== writerOf(other.message)) return false
  return Date.parse(other.message.at) - Date.parse(one.message.at) <= TOGETHER_MS
}

/** Own ones that wait have no writer yet: they belong to the own ones before them. */
function writerOf({ by }) {
  return by ? `${by.kind} ${by.id}` : "own"
}

/** The number of the last own message that the other side has read, or null. */
export function lastRead(messages, mark, isOwn) {
  return messages.findLast((message) => isOwn(message) && message.kind !== "system" && message.number <= mark)?.number ?? null
}
