// What is on a kitchen screen: the board's lines with what was tapped laid over them, as cards, for the stations it shows.
import { computed, effect } from "../html.js"
import { Cards, Items, totals } from "./cards.js"
import { Shown, commandsByLine, unanswered } from "./flow.js"
import { openGhosts } from "./ghosts.js"

/** The stations of the screen, and the one of them it is narrowed to. */
export function openStations(screen, look, facts) {
  const bound = computed(() => screen.me.value?.stations ?? [])
  const choices = computed(() => (bound.value.length ? bound.value : facts.stations.value.map(({ code }) => code)))
  const station = computed(() => (choices.value.includes(look.value.station) ? look.value.station : null))
  return { choices, station, shownStations: computed(() => (station.value ? [station.value] : bound.value)) }
}

/** Lines as they stand once everything that was tapped has arrived, and for a moment those that went. */
function openLines(screen, station, work) {
  const shown = new Shown()
  let now = new Map()
  let before = new Map()
  const ghosts = openGhosts(screen, () => new Map([...before, ...now]))
  const commands = computed(() => commandsByLine(unanswered(screen.outbox.waiting.value, work.flying.value)))
  const lines = computed(() => {
    screen.changed.value
    const found = shown.of(screen.board.lines.values(), work.answers.value, commands.value)
    return station.value ? found.filter((line) => line.station === station.value) : found
  })
  effect(() => {
    before = now
    now = new Map(lines.value.map((line) => [line.id, line]))
  })
  const withGhosts = computed(() => {
    const here = new Set(lines.value.map((line) => line.id))
    const gone = ghosts.value.filter((line) => !here.has(line.id) && (!station.value || line.station === station.value))
    return gone.length ? [...lines.value, ...gone] : lines.value
  })
  return { lines, withGhosts }
}

export function openContent(screen, { look, facts, work, station }) {
  const { lines, withGhosts } = openLines(screen, station, work)
  const cards = new Cards()
  const items = new Items()
  const orderCards = computed(() => cards.of(withGhosts.value, screen.board.orders, facts.limits.value))
  return {
    lines,
    orderCards,
    pickup: computed(() => orderCards.value.filter((card) => card.place === "pickup").sort((one, other) => one.since - other.since)),
    boardCards: computed(() =>
      look.value.view === "items" ? items.of(withGhosts.value, facts.limits.value) : orderCards.value.filter((card) => card.place === "board"),
    ),
    totals: computed(() => totals(orderCards.value, screen.now.value)),
    soldOut: computed(() => {
      screen.changed.value
      return [...screen.board.array("sold_out").values()]
    }),
  }
}
