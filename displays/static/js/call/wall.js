// What hangs on the wall, as signals: the columns, the call in the band, whether the screen can still be trusted.
import { captionStands } from "../core/announcing.js"
import { language } from "../core/words.js"
import { computed, effect, signal, untracked } from "../html.js"
import { announce, openAnnouncements } from "./announce.js"
import { Band } from "./band.js"
import { columns } from "./columns.js"
import { businessDay } from "../venue/day.js"
import { followSettings } from "./shop.js"
import { languagesAt } from "./words.js"

/** So long without news, the numbers are no longer shown: people would stand at the pass for nothing. */
export const LOST_MS = 60_000

export function openWall(screen, sound, asked = new URLSearchParams(location.search).get("lang")) {
  const opened = screen.clock.now()
  const { settings, ask } = followSettings(screen)
  const numbers = screen.watch((board) => [...board.array("numbers").values()])
  const shop = screen.watch((board) => board.shop)
  const today = computed(() => (shop.value ? businessDay(screen.now.value, shop.value.timezone, shop.value.day_start) : ""))
  const lost = computed(() => {
    const { state, since_ms } = screen.link.value
    return state !== "live" && screen.now.value - (since_ms ?? opened) >= LOST_MS
  })
  const moment = computed(() => Math.floor(screen.now.value / 5000) * 5000)
  const shown = computed(() => columns(numbers.value, { now: moment.value, limitMs: settings.value.minutes * 60_000, today: today.value }))
  const languages = computed(() => languagesAt(asked ?? settings.value.mode, settings.value.first, moment.value))
  const name = computed(() => settings.value.names[languages.value[0]] || shop.value?.name)
  const band = followBand(screen, sound, numbers, lost)
  const { caption } = openAnnouncements(screen, sound, (id) => numbers.peek().some((number) => number.id === id && number.state === "called"))
  const said = computed(() => (captionStands(caption.value, screen.now.value) ? caption.value : null))

  effect(() => {
    language.value = languages.value[0] // the small words of the parts, such as the connection's
  })
  effect(() => {
    if (screen.phase.value === "ready" && screen.link.value.state === "live") untracked(ask)
  })
  return { shop, name, shown, today, lost, languages, moment, band, said }
}

/** `{call, behind}` of the band, moved on by what is called and by the clock. */
function followBand(screen, sound, numbers, lost) {
  const band = new Band()
  const state = signal({ call: null, behind: 0 })
  let timer
  let last = null
  const turn = () => {
    const now = screen.clock.now()
    band.see(numbers.peek(), now)
    band.tick(now)
    const call = band.showing
    if (call && call !== last) announce(sound)
    last = call
    if (call !== state.peek().call || band.behind !== state.peek().behind) state.value = { call, behind: band.behind }
    clearTimeout(timer)
    if (call) timer = setTimeout(turn, Math.max(50, band.until - now))
  }
  effect(() => {
    numbers.value
    if (screen.phase.value === "ready" && !lost.value) untracked(turn)
  })
  return state
}
