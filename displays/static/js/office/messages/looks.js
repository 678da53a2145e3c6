// How messages look: their state as a sign and a word, their channel by the name people use, and what a device made of them.
import { nameOf } from "../../core/words.js"
import { html } from "../../html.js"
import { Icon } from "../../parts/icon.js"
import { t as announcementWords } from "../announcements/words.js"
import { t as shared } from "../words.js"
import { isNeedless, QUIETLY } from "./groups.js"
import { t } from "./words.js"

const LOOK = {
  scheduled: ["neutral", "clock"],
  sending: ["info", "send"],
  sent: ["info", "send"],
  shown: ["good", "eye"],
  spoken: ["good", "speaker"],
  dropped: ["neutral", "minus"],
  failed: ["bad", "warning"],
}
export const STATES = Object.keys(LOOK)
const PROBLEM_TONE = { failed: "bad", unheard: "bad", nobody: "bad", blocked: "warn", left_out: "warn", late: "warn", moved: "warn" }
const PROBLEM_ICON = { failed: "warning", unheard: "warning", nobody: "warning", blocked: "sound-off", left_out: "minus", late: "timer", moved: "move" }

/** `{tone, icon, words}` of a message as it stands. */
export function lookOf(message) {
  const { state, problem, reason } = message
  if (problem) return { tone: PROBLEM_TONE[problem], icon: PROBLEM_ICON[problem], words: t(`problem_${problem}`) }
  const isOver = isNeedless(message)
  const [tone, icon] = LOOK[isOver ? "dropped" : state]
  if (state === "dropped") return { tone, icon: reason === "got_it" ? "hand" : icon, words: reasonWords(reason) }
  if (isOver) return { tone, icon, words: reasonWords("subject_changed") }
  if (state === "scheduled" && reason === "delayed") return { tone, icon, words: t("delayed") }
  return { tone, icon, words: t(`state_${state}`) }
}

/** Why a message ended, in words; what a program wrote there is passed on. */
export function reasonWords(reason) {
  if (reason?.startsWith("fault:")) return `${t("why_fault")} (${reason.slice(6).trim()})`
  const said = t(`why_${reason}`)
  return said === `why_${reason}` ? reason : said
}

export function State({ message }) {
  const { tone, icon, words } = lookOf(message)
  return html`<span class=${`of-fate tone-${tone}`}><${Icon} name=${icon} size=${14} />${words}</span>`
}

/** The name of an event, as the rules call it. */
export const eventName = (event) => announcementWords(`event_${event}`)
export const kindName = (kind) => announcementWords(`kind_${kind}`)

/** Channels by the names of rooms, stations and devices. */
export function channelNamer(office, stations) {
  const { board } = office.screen
  return (channel) => {
    const [name, rest] = split(channel)
    if (name === "kitchen" && rest) return `${announcementWords("channel_kitchen")} · ${nameOf(stations.find((one) => one.code === rest)) || rest}`
    if (name === "room") return roomName(board.array("rooms").get(rest))
    if (name === "device") return board.array("devices").get(rest)?.name ?? announcementWords("device")
    return announcementWords(`channel_${name}`)
  }
}

const roomName = (room) => (room ? shared("room", { number: room.number }) : announcementWords("channel_room"))

function split(channel) {
  const at = channel.indexOf(":")
  return at < 0 ? [channel, ""] : [channel.slice(0, at), channel.slice(at + 1)]
}

/** Where the guests of a message were, in words. */
export function placeOf({ room, wristband }) {
  if (wristband) return shared("wristband", { code: wristband })
  return room ? shared("room", { number: room }) : ""
}

const RESULT_LOOK = { spoken: ["good", "speaker"], shown: ["good", "eye"], silenced: ["warn", "sound-off"], audio_blocked: ["bad", "sound-off"], expired: ["warn", "timer"] }

/** What one device did: `{tone, icon, words}`. */
export function resultOf({ result, acked_at }) {
  if (result === null) return { tone: "neutral", icon: acked_at ? "inbox" : "clock", words: t(acked_at ? "result_device_none" : "result_device_waiting") }
  if (result.startsWith("skipped:")) {
    const why = result.slice("skipped:".length)
    const said = t(`skipped_${why}`)
    return { tone: QUIETLY.has(result) ? "neutral" : "warn", icon: "minus", words: said === `skipped_${why}` ? t("skipped", { why }) : said }
  }
  const [tone, icon] = RESULT_LOOK[result] ?? ["neutral", "info"]
  return { tone, icon, words: t(`result_device_${result}`) }
}

/** A time to the second, on the shop's clock. */
export const toTheSecond = (office, at) => `${office.time(at)}:${at.slice(17, 19)}`
