// The flow of a line as a cook sees it, and the lines as they stand once everything that was tapped has arrived. Pure.

const TO = {
  start: { placed: "preparing" },
  finish: { preparing: "ready" },
  call: { ready: "called", called: "called" },
  serve: { ready: "served", called: "served" },
  undo: { preparing: "placed" },
  recall: { ready: "preparing", called: "preparing", served: "ready" },
  confirm: { voided: "confirmed" },
}
const NEXT = { placed: "start", preparing: "finish", ready: "call", called: "call" }
const TIME_OF = { start: "started_at", finish: "ready_at", call: "called_at", serve: "served_at" }
const BACK = { start: "undo", finish: "recall", serve: "recall" }

/** The action that a key takes a line through next. A tap ends at ready: nobody calls a waiter by tapping twice. */
export function nextAction(state) {
  return NEXT[state] ?? null
}

export function tapAction(state) {
  return state === "placed" || state === "preparing" ? NEXT[state] : null
}

export function isCooking(line) {
  return line.state === "placed" || line.state === "preparing"
}

export function isWaiting(line) {
  return line.state === "ready" || line.state === "called"
}

/** What takes a list of steps back, last step first. A waiter who was called cannot be called back, so a call has no way back. */
export function stepsBack(steps) {
  const back = []
  for (const step of [...steps].reverse()) {
    if (step.action === "rush") back.push({ action: "rush", on: !step.on, ids: step.ids })
    else if (BACK[step.action]) back.push({ action: BACK[step.action], ids: step.ids })
    else return null
  }
  return back
}

/** The commands in the outbox that are about lines, by line, oldest first. Those that wait for somebody's decision change nothing. */
export function commandsByLine(waiting) {
  const found = new Map()
  for (const command of waiting) {
    if (command.state !== "waiting" && command.state !== "sending") continue
    const step = stepOf(command)
    for (const id of step?.ids ?? []) {
      if (!found.has(id)) found.set(id, [])
      found.get(id).push({ id: command.id, action: step.action, on: step.on, at: command.at })
    }
  }
  return found
}

/** Commands in the outbox and those this page has just sent, each once: after a moment the outbox lists the latter too. */
export function unanswered(waiting, flying) {
  const left = flying.map(sameness)
  const others = waiting.filter((command) => {
    const at = left.indexOf(sameness(command))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return [...others, ...flying]
}

function sameness({ path, body }) {
  return `${path} ${JSON.stringify(body ?? null)}`
}

const ONE_LINE = /\/kds\/lines\/([0-9a-f-]{36})\/([a-z]+)$/

export function stepOf({ path, body }) {
  if (path.endsWith("/kds/lines/transitions")) return { action: body.action, ids: body.line_ids }
  const [, id, action] = ONE_LINE.exec(path) ?? []
  return id ? { action, ids: [id], on: body?.on ?? true } : null
}

/** The line after the commands that were not answered yet; the line itself when there are none. */
export function expected(line, commands) {
  if (!commands?.length) return line
  const shown = { ...line, pending: commands.at(-1).action }
  for (const { action, on, at } of commands) {
    if (action === "rush") shown.rush = on
    const state = TO[action]?.[shown.state]
    if (!state) continue
    shown.state = state
    if (TIME_OF[action]) shown[TIME_OF[action]] = new Date(at).toISOString()
  }
  return shown
}

/** Lines of the board with what was tapped laid over them. A line that nothing changed stays the same object, so that its view is not drawn again. */
export class Shown {
  #kept = new Map()

  /**
   * @param {Iterable<object>} lines the board's
   * @param {Map<string, object>} answers lines as the hub answered them, newer than the board until its event has come
   * @param {Map<string, object[]>} commands of `commandsByLine`
   */
  of(lines, answers, commands) {
    const kept = new Map()
    const found = []
    for (const line of lines) {
      const answer = answers.get(line.id)
      const base = answer && answer.version > line.version ? answer : line
      const own = commands.get(line.id)
      const mark = own ? own.map((command) => command.id).join() : ""
      const before = this.#kept.get(line.id)
      const entry = before && before.base === base && before.mark === mark ? before : { base, mark, line: expected(base, own) }
      kept.set(line.id, entry)
      if (isShown(entry.line)) found.push(entry.line)
    }
    this.#kept = kept
    return found
  }
}

function isShown(line) {
  return isCooking(line) || isWaiting(line) || (line.state === "voided" && !line.void_confirmed_at)
}
