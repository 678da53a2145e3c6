// Lines that are gone from the board but stay on the screen for a moment, struck through, so that a cook sees why they went.
import { signal } from "../html.js"

export const CANCELLED_MS = 10_000

/** `before()` gives the lines as they were shown until now: a closed order's event does not bring its lines. */
export function openGhosts(screen, before) {
  const ghosts = signal([])

  function add(lines, ghost) {
    const fresh = lines.map((line) => ({ ...line, ghost }))
    const ids = new Set(fresh.map((line) => line.id))
    ghosts.value = [...ghosts.value.filter((line) => !ids.has(line.id)), ...fresh]
    setTimeout(() => (ghosts.value = ghosts.value.filter((line) => !fresh.includes(line))), CANCELLED_MS)
  }

  screen.onEvent((event, { replayed }) => {
    const seen = before()
    if (event.type === "kds.line_moved" && event.data.action === "cancel" && !(replayed && !seen.has(event.data.line.id))) {
      if (seen.has(event.data.line.id)) add([event.data.line], "cancelled")
    } else if (event.type === "orders.order_closed") {
      const unfinished = event.data.unfinished.map((id) => seen.get(id)).filter(Boolean)
      if (unfinished.length) add(unfinished.map((line) => ({ ...line, state: "cancelled" })), "closed")
    }
  })
  return ghosts
}
