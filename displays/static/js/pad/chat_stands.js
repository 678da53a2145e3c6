// Which chat a pad shows, and how it stands. Pure.

/** The chat of a stay that is shown: the one that runs, else the newest. Pure. */
export function chatOfStay(chats, stayId) {
  const own = chats.filter((chat) => chat.kind === "support" && chat.subject?.stay_id === stayId)
  return own.sort((one, other) => Number(one.state === "closed") - Number(other.state === "closed") || (one.opened_at < other.opened_at ? 1 : -1))[0] ?? null
}

/** How the chat stands for the guest: "none", "queued", "nobody", "assigned", "open" or "closed". Pure. */
export function standOf(chat) {
  if (chat === null) return "none"
  if (chat.state === "closed") return "closed"
  if (chat.state === "queued") return chat.nobody_here ? "nobody" : "queued"
  return chat.state === "assigned" ? "assigned" : "open"
}
