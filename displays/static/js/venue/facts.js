// What the board does not carry: the stations and their limits, how long dishes take, which of the extensions the shop has on.
// Kept on the screen, so that a reload without network still knows them.
import { computed, effect, signal } from "../html.js"
import { get, put } from "../core/storage.js"

const AGAIN_ON = new Set(["store.menu_changed", "venue.shop_changed"])
const RETRY_MS = 10_000

export function openFacts(screen) {
  const stations = signal([])
  const menu = signal([])
  const shop = signal(null)
  const place = () => `kitchen_facts:${screen.me.value?.device?.id ?? "somebody"}`
  let asking = null
  let is_old = false // something has changed since it was asked
  let retry = 0
  let of = null

  function take(facts) {
    if (facts?.stations) stations.value = facts.stations
    if (facts?.menu) menu.value = facts.menu
    if (facts?.shop) shop.value = facts.shop
  }

  async function load() {
    clearTimeout(retry)
    const id = screen.me.value?.shop?.id
    const answers = await Promise.all([screen.ask("GET", "/kds/stations"), screen.ask("GET", "/menu"), id ? screen.ask("GET", `/shops/${id}`) : { ok: false }])
    const [station, dishes, detail] = answers
    take({
      stations: station.ok ? station.body.stations : null,
      menu: dishes.ok ? dishesOf(dishes.body) : null,
      shop: detail.ok ? { names: detail.body.shop.names, settings: detail.body.shop.settings } : null,
    })
    await put("kept", place(), { stations: stations.value, menu: menu.value, shop: shop.value })
    if (answers.some((answer) => answer.unreachable)) retry = setTimeout(reload, RETRY_MS)
  }

  function reload() {
    is_old = asking !== null
    asking ??= load().finally(() => {
      asking = null
      if (is_old) reload()
    })
    return asking
  }

  screen.onEvent((event) => {
    if (AGAIN_ON.has(event.type)) reload()
  })

  effect(() => {
    const id = screen.me.value?.device?.id
    if (!id || id === of) return
    of = id
    get("kept", place()).then(take).then(reload)
  })

  return {
    stations,
    menu,
    shop,
    limits: computed(() => ({
      stations: new Map(stations.value.map(({ code, amber_seconds, red_seconds }) => [code, { amber: amber_seconds, red: red_seconds }])),
      prep: new Map(menu.value.map(({ sku_id, prep_seconds }) => [sku_id, prep_seconds])),
    })),
    dishes: computed(() => new Map(menu.value.map((dish) => [dish.sku_id, dish]))),
  }
}

/** The part of the menu that the kitchen works with. */
const kept = ({ sku_id, name, names, kitchen_name, station, prep_seconds }) => ({ sku_id, name, names, kitchen_name, station, prep_seconds })

function dishesOf(menu) {
  return menu.categories.flatMap((category) => category.items.map(kept))
}
