// What the house says by itself in a chat, who wrote, and what a list says of the newest message.
import { t } from "./words.js"

/** A system message in the words of the page; one of a newer hub says that something changed. */
export function systemWords({ code, facts }) {
  const said = wordsOf(code, facts ?? {})
  return said.startsWith("system_") ? t("system_other") : said
}

function wordsOf(code, facts) {
  if (code === "closed") return facts.why === "agent" && !facts.by ? t("system_closed") : t(`system_closed_${facts.why}`, { name: facts.by ?? "" })
  if (code === "rated") return t("system_rated", { n: facts.stars ?? 0 })
  if (code === "transferred") return t("system_transferred", { name: facts.to?.name ?? "", from: facts.from?.name ?? "" })
  return t(`system_${code}`, { name: facts.agent?.name ?? "" })
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
