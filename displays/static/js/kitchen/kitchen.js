// The kitchen screen without its looks: what is on it, how it is set, what is open over it.
import { computed, signal } from "../html.js"
import { nameOf } from "../core/words.js"
import { problemText } from "../parts/problem_text.js"
import { toast } from "../parts/toast.js"
import { actsOf } from "./acts.js"
import { openArrangement } from "./arrange.js"
import { openHeard } from "./chimes.js"
import { openContent, openStations } from "./content.js"
import { openFacts } from "../venue/facts.js"
import { lookOf } from "./look.js"
import { Served, recallable } from "./recall.js"
import { t } from "./words.js"
import { openWork } from "./work.js"

const MUTE_MS = 5 * 60_000
const SOUND_SETTLES_MS = 600 // where sound is allowed from the start, the browser says so a moment later

const TELL = {
  refused(problem, count) {
    const why = problemText(problem)
    toast(count > 1 ? t("refused_of", { n: count, why }) : why, { tone: "bad" })
  },
  somebody(action, name) {
    toast(name ? t(`named_${action}`, { name }) : t(`somebody_${action}`), { tone: "info", icon: "users" })
  },
}

export function openKitchen(screen, sound) {
  const look = computed(() => lookOf(screen.settings.value))
  const facts = openFacts(screen)
  /** Whether the shop has an extension on; taken for on until it is known, or until the hub has said no. */
  const may = (action) => facts.shop.value?.settings?.[`ext_${action}`] !== false && !work.off.value.has(action)
  const work = openWork(screen, TELL, may)
  const stations = openStations(screen, look, facts)
  const content = openContent(screen, { look, facts, work, station: stations.station })
  let ruler = null
  const kitchen = {
    screen,
    sound,
    look,
    facts,
    work,
    may,
    ...stations,
    ...content,
    ...actsOf(work),
    arrangement: openArrangement({ screen, look, cards: content.boardCards, shownStations: stations.shownStations, ruler: () => ruler }),
    served: openServed(screen, stations.shownStations),
    useRuler: (made) => (ruler = made),
    set: (name, value) => screen.set("kitchen", { ...screen.settings.value.kitchen, [name]: value }),
    resetLook: () => screen.set("kitchen", {}),
    stationName(code) {
      const known = facts.stations.value.find((one) => one.code === code)
      return known ? nameOf(known) : code
    },
    recallLast() {
      const [last] = recallable(content.lines.value, kitchen.served(), screen.clock.now())
      if (last) kitchen.recall(last)
      else toast(t("recall_none"), { tone: "info" })
    },
    toggleView() {
      kitchen.set("view", look.value.view === "items" ? "cards" : "items")
      kitchen.arrangement.first()
    },
    ...openDialogs(),
    ...openHearing(screen, sound),
  }
  return Object.assign(kitchen, openHeard(kitchen))
}

/** What stands open over the board: one dialog at most. */
function openDialogs() {
  const open = signal(null)
  return {
    open,
    openCard: (card) => (open.value = { kind: "card", id: card.id, of: card.kind }),
    openSoldOut: (dish) => (open.value = { kind: "sold_out", dish }),
    show: (kind, more) => (open.value = open.value?.kind === kind ? null : { kind, ...more }),
    close: () => (open.value = null),
  }
}

function openHearing(screen, sound) {
  const settled = signal(false)
  setTimeout(() => (settled.value = true), SOUND_SETTLES_MS)
  const muted = computed(() => sound.muted_until.value > screen.now.value)
  return {
    muted,
    silent: computed(() => settled.value && sound.state.value === "blocked"),
    toggleMute: () => sound.muteFor(muted.value ? 0 : MUTE_MS),
  }
}

function openServed(screen, shownStations) {
  const served = new Served()
  screen.onEvent((event) => event.type === "kds.line_moved" && served.take(event.data))
  return () => served.of(shownStations.peek())
}
