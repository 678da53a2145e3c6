// The history of an order as entries that can be read. What one person did to several dishes in the same moment is one entry. Pure.

const TOGETHER_MS = 2000

/** `[{id, at, action, by, lines, round, reason, facts}]`, oldest first. */
export function entriesOf(order, history) {
  const byId = new Map(order.lines.map((line) => [line.id, line]))
  const entries = []
  for (const one of history.items) {
    const line = byId.get(one.line_id)
    const last = entries.at(-1)
    if (line && last && isSame(last, one, line)) last.lines.push(line)
    else entries.push({ id: one.id ?? `${one.at}/${entries.length}`, at: one.at, action: one.action, by: one.by, lines: line ? [line] : [], round: line?.round ?? one.round, reason: one.reason ?? null, facts: one })
  }
  return entries
}

function isSame(last, one, line) {
  const alike = last.action === one.action && last.lines.length > 0 && last.by?.id === one.by?.id && (last.reason ?? null) === (one.reason ?? null)
  return alike && (one.action !== "place" || last.round === line.round) && Date.parse(one.at) - Date.parse(last.at) < TOGETHER_MS
}
