// What a tap does: commands for the hub, the way back, and what is said when the hub says no.
import { batch, signal } from "../html.js"
import { stepsBack } from "./flow.js"

export const UNDO_MS = 3000
const AT_ONCE = 200
const ANSWER_MS = 5000
const WHO = { start: "started_by", finish: "ready_by", serve: "served_by" }

/** `tell` says things to the cook: `{refused(problem, count), somebody(action, name)}`, the name null where it is unknown; `may(action)` whether the shop has it on. */
export function openWork(screen, tell, may) {
  const answers = signal(new Map())
  const flying = signal([])
  const undo = signal(null)
  const off = signal(new Set())
  let undoTimer = 0
  let sent = 0

  function keep(lines) {
    if (lines.length === 0) return
    const kept = new Map(answers.value)
    for (const line of lines) kept.set(line.id, line)
    answers.value = kept
    setTimeout(() => {
      const left = new Map(answers.value)
      for (const line of lines) if (left.get(line.id) === line) left.delete(line.id)
      answers.value = left
    }, ANSWER_MS)
  }

  /** One command, shown as done until its answer has come. */
  async function command(action, ids, path, body, label) {
    const flight = { id: `flight-${++sent}`, path, body, at: screen.clock.now(), state: "sending" }
    flying.value = [...flying.value, flight]
    const reply = await screen.command("POST", path, body, { subject: ids, action, label })
    batch(() => {
      flying.value = flying.value.filter((one) => one !== flight)
      keep(resultsOf(reply).flatMap((result) => result.line ?? []))
    })
    return reply
  }

  /** One step on some lines. Nothing is awaited between steps: the outbox keeps their order. */
  async function send({ action, ids, on }, label) {
    const replies = []
    if (ids.length === 1 || action === "rush") {
      for (const id of ids) replies.push(command(action, [id], `/kds/lines/${id}/${action}`, action === "rush" ? { on } : undefined, label))
    } else {
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        const some = ids.slice(at, at + AT_ONCE)
        replies.push(command(action, some, "/kds/lines/transitions", { action, line_ids: some, partial: true }, label))
      }
    }
    judge(action, await Promise.all(replies))
  }

  function judge(action, replies) {
    const results = replies.flatMap(resultsOf)
    const refused = results.filter((result) => result.problem)
    if (refused.length) {
      const { problem } = refused[0]
      if (problem.code === "not_enabled") off.value = new Set([...off.value, action])
      tell.refused(problem, refused.length)
    } else if (results.length && action in WHO && results.every((result) => result.changed === false)) {
      const names = new Set(results.map((result) => result.line?.[WHO[action]] ?? null))
      names.delete(screen.me.value?.device?.name)
      tell.somebody(action, names.size === 1 ? [...names][0] : null)
    }
  }

  function offerUndo(steps, label) {
    clearTimeout(undoTimer)
    const back = stepsBack(steps)?.filter((step) => may(step.action))
    const offer = { label, steps: back?.length ? back : null, since: performance.now() }
    undo.value = offer
    undoTimer = setTimeout(() => undo.value === offer && (undo.value = null), UNDO_MS)
  }

  return {
    answers,
    flying,
    undo,
    off,
    /** `label` says in words what was done, for the undo strip and for the list of what waits. */
    run(steps, label) {
      const todo = steps.filter((step) => step.ids.length > 0)
      if (todo.length === 0) return
      for (const step of todo) send(step, label)
      offerUndo(todo, label)
    },
    takeBack(label) {
      const offer = undo.value
      undo.value = null
      for (const step of offer?.steps ?? []) send(step, label)
    },
    closeUndo() {
      undo.value = null
    },
    send,
  }
}

function resultsOf(reply) {
  if (reply.queued) return []
  if (!reply.ok) return [{ problem: reply.problem ?? { code: "unreachable" } }]
  if (reply.body?.results) return reply.body.results.map((result) => (reply.replayed ? { ...result, changed: true } : result))
  return [{ line: reply.body?.line, changed: reply.replayed ? true : reply.body?.changed }]
}
