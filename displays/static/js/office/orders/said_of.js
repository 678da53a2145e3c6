// Which messages of an order belong to which line, and to which step of its timeline. Pure.

const EVENT_OF = { place: "order_placed", start: "line_started", finish: "line_ready", call: "line_called", serve: "line_served", cancel: "line_cancelled", closed: "order_closed" }

export function saidOf(orderId, messages) {
  const counted = (some) => ({ n: some.length, isWrong: some.some((message) => message.problem) })
  const isAbout = (message, line) => (message.line_id ? message.line_id === line.id : message.lines.includes(line.id))
  return {
    orderId,
    /** Those that went out and named it; the log behind the link holds those that never did, too. */
    ofLine: (line) => counted(messages.filter((message) => isAbout(message, line))),
    ofEntry(entry) {
      const event = EVENT_OF[entry.action]
      const some = messages.filter((message) => message.event === event && (entry.lines.length === 0 || entry.lines.some((line) => isAbout(message, line))))
      return some.length > 0 ? { ...counted(some), event } : null
    },
  }
}
