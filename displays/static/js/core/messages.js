// Messages to people: each is met once per device, also over reloads and in several tabs; shown, said in its turn, and answered with what
// became of it. What may be said is decided in announcing.js.
import { computed, signal } from "../html.js"
import { SPOKEN, Standing, WAITING_MOST, isLate, listedWith, messageOf, noticesOf, placeOf, remembered, silenceOf } from "./announcing.js"
import { sayAloud } from "./own_voice.js"
import { change, get } from "./storage.js"

const VOICE_WITHIN_MS = 4_000
/** The hub renders a new sentence when it is asked for the first time; the words are fetched while others still speak. */
const SOUNDS = "/api/v1/sounds/" // the screen's token goes nowhere else
const FETCH_MS = 8_000
const VOICES_KEPT = 8
/** The hub takes a message that nobody answers for 15 s for one that nobody has met. */
const ANSWER_WITHIN_MS = 8_000
/** Where sound is allowed from the start, the browser says so a moment later; and of two tabs the one that can speak goes first. */
const SETTLES_MS = 700

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** What a screen decides for itself; each is asked anew for every message. */
const CHOICES = {
  /** Whether this screen says anything at all. */
  speaks: () => true,
  /** Whether its chime is wanted before the words. */
  chimes: () => true,
  /** How often it is said. */
  times: () => 1,
  /** Whether it goes before those that wait. */
  isUrgent: () => false,
  /** Whether it is about what this screen shows. */
  concerns: () => true,
  /** Whether it still stands, by what this screen alone knows. */
  stands: () => true,
  /** Called when a message is shown. */
  onShown: () => {},
}

/**
 * The messages of one screen. `sound` is null for a page that makes none.
 *
 * caption: the message that is shown now or was last, with `shown_at` and `isSaid`. waiting: how many wait for their turn.
 * listed: the newest messages, newest first, late ones too. notices: those of them that somebody should still read.
 */
