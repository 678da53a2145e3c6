import { html, useComputed } from "../html.js"
import { clockTime, dateLabel, language, nameOf } from "../core/words.js"
import { Icon } from "../parts/icon.js"
import { LinkPill } from "../parts/pill.js"
import { whoComes } from "./calls.js"
import { FullScreenButton } from "./full_screen.js"
import { countsOf } from "./progress.js"
import { Scene } from "./scene.js"
import { t } from "./words.js"

/** The start page: where you are, what time it is, and one thing to do. The whole page is the button. */
export function Welcome({ pad }) {
  const open = Boolean(pad.stay.value)
  const begin = () => open && pad.begin()
  return html`<main class="welcome" data-open=${String(open)} onClick=${begin}>
    <${Scene} />
    <header class="welcome-head" onClick=${(event) => event.stopPropagation()}>
      <p class="welcome-shop">${nameOf(pad.shop.value)}</p>
      <div class="welcome-tools"><${FullScreenButton} /><${LinkPill} screen=${pad.screen} /></div>
    </header>
    <div class="welcome-middle">
      <${Time} pad=${pad} />
      <h1 class="welcome-room">
        <span class="welcome-room-word">${t("room_word")}</span>
        <b>${pad.room.value.number}</b>
      </h1>
    </div>
    <div class="welcome-foot">
      ${open ? html`<${News} pad=${pad} /><${Touch} onPress=${begin} />` : html`<${ClosedRoom} />`}
      <${Languages} pad=${pad} />
    </div>
  </main>`
}

function Time({ pad }) {
  const time = useComputed(() => clockTime(pad.screen.now.value, pad.zone.value))
  const day = useComputed(() => dateLabel(dayOf(pad.screen.now.value, pad.zone.value)))
  return html`<p class="welcome-time"><time>${time}</time><span>${day}</span></p>`
}

function Touch({ onPress }) {
  return html`<button type="button" class="welcome-touch" onClick=${onPress}><${Icon} name="hand" size=${30} /><span>${t("touch")}</span></button>`
}

function ClosedRoom() {
  return html`<p class="welcome-closed"><${Icon} name="key" size=${28} /><span>${t("closed_room_text")}</span></p>`
}

/** What waits for the guest: dishes under way, a basket not ordered yet, an order that waits for the network. */
function News({ pad }) {
  const counts = countsOf(pad.lines.value)
  const unsent = pad.screen.outbox.waiting.value.filter((entry) => entry.action === "order").length
  const { accepted, open } = pad.calls.underWay.value
  const unread = pad.chat.unread.value
  const chips = [
    unread && ["chat", t("chat_unread", { n: unread })],
    accepted && ["user", whoComes(accepted.call)],
    open && ["bell-ring", t("service_open")],
    unsent && ["send", t("to_send", { n: unsent })],
    counts.on_the_way && ["serve", t("coming", { n: counts.on_the_way })],
    counts.ready && ["check", t("is_ready", { n: counts.ready })],
    counts.placed + counts.preparing && ["pot", t("being_made", { n: counts.placed + counts.preparing })],
    pad.review.value.count && ["basket", t("in_basket", { n: pad.review.value.count })],
  ].filter(Boolean)
  if (chips.length === 0) return html`<p class="welcome-rest">${t("rest")}</p>`
  return html`<ul class="welcome-news">
    ${chips.map(([icon, text]) => html`<li key=${icon}><${Icon} name=${icon} size=${20} />${text}</li>`)}
  </ul>`
}

const LANGUAGES = [
  ["zh-CN", "中文"],
  ["en", "English"],
]

export function Languages({ pad }) {
  return html`<div class="languages" role="radiogroup" aria-label=${t("language")} onClick=${(event) => event.stopPropagation()}>
    ${LANGUAGES.map(
      ([id, name]) => html`<button type="button" key=${id} role="radio" lang=${id} aria-checked=${String(language.value === id)} onClick=${() => pad.speak(id)}>${name}</button>`,
    )}
  </div>`
}

/** The calendar day of the shop, as `2026-07-14`. */
function dayOf(ms, zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone || undefined, year: "numeric", month: "2-digit", day: "2-digit" }).format(ms)
}
