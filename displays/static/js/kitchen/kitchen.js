// The kitchen screen without its looks: what is on it, and what each tap and key does.
import { computed, effect, signal } from "../html.js"
import { language, nameOf } from "../core/words.js"
import { problemText } from "../parts/problem_text.js"
import { toast } from "../parts/toast.js"
import { openArrangement } from "./arrange.js"
import { Cards, Items, totals } from "./cards.js"
import { openChimes } from "./chimes.js"
import { openFacts } from "./facts.js"
import { Shown, commandsByLine, isCooking, isWaiting, nextAction, tapAction, unanswered } from "./flow.js"
import { openGhosts } from "./ghosts.js"
import { lookOf } from "./look.js"
import { recallable } from "./recall.js"
import { dishName, t } from "./words.js"
import { openWork } from "./work.js"

const TWICE_MS = 350
const SOUND_SETTLES_MS = 600 // where sound is allowed from the start, the browser says so a moment later

export function openKitchen(screen, sound) {
  const look = computed(() => lookOf(screen.settings.value))
  const facts = openFacts(screen)
  const work = openWork(screen, { refused, somebody }, (action) => kitchen.may(action))
  const open = signal(null)
  const settled = signal(false)
  setTimeout(() => (settled.value = true), SOUND_SETTLES_MS)
  const taps = new Map()
  let ruler = null

  // What is on the screen.

  const bound = computed(() => screen.me.value?.stations ?? [])
  const choices = computed(() => (bound.value.length ? bound.value : facts.stations.value.map(({ code }) => code)))
  const station = computed(() => (choices.value.includes(look.value.station) ? look.value.station : null))
  const shownStations = computed(() => (station.value ? [station.value] : bound.value))

  const shown = new Shown()
  let seen = new Map()
  let seenBefore = new Map()
  const ghosts = openGhosts(screen, () => new Map([...seenBefore, ...seen]))
  const commands = computed(() => commandsByLine(unanswered(screen.outbox.waiting.value, work.flying.value)))
  const lines = computed(() => {
    screen.changed.value
    const found = shown.of(screen.board.lines.values(), work.answers.value, commands.value)
    return station.value ? found.filter((line) => line.station === station.value) : found
  })
  effect(() => {
    seenBefore = seen
    seen = new Map(lines.value.map((line) => [line.id, line]))
  })
  const withGhosts = computed(() => {
    const here = new Set(lines.value.map((line) => line.id))
    const gone = ghosts.value.filter((line) => !here.has(line.id) && (!station.value || line.station === station.value))
    return gone.length ? [...lines.value, ...gone] : lines.value
  })

  const cardsOf = new Cards()
  const itemsOf = new Items()
  const orderCards = computed(() => cardsOf.of(withGhosts.value, screen.board.orders, facts.limits.value))
  const pickup = computed(() => orderCards.value.filter((card) => card.place === "pickup").sort((one, other) => one.since - other.since))
  const boardCards = computed(() =>
    look.value.view === "items" ? itemsOf.of(withGhosts.value, screen.board.orders, facts.limits.value) : orderCards.value.filter((card) => card.place === "board"),
  )
  const arrangement = openArrangement({ screen, look, cards: boardCards, shownStations, ruler: () => ruler })
  const soldOut = computed(() => {
    screen.changed.value
    return [...screen.board.array("sold_out").values()]
  })

  // What is said.

  function refused(problem, count) {
    const why = problemText(problem)
    toast(count > 1 ? t("refused_of", { n: count, why }) : why, { tone: "bad" })
  }

  function somebody(action) {
    toast(t(`somebody_${action}`), { tone: "info", icon: "users" })
  }

  function nameOfLines(list) {
    const [first] = list
    const what = list.length === 1 ? `${first.quantity}× ${dishName(first, language.value)}` : t("dishes", { n: list.length })
    const orders = new Set(list.map((line) => line.order_id))
    return orders.size === 1 ? `${first.number} ${what}` : what
  }

  function run(steps, word, list) {
    work.run(steps, `${t(word)} · ${nameOfLines(list)}`)
  }

  /** Two touches in quick succession on one thing are one: a greasy finger, a bouncing key. */
  function twice(id) {
    const now = performance.now()
    const before = taps.get(id) ?? -Infinity
    if (taps.size > 500) taps.clear()
    taps.set(id, now)
    return now - before < TWICE_MS
  }

  // What can be done.

  const of = (list, ids) => list.filter((line) => ids.includes(line.id))
  const WORD = { start: "did_start", finish: "did_finish", call: "did_call", serve: "did_serve", recall: "did_recall", undo: "did_undo", confirm: "did_confirm" }

  function step(list, action, { guard = true } = {}) {
    if (list.length === 0 || (guard && twice(`${action} ${list[0].id}`))) return
    run([{ action, ids: list.map((line) => line.id) }], WORD[action], list)
  }

  const kitchen = {
    screen,
    sound,
    look,
    facts,
    work,
    open,
    station,
    bound,
    choices,
    shownStations,
    lines,
    pickup,
    boardCards,
    orderCards,
    arrangement,
    soldOut,
    totals: computed(() => totals(orderCards.value, screen.now.value)),

    useRuler(made) {
      ruler = made
    },
    set(name, value) {
      screen.set("kitchen", { ...screen.settings.value.kitchen, [name]: value })
    },
    resetLook() {
      screen.set("kitchen", {})
    },
    /** Whether the shop has an extension on; taken for on until it is known, or until the hub has said no. */
    may(action) {
      return facts.shop.value?.settings?.[`ext_${action}`] !== false && !work.off.value.has(action)
    },
    stationName(code) {
      const known = facts.stations.value.find((one) => one.code === code)
      return known ? nameOf(known) : code
    },

    tap(line) {
      const action = tapAction(line.state)
      if (action && !twice(line.id)) step([line], action, { guard: false })
    },
    next(line) {
      if (line.ghost) return
      if (line.state === "voided") return kitchen.confirmVoid(line)
      const action = nextAction(line.state)
      if (action && !twice(line.id)) step([line], action, { guard: false })
    },
    step,
    startAll(card) {
      step(of(card.lines, card.steps.start), "start")
    },
    finishAll(card) {
      step(of(card.lines, card.steps.finish), "finish")
    },
    /** The whole card's next step. */
    nextOfCard(card) {
      const { start, finish } = card.steps
      if (start.length) kitchen.startAll(card)
      else if (finish.length) kitchen.finishAll(card)
      else kitchen.call(card.lines)
    },
    /** Everything on the card is done, whether anybody pressed "start" or not. */
    bump(card) {
      const cooking = card.lines.filter((line) => isCooking(line) && !line.ghost)
      if (cooking.length === 0 || twice(`bump ${card.id}`)) return
      run([{ action: "start", ids: card.steps.start }, { action: "finish", ids: cooking.map((line) => line.id) }], "did_bump", cooking)
    },
    call(list) {
      step(list.filter(isWaiting), "call")
    },
    serve(list) {
      step(list.filter(isWaiting), "serve")
    },
    confirmVoid(line) {
      step([line], "confirm")
    },
    rush(list, on) {
      const open_ = list.filter((line) => isCooking(line) && line.rush !== on && !line.ghost)
      if (open_.length === 0 || twice(`rush ${open_[0].id}`)) return
      run([{ action: "rush", on, ids: open_.map((line) => line.id) }], on ? "did_rush" : "did_calm", open_)
    },
    recall(line) {
      step([line], "recall")
    },
    takeBackStart(line) {
      step([line], "undo")
    },
    recallLast() {
      const [last] = recallable(lines.value, kitchen.served(), screen.clock.now())
      if (last) kitchen.recall(last)
      else toast(t("recall_none"), { tone: "info" })
    },
    undo() {
      work.takeBack(t("undone"))
    },

    openCard(card) {
      open.value = { kind: "card", id: card.id, of: card.kind }
    },
    openSoldOut(dish) {
      open.value = { kind: "sold_out", dish }
    },
    show(kind) {
      open.value = open.value?.kind === kind ? null : { kind }
    },
    close() {
      open.value = null
    },
    toggleView() {
      kitchen.set("view", look.value.view === "items" ? "cards" : "items")
      arrangement.first()
    },
    silent: computed(() => settled.value && sound.state.value === "blocked"),
    muted: computed(() => sound.muted_until.value > screen.now.value),
    toggleMute() {
      if (kitchen.muted.value) sound.muteFor(0)
      else sound.muteFor(5 * 60_000)
    },
  }

  kitchen.served = openServed(screen)
  kitchen.caption = openChimes(kitchen)
  return kitchen
}

/** Lines that left this screen as served, for as long as they can be recalled: what the page has seen itself. */
function openServed(screen) {
  let served = []
  screen.onEvent((event) => {
    if (event.type !== "kds.line_moved") return
    const { line } = event.data
    const others = served.filter((one) => one.id !== line.id)
    served = line.state === "served" ? [line, ...others].slice(0, 100) : others
  })
  return () => served
}
