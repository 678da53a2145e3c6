import { captionStands } from "../core/announcing.js"
import { html, useComputed, useLayoutEffect, useState } from "../html.js"
import { IconButton } from "../parts/button.js"
import { Icon } from "../parts/icon.js"
import { LinkPill } from "../parts/pill.js"
import { CallsTab } from "./calls_tab.js"
import { FetchTab, MineTab } from "./fetch_tab.js"
import { OrderTab } from "./order_tab.js"
import { RingBar } from "./ring_bar.js"
import { RoomsTab } from "./rooms_tab.js"
import { SettingsSheet } from "./settings_sheet.js"
import { t } from "./words.js"

const TABS = [
  { id: "fetch", icon: "dish" },
  { id: "mine", icon: "hand" },
  { id: "calls", icon: "bell" },
  { id: "rooms", icon: "room" },
  { id: "order", icon: "basket" },
]

/** Some handhelds have keys: 1 to 5 are the tabs, and / looks for a dish. */
function useTabKeys(setTab) {
  useLayoutEffect(() => {
    const keyed = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return
      const search = event.key === "/" && document.querySelector(".order-head input")
      const tab = TABS[Number(event.key) - 1]
      if (!search && !tab) return
      event.preventDefault()
      if (search) search.focus()
      else setTab(tab.id)
    }
    addEventListener("keydown", keyed)
    return () => removeEventListener("keydown", keyed)
  }, [])
}

/** The waiter's handheld: a head, one tab, and the tabs where the thumb is. */
export function Handheld({ screen, sound, desk, ordering }) {
  const [tab, setTab] = useState("fetch")
  const [settings, setSettings] = useState(false)
  const rooms = useComputed(() => [...(screen.changed.value, screen.board.array("rooms")).values()]).value
  useLayoutEffect(() => document.querySelector(".hh-main")?.scrollTo(0, 0), [tab])
  useTabKeys(setTab)
  const order = (place) => {
    ordering.place.value = { ...place, label: place.room.number }
    setTab("order")
  }
  const groups = desk.groups.value
  const caption = desk.messages.caption.value
  const said = captionStands(caption, screen.now.value) && caption.kind !== "notice" ? caption : null
  const counts = { fetch: groups.nobody.length, mine: groups.me.length, calls: desk.calls.value.filter((call) => call.state === "open").length }
  const alarm = { fetch: groups.nobody.some((trip) => trip.called), calls: counts.calls > 0 }
  return html`<div class="hh">
    <header class="hh-head">
      <h1>${t(tab === "fetch" ? "to_fetch" : tab)}</h1>
      <${LinkPill} screen=${screen} />
      <${IconButton} icon="settings" label=${t("settings")} onPress=${() => setSettings(true)} />
    </header>
    <main class="hh-main" data-old=${screen.link.value.state === "offline" || null}>
      ${tab === "fetch" && html`<${FetchTab} screen=${screen} desk=${desk} />`}
      ${tab === "mine" && html`<${MineTab} screen=${screen} desk=${desk} />`}
      ${tab === "calls" && html`<${CallsTab} screen=${screen} desk=${desk} />`}
      ${tab === "rooms" && html`<${RoomsTab} screen=${screen} desk=${desk} rooms=${rooms} onOrder=${order} onDishes=${() => setTab("fetch")} />`}
      ${tab === "order" && html`<${OrderTab} screen=${screen} ordering=${ordering} rooms=${rooms} />`}
    </main>
    ${(tab === "fetch" || tab === "calls" || said) && html`<${RingBar} screen=${screen} sound=${sound} ringing=${alarm[tab]} what=${tab} said=${said} />`}
    <nav class="hh-tabs" aria-label=${t("tabs")}>
      ${TABS.map(
        ({ id, icon }, at) => html`<button key=${id} class="hh-tab" aria-current=${id === tab ? "page" : null} aria-keyshortcuts=${at + 1} onClick=${() => setTab(id)}>
          <span class="hh-tab-icon"><${Icon} name=${icon} size=${24} />${counts[id] > 0 && html`<b class="hh-count" data-alarm=${alarm[id] || null}>${counts[id]}</b>`}</span>
          <span>${t(id)}</span>
        </button>`,
      )}
    </nav>
    ${settings && html`<${SettingsSheet} screen=${screen} sound=${sound} onClose=${() => setSettings(false)} />`}
  </div>`
}
