// An order that waited for the network belongs to the guests who made it: when others are in the room by then, it must not go on their bill.

/** The subject of an order's command: whose it is and which basket it took. */
export function subjectOf(basket) {
  return `${basket.stay_id}:${basket.id}`
}

export function isOfStay(command, stayId) {
  return command.subject.startsWith(`${stayId}:`)
}

/** For the outbox: asks the hub who is in the room now, and goes by nothing older than that. */
export async function mayGo(command, screen) {
  if (command.action !== "order") return "go"
  const answer = await screen.ask("GET", "/me/board")
  if (!answer.ok) return "wait"
  return isOfStay(command, answer.body.board.stay?.id) ? "go" : { status: 409, code: "stay_closed" }
}
