// Which cards stand where: sorted, measured and laid into pages whenever the board, the room for it or the language changes.
import { batch, computed, effect, signal, untracked } from "../html.js"
import { language } from "../core/words.js"
import { LONG_AGO_MS } from "../venue/ages.js"
import { businessDay } from "../venue/day.js"
import { alsoAt, sorted } from "./cards.js"
import { isCooking } from "./flow.js"
import { narrowestColumn, scaleFor } from "./look.js"
import { columnsFor, elsewhere, packed, pageWithin } from "./pages.js"

const TORN_WHEN_LONGER = 0.4
const LOW_PX = 900 // a tablet on its side: its few rows are worth more than large buttons
const ROOMY_AGAIN = 0.4 // of the columns: what fits there as compact cards fits on one page of large ones, and not by a hair
const HELD_MS = 4000
const NOTHING = { pages: [], tags: new Map(), heights: new Map(), cards: new Map(), columns: 1, width: 0 }

/** What a card's second row says, as a text that is the same while it says the same. */
export function tagsOf(card, shownStations, now, today) {
  if (card.kind !== "order") return ""
  const tags = []
  if (card.rush) tags.push("rush")
  if (card.order.business_day && card.order.business_day !== today) tags.push("yesterday")
  if (now - card.since > LONG_AGO_MS) tags.push("long_ago")
  for (const station of alsoAt(card.order, shownStations)) tags.push(`at:${station}`)
  return tags.join()
}

/** Lines that were finished just now keep their height, so that nothing moves while somebody taps down a card; then they make room. */
function heldLines(cards, now) {
  const held = []
  for (const card of cards) {
    for (const line of card.lines) {
      if (isCooking(line)) continue
      const since = Math.max(Date.parse(line.ready_at ?? 0), Date.parse(line.voided_at ?? 0))
      if (line.ghost || now - since < HELD_MS) held.push(line.id)
    }
  }
  return held.join()
}

/** `area` is the room for cards in px, `wanted` the page that was asked for. */
export function openArrangement({ screen, look, cards, shownStations, ruler }) {
  const area = signal({ width: 0, height: 0 })
  const wanted = signal(0)
  const layout = signal(NOTHING)
  const minute = computed(() => Math.floor(screen.now.value / 60_000))
  const screenWidth = signal(globalThis.innerWidth ?? 1920)
  const scale = computed(() => scaleFor(look.value.size, screenWidth.value))
  const today = computed(() => {
    minute.value
    const shop = screen.board.shop ?? screen.me.value?.shop
    return shop ? businessDay(screen.now.peek(), shop.timezone, shop.day_start) : null
  })
  const screenHeight = signal(globalThis.innerHeight ?? 1080)
  const crowded = signal(false)
  const compact = computed(() => (look.value.density === "auto" ? crowded.value || screenHeight.value < LOW_PX : look.value.density === "compact"))
  const held = computed(() => heldLines(cards.value, screen.now.value))
  const order = computed(() => sorted(cards.value, look.value.view === "items" ? look.value.item_sort : look.value.sort))

  effect(() => {
    const { width, height } = area.value
    const { view, columns, density } = look.value
    const list = order.value
    const stations = shownStations.value
    const factor = scale.value
    const dense = compact.value
    const holding = new Set(held.value.split(","))
    const day = today.value
    language.value
    if (width <= 0 || height <= 0) return
    untracked(() => {
      const gap = Math.round(12 * factor)
      const count = columns === "auto" ? columnsFor(width, narrowestColumn(factor, dense), gap) : Number(columns)
      const column = Math.floor((width - gap * (count - 1)) / count)
      const now = screen.now.value
      const tags = new Map(list.map((card) => [card.id, tagsOf(card, stations, now, day)]))
      const measured = ruler().measured(list, tags, { width: column, view, compact: dense, holding })
      const { again, torn } = ruler().measures
      const pages = packed(measured, { columns: count, height, gap, again, torn, alone: TORN_WHEN_LONGER })
      if (density === "auto") crowded.value = dense ? pages.length > 1 || (pages[0]?.length ?? 0) > count * ROOMY_AGAIN : pages.length > 1
      const heights = new Map(measured.map(({ id, own }) => [id, own.join()]))
      layout.value = { pages, tags, heights, cards: new Map(list.map((card) => [card.id, card])), columns: count, width: column, list }
    })
  })

  const page = computed(() => pageWithin(wanted.value, layout.value.pages))

  return {
    area,
    scale,
    compact,
    layout,
    page,
    pages: computed(() => Math.max(1, layout.value.pages.length)),
    rest: computed(() => elsewhere(layout.value.list ?? [], layout.value.pages, page.value)),
    turn(by) {
      const count = layout.value.pages.length
      if (count > 1) wanted.value = (page.value + by + count) % count
    },
    first() {
      wanted.value = 0
    },
    resize(width, height) {
      batch(() => {
        screenWidth.value = innerWidth
        screenHeight.value = innerHeight
        area.value = { width, height }
      })
    },
  }
}
