// What the house says by itself in a chat, who wrote, and what a list says of the newest message.
import { t } from "./words.js"

/** What is said of guests among staff, and to the guests themselves in other words. */
const TO_GUESTS = new Set(["queued", "reopened", "closed_guest", "closed_stay_ended", "closed_forgotten"])

/** A system message in the words of the page, for "staff" or "guest"; one of a newer hub says that something changed. */
export function systemWords({ code, facts }, side = "staff") {
  const said = wordsOf(code, facts ?? {}, side)
  return said.startsWith("system_") ? t("system_other") : said
}

/** Whether a message is for this side at all: what guests have said of a chat, they know. */
export function isFor({ code }, side) {
  return side === "staff" || code !== "rated"
}

function wordsOf(code, facts, side) {
  if (code === "closed" && facts.why === "agent" && !facts.by) return t("system_closed")
  if (code === "rated") return t("system_rated", { n: facts.stars ?? 0 })
  if (code === "transferred") return transferWords(facts, side)
  const what = code === "closed" ? `closed_${facts.why}` : code
  return t(side === "guest" && TO_GUESTS.has(what) ? `guest_${what}` : `system_${what}`, { name: facts.agent?.name ?? facts.by ?? "" })
}

/** Guests are told who answers them now; staff also who has given it to whom. */
function transferWords({ from, by = from, to }, side) {
  const name = to?.name ?? ""
  if (side === "guest" || !by) return t("system_assigned", { name })
  if (!to?.id || by.id !== to.id) return t("system_transferred", { name, from: by.name })
  return from ? t("system_taken_over", { name, from: from.name }) : t("system_assigned", { name })
}

/** One line for a list of chats. */
export function lineOf(message) {
  if (!message) return t("no_messages")
  if (message.kind === "system") return systemWords(message)
  return message.text || t("picture")
}

/** The room of a guest's chat, or the wristband, as its title. */
export function placeOf(chat) {
  const { room, wristband } = chat.subject ?? {}
  if (room) return t("room", { number: room.number })
  return wristband || t("guest")
}

/** Who wrote; a guest's own name is the room's number. */
export function writerName(by) {
  if (by?.kind === "guest") return by.name ? t("room", { number: by.name }) : t("guest")
  return by?.name || t("us")
}
