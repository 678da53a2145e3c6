// The nine checks of a message, read off how it stands: which it has passed, which one ended it, which were never reached. Pure.

export const CHECKS = ["limit", "open", "wanted", "voice", "true", "running", "place", "once", "turn"]

const ENDED_AT = { expired: "limit", shop_closed: "open", channel_off: "wanted", no_rule: "wanted", subject_changed: "true", session_ended: "running", device_moved: "place", duplicate: "once", merged: "turn", joined: "turn" }
/** In this order they are asked; whether it may be heard is settled with the words. */
const ASKED = ["limit", "open", "wanted", "true", "running", "place", "once", "voice", "turn"]
const SPOKEN_KINDS = new Set(["announcement", "pad_call"])

export const wentOut = ({ sent_at, state }) => sent_at !== null || state === "sending"

/** `[{check, result, why}]` in the order in which they are numbered; `result` is passed, ended, shown, waited, waits, next or unreached. */
export function checksOf(message) {
  const found = resultsOf(message)
  return CHECKS.map((check) => ({ check, ...found[check] }))
}

function resultsOf(message) {
  if (wentOut(message) || message.reason === "render") return { ...all("passed"), ...voiceOf(message), ...turnOf(message) }
  if (message.state === "scheduled") {
    return message.reason === "delayed" ? { ...all("passed"), turn: { result: "waits" } } : all("next")
  }
  const ended = ENDED_AT[message.reason]
  if (!ended) return all("unreached")
  const at = ASKED.indexOf(ended)
  // What was over before it was due was looked at for that reason alone.
  const before = endedEarly(message) ? "unreached" : "passed"
  return Object.fromEntries(ASKED.map((check, place) => [check, { result: place < at ? before : place === at ? "ended" : "unreached" }]))
}

/** Whether it ended before its time had come, so that nothing but its end was ever looked at. */
export const endedEarly = ({ updated_at, due_at, made_at }) => updated_at < due_at || updated_at === made_at

function voiceOf({ voice, kind, deliveries }) {
  if (voice === false && SPOKEN_KINDS.has(kind)) return { voice: { result: "shown", why: "rule" } }
  const muted = deliveries.filter((each) => each.result === "silenced")
  return muted.length > 0 ? { voice: { result: "shown", why: "muted" } } : {}
}

const turnOf = ({ turn_at }) => (turn_at ? { turn: { result: "waited" } } : {})

const all = (result) => Object.fromEntries(CHECKS.map((check) => [check, { result }]))
