import { html } from "../html.js"
import { clockTime } from "../core/words.js"
import { Icon } from "../parts/icon.js"
import { t } from "./words.js"

const CHANNELS = new Set(["kitchen", "call", "cashier", "handheld", "room", "all", "office"])

/** What an alarm is about, in a few words. */
export function aboutOf({ kind, about }, desk) {
  if (kind === "device_unreachable") return about.device ?? ""
  if (kind === "round_missed") return [about.number, about.room].filter(Boolean).join(" · ")
  const [name, rest] = (about.channel ?? "").split(":")
  const where = CHANNELS.has(name) ? t(`channel_${name}`) : about.channel
  return [name === "kitchen" && rest ? `${where} · ${desk.stationName(rest)}` : where, about.text].filter(Boolean).join(" · ")
}

/** An alarm with what somebody can do about it. */
export function AlarmDetail({ alarm, desk }) {
  return html`<article class="d-detail">
    <header class="d-detail-head"><${Icon} name="bell-ring" size=${28} /><h2>${t(`alarm_${alarm.kind}`)}</h2></header>
    <div class="d-detail-body">
      <dl class="d-facts">
        <dt>${t("alarm_what")}</dt>
        <dd>${aboutOf(alarm, desk)}</dd>
        <dt>${t("alarm_since")}</dt>
        <dd>${clockTime(alarm.since, desk.shop.value?.timezone)}</dd>
      </dl>
      <p>${t(`alarm_${alarm.kind}_do`)}</p>
      <p class="d-hint"><${Icon} name="info" size=${18} />${t("alarm_clears")}</p>
    </div>
  </article>`
}
