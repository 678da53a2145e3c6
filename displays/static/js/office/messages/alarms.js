// Alarms: those that stand, and how those of the last week ended, each with what was done about it.
import { age, dateLabel } from "../../core/words.js"
import { html } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Empty } from "../../parts/empty.js"
import { Icon } from "../../parts/icon.js"
import { Loaded, useAll, usePages } from "../hub.js"
import { Section } from "../page.js"
import { addressOf } from "../places.js"
import { place, refine } from "../router.js"
import { t as shared } from "../words.js"
import { useLooks } from "./follow.js"
import { placeOf, toTheSecond } from "./looks.js"
import { t } from "./words.js"

const WEEK_MS = 7 * 24 * 3600 * 1000
const LOOK_AGAIN_MS = 5000
const NEWS = ["im.alarm_raised", "im.alarm_cleared"]
const ICON = { device_unreachable: "wifi-off", announcement_unheard: "sound-off", round_missed: "eye-off" }

export function Alarms({ office, channelName }) {
  const standing = useAll(office, office.at("/im/alarms", { standing: "true" }), NEWS)
  const over = usePages(office, office.at("/im/alarms", { standing: "false", limit: 50 }), NEWS)
  useLooks(standing.again, LOOK_AGAIN_MS)
  const { device } = place.value.query
  const fits = (alarm) => !device || alarm.about.device_id === device
  const since = office.now() - WEEK_MS
  const past = over.items.filter((alarm) => Date.parse(alarm.raised_at) >= since)
  const isMore = over.isMore && past.length === over.items.length
  const show = (alarm) => html`<${Alarm} key=${alarm.id} office=${office} alarm=${alarm} channelName=${channelName} />`
  return html`
    ${device && html`<div class="of-filter"><button type="button" class="of-chip" aria-pressed="true" onClick=${() => refine({ device: "" })}>${t("filter_device", { name: nameOf(office, device) })}<${Icon} name="close" size=${14} /></button></div>`}
    <${Section} title=${t("alarms_open")}>
      <${Loaded} read=${standing} kind="row" count=${2}>
        ${(alarms) => (alarms.some(fits) ? html`<ul class="of-alarms">${alarms.filter(fits).map(show)}</ul>` : html`<div class="of-card"><p class="of-fine"><${Icon} name="check" size=${18} /><span><strong>${t("alarms_none")}</strong> ${t("alarms_none_text")}</span></p></div>`)}
      <//>
    <//>
    <${Section} title=${t("alarms_past")}>
      <${Loaded} read=${{ ...over, body: over.loading || (over.problem && over.items.length === 0) ? null : past }} kind="row" count=${4}>
        ${(alarms) => (alarms.some(fits) ? html`<ul class="of-alarms">${alarms.filter(fits).map(show)}</ul>` : html`<div class="of-card"><${Empty} icon="bell" title=${t("alarms_past_none")} /></div>`)}
      <//>
      ${isMore && html`<div class="of-center"><${Button} size="s" busy=${over.busy} onPress=${over.more}>${shared("load_more")}<//></div>`}
    <//>
  `
}

const nameOf = (office, id) => office.screen.board.array("devices").get(id)?.name ?? "–"

function Alarm({ office, alarm, channelName }) {
  const { about, cleared_at } = alarm
  const time = (at) => `${office.wall(at).day === office.wall(office.now()).day ? "" : `${dateLabel(office.wall(at).day, { weekday: false })} `}${toTheSecond(office, at)}`
  const lasted = age((cleared_at ? Date.parse(cleared_at) : office.screen.now.value) - Date.parse(alarm.since))
  const words = t(`alarm_${alarm.kind}`, { device: about.device, channel: about.channel && channelName(about.channel), number: about.number, n: about.round })
  const small = [alarm.kind === "round_missed" && placeOf({ room: about.room }), t("since", { time: time(alarm.since) }), t("lasted", { age: lasted }), cleared_at && t("alarm_ended", { time: time(cleared_at), how: t(`ended_${alarm.ended}`) })]
  return html`<li class="of-alarm of-card" data-over=${Boolean(cleared_at)}>
    <span class="of-alarm-icon"><${Icon} name=${ICON[alarm.kind]} size=${20} /></span>
    <div class="of-alarm-words">
      <strong>${words}</strong>
      ${about.text && html`<q class="of-alarm-text">${about.text}</q>`}
      <small>${small.filter(Boolean).join(" · ")}</small>
      <ul class="of-steps">${alarm.steps.map((step) => html`<li key=${step.step}><${Step} office=${office} step=${step} time=${time} /></li>`)}</ul>
    </div>
    <div class="of-actions">
      ${about.device_id && html`<a class="of-more" href=${addressOf("devices", [about.device_id])}>${t("to_device")}</a>`}
      ${about.order_id && html`<a class="of-more" href=${addressOf("orders", [about.order_id])}>${t("to_order")}</a>`}
      ${about.channel && html`<a class="of-more" href=${addressOf("messages", [], { channel: about.channel, day: "all", problems: "1" })}>${t("to_messages")}</a>`}
    </div>
  </li>`
}

function Step({ step, time }) {
  const name = t(`step_${step.step}`)
  if (step.state === "skipped") {
    const why = t(`skipped_${step.reason}`)
    return html`<span class="of-step" data-state="skipped"><${Icon} name="minus" size=${14} />${t("step_skipped", { step: name, why: why === `skipped_${step.reason}` ? step.reason : why })}</span>`
  }
  const said = html`<${Icon} name="check" size=${14} />${t("step_done", { step: name, time: time(step.at) })}`
  return step.call_id ? html`<a class="of-step" href=${addressOf("messages", [], { call: step.call_id })}>${said}</a>` : html`<span class="of-step">${said}</span>`
}
