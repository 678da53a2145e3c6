import { drawn, html, useRef, useState } from "../html.js"
import { CAPTION_MS, captionStands } from "../core/announcing.js"
import { age, clockTime, nameOf } from "../core/words.js"
import { Button, IconButton } from "../parts/button.js"
import { Icon } from "../parts/icon.js"
import { LinkPill, Pill } from "../parts/pill.js"
import { ShopClock } from "../parts/top_bar.js"
import { useMarked } from "./marked.js"
import { findAll } from "./places.js"
import { placeOf } from "./orders.js"
import { isSpeaker } from "./speaker.js"
import { t } from "./words.js"

const MUTE_MS = 5 * 60_000
const SHOP = { open: { tone: "good", icon: "shop" }, paused: { tone: "warn", icon: "pause" }, closed: { tone: "bad", icon: "lock" } }

/** The head: which terminal of which shop, whether it takes orders, F4, F2, sound, time and connection. */
export function Top({ screen, sound, desk, messages }) {
  const shop = desk.shop.value ?? screen.me.value?.shop
  return html`<header class="d-top">
    <div class="d-who">
      <span class="d-shop">${nameOf(shop)}</span>
      <h1>${screen.me.value?.device?.name ?? t("cashier")}</h1>
    </div>
    ${desk.shop.value && html`<${ShopState} shop=${desk.shop.value} />`}
    <${Find} desk=${desk} />
    <${Button} kind="primary" icon="plus" onPress=${() => desk.order()} class="d-new" aria-keyshortcuts="F2">${t("new_order")} <kbd>F2</kbd><//>
    <${Heard} screen=${screen} sound=${sound} messages=${messages} />
    <${SoundTool} screen=${screen} sound=${sound} />
    <${IconButton} icon="settings" label=${t("settings")} onPress=${() => (desk.dialog.value = { kind: "settings" })} />
    <${ShopClock} screen=${screen} />
    <${LinkPill} screen=${screen} />
  </header>`
}

function ShopState({ shop }) {
  const { tone, icon } = SHOP[shop.state] ?? SHOP.open
  const back = shop.reopens_at && shop.state !== "open" ? ` · ${t("until", { time: clockTime(shop.reopens_at, shop.timezone) })}` : ""
  return html`<${Pill} tone=${tone} icon=${icon} class="d-shop-state">${t(`shop_${shop.state}`)}${back}<//>`
}

/** Captions for whoever does not hear: the announcement, else the last chime in words. */
function Heard({ screen, sound, messages }) {
  const now = screen.now.value
  const said = messages.caption.value
  const last = sound.captions.value
  const fresh = last && now - last.at < CAPTION_MS
  return html`<span class="unseen" aria-live="polite">${captionStands(said, now) ? said.text : fresh ? last.text : ""}</span>`
}

function SoundTool({ screen, sound }) {
  const muted = sound.muted_until.value > screen.now.value
  const blocked = sound.state.value === "blocked"
  if (sound.state.value === "none") return html`<${IconButton} icon="sound-off" label=${t("sound_none")} disabled />`
  if (!isSpeaker(screen)) return html`<span class="d-quiet" title=${t("quiet_terminal_why")}><${Icon} name="sound-off" size=${18} label=${t("quiet_terminal")} /></span>`
  if (blocked) return html`<${Button} kind="accent" icon="sound-off" onPress=${() => sound.unlock()}>${t("sound_on")}<//>`
  const left = muted ? age(sound.muted_until.value - screen.now.value) : null
  return html`<${Button} kind="quiet" icon=${muted ? "sound-off" : "sound-on"} label=${t(muted ? "unmute" : "mute")} pressed=${muted} title=${t(muted ? "unmute" : "mute")} onPress=${() => sound.muteFor(muted ? 0 : MUTE_MS)}>${left}<//>`
}

const ICONS = { order: "list", room: "room", wristband: "wristband" }

/** F4: a room, a wristband or a number leads to it. */
function Find({ desk }) {
  const [query, setQuery] = useState("")
  const [at, setAt] = useMarked(query)
  const [open, setOpen] = useState(false)
  const box = useRef(null)
  const found = findAll(desk.rooms.value, desk.bands.value, desk.tickets.value, query)
  const go = (one) => {
    if (!one) return
    setQuery("")
    setOpen(false)
    if (one.kind === "room") desk.go("rooms", one.room.id)
    else if (one.kind === "wristband") desk.go("bands", one.band.id)
    else desk.go("orders", one.ticket.id)
    drawn(() => document.querySelector(".d-main [data-row][aria-current=true]")?.focus())
  }
  const keyed = (event) => {
    if (event.isComposing) return
    if (event.key === "ArrowDown") setAt(Math.min(found.length - 1, at + 1))
    else if (event.key === "ArrowUp") setAt(Math.max(0, at - 1))
    else if (event.key === "Enter") go(found[at])
    else if (event.key === "Escape" && query) setQuery("")
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const shown = open && query.trim() !== ""
  return html`<div class="d-find" ref=${box} onFocusOut=${(event) => !box.current.contains(event.relatedTarget) && setOpen(false)}>
    <span class="input input-icon">
      <${Icon} name="search" size=${18} />
      <input
        id="find"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        aria-label=${t("find")}
        aria-expanded=${String(shown)}
        aria-controls="found"
        aria-activedescendant=${shown && found[at] ? `found-${at}` : undefined}
        placeholder=${t("find")}
        value=${query}
        onFocus=${() => setOpen(true)}
        onInput=${(event) => (setQuery(event.currentTarget.value), setOpen(true))}
        onKeyDown=${keyed}
      />
      <kbd>F4</kbd>
    </span>
    <ul id="found" class="d-found" role="listbox" aria-label=${t("find")} hidden=${!shown}>
      ${shown && found.length === 0 && html`<li class="d-found-none" role="option" aria-selected="false">${t("found_nothing", { query })}</li>`}
      ${
        shown &&
        found.map(
          (one, place) => html`<li key=${one.id} id=${`found-${place}`} role="option" aria-selected=${String(place === at)} onPointerDown=${(event) => (event.preventDefault(), go(one))}>
            <${Icon} name=${ICONS[one.kind]} size=${18} /><b>${one.kind === "order" ? one.ticket.order.number : one.label}</b><span>${whatOf(one)}</span>
          </li>`,
        )
      }
    </ul>
  </div>`
}

function whatOf(one) {
  if (one.kind === "order") return `${t(`state_${one.ticket.order.state}`)} · ${placeOf(one.ticket.order)}`
  if (one.kind === "room") return t(`room_${one.room.state}`)
  return one.band.stay.room ? t("in_room", { number: one.band.stay.room.number }) : t("wristband_out")
}
