// When the kitchen screen is heard: a new round, a card that has just become late. One place, so that spoken words can follow the chimes.
import { effect, signal, untracked } from "../html.js"

const STILL_NEWS_MS = 60_000

/** Gives a signal of what was last heard: `{name, number, place, at}`. */
export function openChimes(kitchen) {
  const { screen, sound } = kitchen
  const caption = signal(null)
  let late = null

  function chime(name, order) {
    const wanted = name === "late" ? kitchen.look.value.chime_late : kitchen.look.value.chime_new
    if (!wanted) return
    caption.value = { name, number: order.number, place: order.room?.number ?? order.wristband ?? "", at: screen.clock.now() }
    sound.play(name === "late" ? "late" : "new_order")
  }

  const isHere = (line) => kitchen.shownStations.value.length === 0 || kitchen.shownStations.value.includes(line.station)

  screen.onEvent((event, { replayed }) => {
    const placed = event.type === "orders.order_placed"
    const confirmed = event.type === "orders.order_changed" && event.data.lines && event.data.order.confirmed
    if (!placed && !(confirmed && event.data.order.source === "wristband")) return
    const own = (event.data.lines ?? []).filter((line) => line.state === "placed" && isHere(line))
    if (own.length === 0 || !screen.board.orders.has(event.data.order.id)) return
    if (replayed && screen.clock.now() - Date.parse(event.at) > STILL_NEWS_MS) return
    chime("new", event.data.order)
  })

  effect(() => {
    const now = screen.now.value
    const before = late
    const is = kitchen.orderCards.value.filter((card) => card.late !== null && now >= card.late.red)
    late = new Set(is.map((card) => card.id))
    const fresh = before === null || screen.phase.value !== "ready" ? [] : is.filter((card) => !before.has(card.id))
    if (fresh.length > 0) untracked(() => chime("late", fresh[0].order))
    if (screen.phase.value !== "ready") late = null
  })
  return caption
}
