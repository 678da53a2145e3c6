// What stands in the outbox: when it may go, what an answer means for it, how it is shown. Pure.

import { sameKeyAgain } from "./api.js"
import { stamp } from "./clock.js"
import { isSignedOut } from "./identity.js"
import { newKey } from "./keys.js"

const REPLAY_AFTER_MS = 2_000

/**
 * A new command, as it is stored before it is sent. `from` is the id of an earlier command: `{id}` in the path becomes the id of the thing
 * that the hub gives as the answer to that one. `kept` is what a person needs to take it up again: a refused command that has it stays until
 * somebody does, or drops it, though its page was told.
 */
export function entryOf(clock, owner, { method, path, body = null, subject = null, action = null, label = null, hold_ms = 0, from = null, kept = null }) {
  return {
    id: newKey(),
    owner,
    method,
    path,
    body: body === null ? null : JSON.stringify(body),
    subject,
    action,
    label,
    at: Math.round(clock.now()),
    timed: clock.known,
    hold_ms,
    from,
    kept,
    state: "waiting",
    decided: false,
    faults: 0,
    problem: null,
  }
}

/** Bumps that waited so long that the kitchen may have moved on are for a person to decide. */
export function isStale(entry, clock, staleMs) {
  return !entry.decided && entry.path.startsWith("/kds/") && clock.now() - madeAt(entry, clock) >= staleMs
}

/** When it was made, hub time. What was made before that was known bears the device's date, to which the difference is added now. */
export function madeAt(entry, clock) {
  return entry.timed ? entry.at : entry.at + clock.offsetMs
}

/** How many ms it is still held back, so that it can be dropped; 0: it may go. A clock that was set back far holds nothing up. */
export function heldMs(entry, clock) {
  const hold = entry.hold_ms ?? 0
  const left = madeAt(entry, clock) + hold - clock.now()
  return left > 0 && left <= 2 * hold ? left : 0
}

/** Its state as pages are told it. */
export function stateOf(entry, clock) {
  return entry.state === "waiting" && heldMs(entry, clock) > 0 ? "held" : entry.state
}

/** What goes with it: since when it waits, unless it goes out right away. */
export function headersOf(entry, clock) {
  const now = clock.now()
  const made = madeAt(entry, clock) + (entry.hold_ms ?? 0)
  return entry.fresh && now - made < REPLAY_AFTER_MS ? {} : { "Queued-At": stamp(Math.min(made, now)) }
}

/** What an answer means for the command: "done", "again" (same key), "signed_out" (same key, once somebody is let in) or "refused". */
export function verdictOn(reply) {
  if (reply.ok) return "done"
  if (sameKeyAgain(reply)) return "again"
  return isSignedOut(reply) ? "signed_out" : "refused"
}

/** Those that waited for the answer to the command of this id, now with the address that it gives them. */
export function addressed(entries, id, answer) {
  const made = Object.values(answer ?? {}).find((one) => one?.id !== undefined)
  if (made === undefined) return []
  return entries.filter((one) => one.from === id).map((one) => Object.assign(one, { from: null, path: one.path.replace("{id}", made.id) }))
}

/**
 * The next command to send: the oldest that waits and that no person has to decide. Later ones wait behind it, but not behind one that is held,
 * nor behind what goes to an address that rests (`rests(path)`): of that the hub wants less at a time.
 */
export function nextOf(entries, clock, staleMs, rests = () => false) {
  const open = entries.filter((entry) => entry.state === "waiting" || entry.state === "sending")
  const ids = new Set(open.map((entry) => entry.id))
  const mayBeSent = (entry) => !rests(entry.path) && !(entry.from && ids.has(entry.from))
  const canGo = (entry) => !isStale(entry, clock, staleMs) && heldMs(entry, clock) === 0 && mayBeSent(entry)
  return open.filter(canGo).sort((one, other) => one.nr - other.nr)[0]
}

/** Put the same mark on everything that a command is about. */
export function mark(pending, subject, what) {
  for (const id of Array.isArray(subject) ? subject : [subject]) if (id !== null && id !== undefined) pending.set(id, what)
}

/** An entry as pages read it. */
export function shownOf(entry, clock) {
  const { id, method, path, body, subject, action, label, at, kept = null, problem } = entry
  return { id, method, path, body: body === null ? null : JSON.parse(body), subject, action, label, at, kept, state: stateOf(entry, clock), problem }
}
