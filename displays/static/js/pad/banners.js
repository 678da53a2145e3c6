import { html } from "../html.js"
import { clockTime } from "../core/words.js"
import { Icon } from "../parts/icon.js"
import { t } from "./words.js"

/** What stands in the way of an order, and whether what is shown is true. */
export function Banners({ pad }) {
  const stop = pad.stop.value
  return html`${stop && html`<${Stop} pad=${pad} stop=${stop} />`} ${pad.offline.value && html`<${Offline} pad=${pad} />`}`
}

const STOPS = {
  paused: { icon: "pause", title: "shop_paused", text: "may_look" },
  closed: { icon: "moon", title: "shop_closed", text: "may_look" },
  checked_out: { icon: "key", title: "checked_out", text: "checked_out_text" },
}

function Stop({ pad, stop }) {
  const { icon, title, text } = STOPS[stop]
  const reopens = stop !== "checked_out" && pad.shop.value?.reopens_at
  return html`<section class="banner banner-stop" role="status">
    <${Icon} name=${icon} size=${24} />
    <p><b>${t(title)}${reopens && html` · ${t("reopens", { time: clockTime(reopens, pad.zone.value) })}`}</b><span>${t(text)}</span></p>
  </section>`
}

function Offline({ pad }) {
  const since = pad.screen.link.value.since_ms
  return html`<section class="banner banner-offline" role="status">
    <${Icon} name="wifi-off" size=${24} />
    <p><b>${since ? t("offline", { time: clockTime(since, pad.zone.value) }) : t("offline_unknown")}</b><span>${t("offline_text")}</span></p>
  </section>`
}
