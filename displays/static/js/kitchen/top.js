// The head of the screen: which station this is, how much there is to do, and the few buttons a cook needs.
import { html } from "../html.js"
import { age, clockTime, nameOf } from "../core/words.js"
import { Icon } from "../parts/icon.js"
import { Menu } from "../parts/menu.js"
import { Pill } from "../parts/pill.js"
import { TopBar } from "../parts/top_bar.js"
import { t } from "./words.js"

/** "Hot kitchen", or all of those it shows. */
export function titleOf(kitchen) {
  const shown = kitchen.shownStations.value
  if (shown.length === 0) return t("all_stations")
  return shown.map(kitchen.stationName).join(" · ")
}

function StationChoice({ kitchen }) {
  const choices = kitchen.choices.value
  const title = titleOf(kitchen)
  if (choices.length < 2) return title
  const chosen = kitchen.station.value
  const items = [null, ...choices].map((code) => ({
    label: code === null ? t("all_stations") : kitchen.stationName(code),
    checked: code === chosen,
    onPress: () => kitchen.set("station", code),
  }))
  return html`<${Menu} label=${`${t("station")}: ${title}`} icon="filter" size="l" items=${items} class="k-stations">${title}<//>`
}

function Numbers({ kitchen }) {
  const { orders, dishes, late } = kitchen.totals.value
  return html`<p class="k-totals">
    <span><b>${orders}</b>${t("orders_open", { n: orders })}</span>
    <span><b>${dishes}</b>${t("dishes_open", { n: dishes })}</span>
    ${late > 0 && html`<span class="k-totals-late"><${Icon} name="timer" size="1.3rem" /><b>${late}</b>${t("late_open")}</span>`}
  </p>`
}

/** A shop that takes no orders: nothing new will come, and nobody should wonder why. */
function Closed({ kitchen }) {
  kitchen.screen.changed.value
  const state = kitchen.screen.board.shop?.state
  if (!state || state === "open") return null
  return html`<${Pill} tone="warn" icon=${state === "paused" ? "pause" : "moon"} class="k-shop-state">${t(`shop_${state}`)}<//>`
}

/** What a screen says that shows an old state. It stands where the numbers stood, which are old too: nothing moves under a finger. */
function Offline({ screen }) {
  const { since_ms } = screen.link.value
  const time = since_ms ? clockTime(since_ms, screen.me.value?.shop?.timezone) : null
  return html`<div class="k-offline" role="status"><${Icon} name="wifi-off" size="1.75rem" /><p><b>${time ? t("offline", { time }) : t("offline_ever")}</b><span>${t("offline_hint")}</span></p></div>`
}

const HEARD_ICONS = { late: "timer", said: "sound-on" }

/** What was heard stands here in words for a moment, for whoever did not hear it. */
function Middle({ kitchen }) {
  if (kitchen.screen.link.value.state === "offline") return html`<div class="k-middle"><${Offline} screen=${kitchen.screen} /></div>`
  const heard = kitchen.caption.value
  const said = heard === null ? "" : (heard.text ?? t(`said_${heard.name}`, heard))
  return html`<div class="k-middle">
    <p class="unseen" aria-live="polite">${said}</p>
    <${Closed} kitchen=${kitchen} />
    ${said ? html`<p class="k-caption" data-name=${heard.name} aria-hidden="true"><${Icon} name=${HEARD_ICONS[heard.name] ?? "bell-ring"} size="1.5rem" />${heard.room && html`<b class="k-caption-room">${heard.room}</b>`}<span class="k-caption-text" lang=${heard.lang}>${said}</span>${heard.waiting > 0 && html`<small>+${heard.waiting}</small>`}</p>` : html`<${Numbers} kitchen=${kitchen} />`}
  </div>`
}

export function ViewSwitch({ kitchen }) {
  const view = kitchen.look.value.view
  const choose = (name) => view !== name && kitchen.toggleView()
  return html`<div class="k-switch" role="radiogroup" aria-label=${t("view")}>
    ${[
      ["cards", "cards"],
      ["items", "items"],
    ].map(
      ([name, icon]) =>
        html`<button type="button" role="radio" key=${name} aria-label=${t(name)} aria-checked=${String(view === name)} onClick=${() => choose(name)}><${Icon} name=${icon} size="1.5rem" /><span>${t(name)}</span></button>`,
    )}
  </div>`
}

function Tool({ icon, label, onPress, on, count, children }) {
  return html`<button type="button" class="k-tool" aria-label=${label} title=${label} aria-pressed=${on === undefined ? undefined : String(on)} onClick=${onPress}>
    <${Icon} name=${icon} size="1.75rem" />${children && html`<span>${children}</span>`}${count > 0 && html`<b class="k-tool-count">${count}</b>`}
  </button>`
}

function Sound({ kitchen }) {
  const { sound, screen } = kitchen
  const muted = kitchen.muted.value
  if (sound.state.value === "none") return html`<${Tool} icon="sound-off" label=${t("sound_off")} onPress=${() => kitchen.show("settings")} />`
  const left = muted ? t("muted_left", { age: age(sound.muted_until.value - screen.now.value) }) : null
  return html`<${Tool} icon=${muted || sound.state.value === "blocked" ? "sound-off" : "sound-on"} label=${muted ? `${left} · ${t("unmute")}` : t("mute")} on=${muted} onPress=${kitchen.toggleMute}>${left}<//>`
}

export function Top({ kitchen }) {
  const out = kitchen.soldOut.value.length
  const shop = nameOf(kitchen.facts.shop.value) || undefined
  return html`<${TopBar} screen=${kitchen.screen} subtitle=${shop} title=${html`<${StationChoice} kitchen=${kitchen} />`} class="k-top">
    <${ViewSwitch} kitchen=${kitchen} />
    <${Middle} kitchen=${kitchen} />
    <span class="k-tools">
      <${Tool} icon="recall" label=${t("recall")} onPress=${() => kitchen.show("recall")}>${t("recall")}<//>
      ${out > 0 && html`<${Tool} icon="sold-out" label=${t("sold_out_now", { n: out })} count=${out} onPress=${() => kitchen.show("sold_out_list")} />`}
      <${Sound} kitchen=${kitchen} />
      <${Tool} icon="settings" label=${t("settings")} onPress=${() => kitchen.show("settings")} />
    </span>
  <//>`
}
