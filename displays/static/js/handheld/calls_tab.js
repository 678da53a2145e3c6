import { html } from "../html.js"
import { placeOf } from "../core/announcing.js"
import { clockTime } from "../core/words.js"
import { Age } from "../parts/age.js"
import { Button } from "../parts/button.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { Pill } from "../parts/pill.js"
import { byWaiting, CALL_AMBER_S, CALL_ICONS, CALL_RED_S, isOverdue, toneOf } from "../venue/calls.js"
import { t } from "./words.js"

/** Guests who pressed a button on their pad: those nobody goes to first, whoever waits longest on top; then who goes where. */
export function CallsTab({ screen, desk }) {
  const { open, taken } = byWaiting(desk.calls.value)
  const notices = desk.messages.notices.value
  if (open.length + taken.length + notices.length === 0) return html`<${Empty} icon="bell" title=${t("no_calls")} text=${t("no_calls_why")} />`
  return html`
    ${open.length === 0 && taken.length > 0 && html`<${Empty} icon="check-circle" title=${t("all_calls_taken")} class="empty-low" />`}
    <${Calls} calls=${open} screen=${screen} desk=${desk} />
    ${taken.length > 0 && html`<h2 class="trips-head">${t("somebody_goes")}</h2>`}
    <${Calls} calls=${taken} screen=${screen} desk=${desk} />
    <${Notices} notices=${notices} screen=${screen} messages=${desk.messages} />
  `
}

/** What was told beside the calls, also what came too late to be said, until somebody has read it. */
function Notices({ notices, screen, messages }) {
  if (notices.length === 0) return null
  return html`<h2 class="trips-head">${t("notices")}</h2>
    <ul class="calls">
      ${notices.map(
        (one) => html`<li key=${placeOf(one)} class="trip notice">
          <p class="notice-text" lang=${one.lang}>${one.text}</p>
          <p class="notice-when"><${Icon} name="clock" size=${16} />${clockTime(one.at, screen.me.value?.shop?.timezone)}${one.isLate && ` · ${t("came_late")}`}</p>
          <${Button} size="l" icon="check" onPress=${() => messages.gotIt(one)}>${t("got_it")}<//>
        </li>`,
      )}
    </ul>`
}

function Calls({ calls, screen, desk }) {
  if (calls.length === 0) return null
  return html`<ul class="calls">
    ${calls.map((call) => html`<li key=${call.id}><${Call} call=${call} screen=${screen} desk=${desk} /></li>`)}
  </ul>`
}

function Call({ call, screen, desk }) {
  const action = screen.pending.value.get(call.id)?.action
  const mine = call.by === desk.me.value
  const whose = call.state === "open" ? "nobody" : mine ? "me" : "other"
  return html`<article class="trip call" data-whose=${whose} data-tone=${toneOf(call, screen.now.value)} data-called=${call.state === "open" || null} aria-label=${`${t("room", { number: call.room.number })} · ${t(call.service)}`}>
    <header class="trip-head">
      <h2 class="trip-place"><span class="trip-room">${call.room.number}</span></h2>
      <div class="trip-meta">
        <span class="call-service"><${Icon} name=${CALL_ICONS[call.service] ?? "bell"} size=${24} />${t(call.service)}</span>
        <span class="trip-marks">
          ${isOverdue(call) && html`<${Pill} tone="bad" icon="warning" strong>${t(call.state === "open" ? "call_waits_long" : "call_forgotten")}<//>`}
          ${call.by && html`<${Pill} tone=${mine ? "good" : "info"} icon="user">${mine ? t("call_mine") : t("call_taken", { name: call.by })}<//>`}
        </span>
      </div>
      <${Age} since=${call.created_at} screen=${screen} amber_s=${CALL_AMBER_S} red_s=${CALL_RED_S} class="trip-age" />
    </header>
    <footer class="trip-acts">
      ${mine && html`<${Button} size="l" icon="undo" busy=${action === "hand_back"} onPress=${() => desk.answerCall(call, "hand_back")}>${t("hand_back")}<//>`}
      ${whose === "other" && isOverdue(call) && html`<${Button} kind="primary" size="l" icon="hand" onPress=${() => desk.answerCall(call, "take_over")}>${t("take_over")}<//>`}
      ${whose === "nobody" && html`<${Button} kind="primary" size="l" icon="hand" busy=${action === "accept"} onPress=${() => desk.answerCall(call, "accept")}>${t("accept")}<//>`}
      <${Button} kind=${mine ? "good" : "plain"} size=${whose === "other" && !isOverdue(call) ? "m" : "l"} icon="check-all" busy=${action === "finish"} onPress=${() => desk.answerCall(call, "finish")}>${t("finish")}<//>
    </footer>
  </article>`
}
