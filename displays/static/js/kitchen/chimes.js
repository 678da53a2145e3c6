// When the kitchen screen is heard: a new round, a card that has just become late, an announcement. One place, for one news sounds once.
import { captionStands } from "../core/announcing.js"
import { openMessages } from "../core/messages.js"
import { computed, effect, signal, untracked } from "../html.js"

const STILL_NEWS_MS = 60_000

const CAPTION_MS = 8_000

/** Gives `caption`, a signal of what is heard or was just now, `{name, text | number and place, waiting}` or null; and the messages. */
export function openHeard(kitchen) {
  const { screen, sound } = kitchen
  const chimed = signal(null)
  let late = null

  function chime(name, order) {
    const wanted = name === "late" ? kitchen.look.value.chime_late : kitchen.look.value.chime_new
    if (!wanted) return
    chimed.value = { name, number: order.number, place: order.room?.number ?? order.wristband ?? "", at: screen.clock.now() }
    if (name === "late") sound.play("late")
    else sound.play("new_order", { about: "order_placed" })
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

  const messages = openMessages(screen, sound, {
    speaks: () => kitchen.look.value.voice,
    chimes: (message) => message.event !== "order_placed" || kitchen.look.value.chime_new,
    concerns(message) {
      const known = message.lines.map((id) => screen.board.lines.get(id)).filter(Boolean)
      return known.length === 0 || known.some(isHere)
    },
  })
  const caption = computed(() => {
    const now = screen.now.value
    const said = messages.caption.value
    const own = chimed.value
    if (captionStands(said, now) && (said.isSaid || own === null || said.shown_at >= own.at)) return { name: "said", ...said, waiting: messages.waiting.value }
    return own !== null && now - own.at < CAPTION_MS ? own : null
  })
  return { caption, messages }
}
