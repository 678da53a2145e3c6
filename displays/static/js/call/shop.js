// What the shop has set for its call screens.
import { signal } from "../html.js"

const DEFAULTS = { minutes: 15, mode: "both", first: "zh-CN", names: {} }

/** The settings as the hub answers them, in the words of this screen. */
export function settingsOf(shop) {
  const settings = shop?.settings ?? {}
  return {
    minutes: Math.max(0, settings.call_screen_minutes ?? DEFAULTS.minutes),
    mode: settings.call_screen_languages ?? DEFAULTS.mode,
    first: settings.language ?? DEFAULTS.first,
    names: shop?.names ?? DEFAULTS.names,
  }
}

/** The settings as a signal, asked for once and again whenever the shop changes. */
export function followSettings(screen) {
  const settings = signal(settingsOf(null))
  const ask = async () => {
    const shop = screen.board.shop
    if (!shop) return
    const answer = await screen.ask("GET", `/shops/${shop.id}`)
    if (answer.ok) settings.value = settingsOf(answer.body.shop)
  }
  screen.onEvent((event) => {
    if (event.type === "venue.shop_changed") ask()
  })
  return { settings, ask }
}
