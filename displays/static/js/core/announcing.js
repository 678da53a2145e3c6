// What a screen does with a message: what it reads of it, whether it is still true, whether it is said, and in which voice. Pure.
// The same rules as the speaker box has (devices/speaker), so that a screen and a box never disagree about what is old news.

export const SPOKEN = new Set(["announcement", "pad_call"])
/** Sentences of four seconds each: what comes after these would be old news when its turn came. */
export const WAITING_MOST = 20
export const CAPTION_MS = 8_000
/** Ids outlive a reload, so that nothing is said twice; more than an evening's worth is never sent again. */
export const REMEMBERED = 400
export const LISTED_MOST = 30
/** Percent of what the device is set to, of a message that does not say it. */
export const VOLUME = 80
const LINES_MOST = 2_000
const PER_CHARACTER_MS = 400
const TEXT_MOST = 400

const GONE = ["served", "cancelled", "voided"]
/** By event of a message: the states of a line in which nobody need be told of it any more. */
const OVER = {
  order_placed: new Set(["preparing", "ready", "called", ...GONE]),
  line_ready: new Set(["called", ...GONE]),
  line_called: new Set(GONE),
}

/** The message of an event, whatever fields a newer hub adds; null when there is nothing to show, as of a refresh. */
export function messageOf({ at, data }) {
  if (typeof data?.message !== "string" || data.kind === "refresh") return null
  const text = String(data.text ?? "")
  return {
    message: data.message,
    kind: String(data.kind ?? "notice"),
    event: String(data.event ?? ""),
    text,
    speech: String(data.speech || text).slice(0, TEXT_MOST),
    lang: String(data.lang ?? ""),
    chime: String(data.chime ?? ""),
    audio: data.audio ?? null,
    at,
    expires_at: data.expires_at ?? null,
    group: data.group ?? data.message,
    repeat: data.repeat ?? 1,
    of: data.of ?? 1,
    silent: data.silent === true,
    volume: Number.isFinite(data.volume) ? Math.min(100, Math.max(0, data.volume)) : VOLUME,
    lines: data.lines ?? [],
    room: data.room?.number ?? null,
    pad_call: data.pad_call ?? null,
    order: data.order ?? null,
  }
}

export const isLate = (message, nowMs) => message.expires_at !== null && Date.parse(message.expires_at) <= nowMs

/**
 * The last state of each line that events have named, and the groups that have stopped, as when somebody goes to the guest who called.
 * Events come in order, so what was cancelled is known before it would be said.
 */
export class Standing {
  #states = new Map()
  #stopped = new Set()

  take({ type, data }) {
    if (type === "im.group_stopped") this.#stop(data?.group)
    const lines = [data?.line, ...(Array.isArray(data?.lines) ? data.lines : [])]
    for (const line of lines) {
      if (line?.id === undefined || line.state === undefined) continue
      this.#states.delete(line.id)
      this.#states.set(line.id, line.state)
    }
    for (const id of this.#states.keys()) {
      if (this.#states.size <= LINES_MOST) break
      this.#states.delete(id)
    }
  }

  #stop(group) {
    this.#stopped.add(group)
    if (this.#stopped.size > LINES_MOST) this.#stopped.delete(this.#stopped.values().next().value)
  }

  /** Whether one of its lines still waits for what is announced; `onBoard(id)` is a line's state on the board, for those no event has named. */
  holds(message, onBoard = () => undefined) {
    if (this.#stopped.has(message.group)) return false
    const over = OVER[message.event]
    if (over === undefined || message.lines.length === 0) return true
    return message.lines.some((id) => !over.has(this.#states.get(id) ?? onBoard(id)))
  }
}

/**
 * Why a message is only shown, as its receipt says it; null when it is to be heard. `audio` is how the screen's sound is, `speaks` whether
 * this screen is to say anything at all.
 */
export function silenceOf(message, { audio, isMuted, speaks }) {
  if (message.silent || !SPOKEN.has(message.kind) || audio === "none") return "shown"
  if (isMuted || !speaks || message.volume === 0) return "silenced"
  return audio === "ready" ? null : "audio_blocked"
}

/** What is kept of the messages, with this one added: `{heard: [ids], listed: [messages]}`; null when it was met before. */
export function remembered(kept, message) {
  const { heard = [], listed = [] } = kept ?? {}
  if (heard.includes(message.message)) return null
  return { heard: [...heard, message.message].slice(-REMEMBERED), listed: listedWith(listed, message) }
}

/** Announcement and notice of one thing are one group, whose repeats end together; in a list each has its own place. */
export const placeOf = (message) => `${message.kind} ${message.group}`

/** Newest first; a repeat takes the place of the one before. What somebody has answered does not come back with its next repeat. */
export function listedWith(listed, message) {
  const place = placeOf(message)
  const before = listed.find((one) => placeOf(one) === place)
  const others = listed.filter((one) => placeOf(one) !== place)
  return [{ ...message, got: before?.got ?? false }, ...others].slice(0, LISTED_MOST)
}

/**
 * What somebody should still read: notices, and announcements that came too late to be said, until they are answered or no longer true. A
 * guest's call stands on the board itself.
 */
export const noticesOf = (listed, stands) => listed.filter((one) => !one.got && one.pad_call === null && (one.kind === "notice" || one.isLate) && stands(one))

/** Whether the caption of a message still stands: for eight seconds, and as long as it is being said. */
export const captionStands = (caption, nowMs) => caption !== null && (caption.isSaid || nowMs - caption.shown_at < CAPTION_MS)

/** The browser's own voice for a language, one that needs no network if there is one; null when it has none. */
export function voiceFor(voices, language) {
  const [wanted] = language.toLowerCase().split("-")
  if (!wanted) return null
  const tongue = (voice) => voice.lang.toLowerCase().replace("_", "-")
  const able = voices.filter((voice) => tongue(voice).split("-")[0] === wanted)
  const order = (voice) => (tongue(voice) === language.toLowerCase() ? 0 : 2) + (voice.localService ? 0 : 1)
  return able.sort((one, other) => order(one) - order(other))[0] ?? null
}

/** So long a voice may take for a text before it counts as one that never ends. */
export const patienceMs = (text) => 5_000 + text.length * PER_CHARACTER_MS