export function openMessages(screen, sound, choices = {}) {
  const own = { ...CHOICES, ...choices }
  const caption = signal(null)
  const waiting = signal(0)
  const listed = signal([])
  const standing = new Standing()
  const voices = new Map()

  const now = () => screen.clock.now()
  const place = () => `messages:${screen.identity.owner}`
  const onBoard = (id) => screen.board.lines.get(id)?.state
  const isMuted = () => sound.muted_until.peek() > now() || sound.volume.peek() === 0

  const stands = (message) => standing.holds(message, onBoard) && own.stands(message)

  function overFor(message) {
    if (isLate(message, now())) return "expired"
    return stands(message) ? "" : "skipped:subject_changed"
  }

  function silenceFor(message) {
    if (sound === null) return "shown"
    return silenceOf(message, { audio: sound.state.peek(), isMuted: isMuted(), speaks: own.speaks(message) })
  }

  function show(message) {
    caption.value = { ...message, shown_at: now(), isSaid: false }
    own.onShown(message)
  }

  const saying = (message, isSaid) => {
    if (caption.peek()?.message === message.message) caption.value = { ...caption.peek(), isSaid }
  }

  /** The hub's recording of the words, or null. The same words come again with each repeat. */
  function voiceOf(message) {
    const { audio } = message
    if (typeof audio !== "string" || !audio.startsWith(SOUNDS)) return Promise.resolve(null)
    if (!voices.has(audio)) {
      const made = fetchVoice(audio).catch(() => null)
      voices.set(audio, made)
      made.then((found) => found === null && voices.delete(audio))
      for (const old of voices.keys()) if (voices.size > VOICES_KEPT) voices.delete(old)
    }
    return voices.get(audio)
  }

  async function fetchVoice(address) {
    const found = await screen.download(address, { timeout_ms: FETCH_MS })
    return found?.headers.get("Sound") === "speech" ? await sound.decode(found.bytes) : null
  }

  /** One time through the words: "spoken", or what kept them from being heard. */
  async function speak(message, mouth) {
    const voice = await Promise.race([voiceOf(message), later(VOICE_WITHIN_MS).then(() => null)])
    const over = overFor(message)
    if (over) return over
    if (voice !== null) return (await mouth.play(voice)) ? "spoken" : "audio_blocked"
    return (await mouth.aloud(() => sayAloud(message, (sound.volume.peek() * message.volume) / 100))) ? "spoken" : "shown"
  }

  /** The turn of one message. Whether it is still true is looked at before the chime and before the words: a chime alone takes a second. */
  async function turn(message, mouth) {
    const over = overFor(message)
    if (over) return over
    show(message)
    const silence = silenceFor(message)
    if (silence !== null) return silence
    saying(message, true)
    let result = "shown"
    if (own.chimes(message) && !(await mouth.chime())) result = "audio_blocked"
    for (let time = 0; result !== "audio_blocked" && time < own.times(message); time++) {
      const said = await speak(message, mouth)
      if (isMuted()) return "silenced"
      if (said !== "spoken") return time > 0 ? "spoken" : said
      result = said
    }
    return result
  }

  async function inTurn(message) {
    if (waiting.peek() >= WAITING_MOST) {
      show(message)
      return "skipped:too_many"
    }
    waiting.value += 1
    voiceOf(message)
    const timer = setTimeout(() => answer(message, "shown"), ANSWER_WITHIN_MS)
    try {
      const how = { about: message.event, chime: own.chimes(message) ? message.chime : "", urgent: own.isUrgent(message), volume: message.volume }
      return await sound.say(how, (mouth) => {
        waiting.value -= 1
        return turn(message, mouth)
      })
    } finally {
      clearTimeout(timer)
      saying(message, false)
    }
  }

  /** True for the one page of this device that meets the message first. */
  async function isFirst(message) {
    let first = false
    await change("kept", place(), (kept) => {
      const next = remembered(kept, message)
      first = next !== null
      return next ?? undefined
    })
    return first
  }

  function failed(problem) {
    console.error(problem)
    return "skipped:failed"
  }

  /** What became of a message is said by the one it came to; who was paired or signed in here since has not met it. */
  function answer(message, result) {
    if (screen.identity.owner === message.to) screen.receipt(message.message, result)
  }

  async function present(message, replayed) {
    if (sound?.state.peek() === "blocked" && SPOKEN.has(message.kind)) await later(SETTLES_MS)
    const first = await isFirst(message)
    if (!replayed || first) listed.value = listedWith(listed.peek(), message)
    const over = overFor(message) || (own.concerns(message) ? "" : "skipped:not_shown_here")
    if (!first) return replayed || over ? null : show(message) // another page of this device says it
    if (screen.identity.owner === message.to) screen.receipts.begin(message.message)
    const silence = silenceFor(message)
    let result = over
    if (!over && silence === null) result = await inTurn(message).catch(failed)
    else if (!over) {
      show(message)
      result = silence
    }
    return answer(message, result)
  }

  screen.onEvent((event, { replayed }) => {
    standing.take(event)
    if (event.type === "im.group_stopped") markGot(event.data?.group).catch((problem) => console.error(problem))
    const met = event.type === "im.message_sent" ? messageOf(event) : null
    const message = met && { ...met, isLate: isLate(met, now()), to: screen.identity.owner }
    if (message !== null) present(message, replayed).catch((problem) => console.error(problem))
  })

  /** Nobody need read a group any more: it leaves the list, and does not come back when the page is opened anew. */
  async function markGot(group) {
    const mark = (some) => some.map((one) => (one.group === group ? { ...one, got: true } : one))
    if (listed.peek().some((one) => one.group === group)) listed.value = mark(listed.peek())
    await change("kept", place(), (kept) => (kept?.listed?.some((one) => one.group === group) ? { ...kept, listed: mark(kept.listed) } : undefined))
  }

  /** What this device was told before the page was opened. */
  async function recall() {
    const kept = await get("kept", place())
    const known = new Set(listed.peek().map(placeOf))
    const old = (kept?.listed ?? []).filter((one) => !known.has(placeOf(one)))
    if (old.length > 0) listed.value = [...listed.peek(), ...old]
  }

  let recalled = null
  screen.phase.subscribe((phase) => {
    if (phase !== "ready" || recalled === screen.identity.owner) return
    recalled = screen.identity.owner
    recall().catch((problem) => console.error(problem))
  })

  return {
    caption,
    waiting,
    listed,
    notices: computed(() => (screen.changed.value, noticesOf(listed.value, stands))),
    /** Somebody has understood: no repeat on any screen, and it leaves the list of this one. Gives the hub's answer. */
    async gotIt(message) {
      await markGot(message.group)
      const about = { subject: message.message, action: "got_it", label: message.text }
      return await screen.command("POST", `/im/messages/${message.message}/got-it`, null, about)
    },
  }
}
