// Whose an order's command is, for what waits on the pad when the guests change. The hub sees to it that it never goes on others' bill.

/** The subject of an order's command: whose it is and which basket it took. */
export function subjectOf(basket) {
  return `${basket.stay_id}:${basket.id}`
}

export function isOfStay(command, stayId) {
  return command.subject.startsWith(`${stayId}:`)
}
