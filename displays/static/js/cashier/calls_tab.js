import { html } from "../html.js"
import { placeOf } from "../core/announcing.js"
import { clockTime } from "../core/words.js"
import { Age } from "../parts/age.js"
import { Button } from "../parts/button.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { Pill } from "../parts/pill.js"
import { byWaiting, CALL_AMBER_S, CALL_ICONS, CALL_RED_S, isOverdue, toneOf } from "../venue/calls.js"
import { RoomDetail } from "./room_detail.js"
import { List, Side } from "./split.js"
import { t } from "./words.js"

/** Guests who pressed a button on their pad: those nobody goes to first, whoever waits longest on top; beside them the room. */
export function CallsTab({ screen, desk, messages }) {
  const { open, taken } = byWaiting(desk.calls.value)
  const n = open.length + taken.length
  const notices = messages.notices.value
  const chosen = desk.calls.value.find((call) => call.id === desk.chosen.value.calls)
  const room = chosen && desk.rooms.value.find((view) => view.id === chosen.room.id)
  return html`
    <${List} title=${t("calls")} hint=${t("ready_hint")} n=${n}>
      ${n + notices.length === 0 && html`<${Empty} icon="bell" title=${t("no_calls")} text=${t("no_calls_why")} />`}
      <${Rows} calls=${open} screen=${screen} desk=${desk} chosen=${chosen} />
      ${taken.length > 0 && html`<h3 class="d-head">${t("somebody_goes")}</h3>`}
      <${Rows} calls=${taken} screen=${screen} desk=${desk} chosen=${chosen} />
      <${Notices} notices=${notices} messages=${messages} desk=${desk} />
    <//>
    <${Side}>
      ${room?.room ? html`<${RoomDetail} key=${room.id} view=${room} screen=${screen} desk=${desk} />` : html`<${Empty} icon="bell" title=${t("choose_call")} text=${t("choose_call_why")} />`}
    <//>
  `
}

/** What was told beside the calls, also what came too late to be said, until somebody has read it. */
function Notices({ notices, messages, desk }) {
  if (notices.length === 0) return null
  return html`<h3 class="d-head">${t("notices")}</h3>
    <ul class="d-rows">
      ${notices.map(
        (one) => html`<li key=${placeOf(one)} class="d-row d-row-command d-row-notice">
          <span class="d-problem-icon"><${Icon} name="note" size=${20} /></span>
          <span class="d-row-what"><b lang=${one.lang}>${one.text}</b><span class="d-row-who">${clockTime(one.at, desk.shop.value?.timezone)}${one.isLate && ` · ${t("came_late")}`}</span></span>
          <${Button} icon="check" onPress=${() => messages.gotIt(one)}>${t("understood")}<//>
        </li>`,
      )}
    </ul>`
}

function Rows({ calls, ...rest }) {
  return calls.length > 0 && html`<ul class="d-rows">${calls.map((call) => html`<${Row} key=${call.id} call=${call} ...${rest} />`)}</ul>`
}

function Row({ call, chosen, screen, desk }) {
  const action = screen.pending.value.get(call.id)?.action
  const isChosen = call.id === chosen?.id
  const choose = () => desk.choose(call.id)
  return html`<li class="d-row d-row-call" data-tone=${toneOf(call, screen.now.value)} aria-current=${String(isChosen)}>
    <button type="button" class="d-call" data-row=${call.id} aria-current=${String(isChosen)} onClick=${choose} onFocus=${choose}>
      <b class="d-number">${call.room.number}</b>
      <span class="d-place"><${Icon} name=${CALL_ICONS[call.service] ?? "bell"} size=${18} /><b>${t(`service_${call.service}`)}</b></span>
      <span class="d-row-who">
        ${clockTime(call.created_at, desk.shop.value?.timezone)}
        ${call.by && html`<${Pill} tone="info" icon="user">${t("goes", { name: call.by })}<//>`}
        ${isOverdue(call) && html`<${Pill} tone="bad" icon="warning" strong>${t(call.state === "open" ? "call_waits_long" : "call_forgotten")}<//>`}
      </span>
    </button>
    <${Age} since=${call.created_at} screen=${screen} amber_s=${CALL_AMBER_S} red_s=${CALL_RED_S} />
    <span class="d-session-acts">
      ${call.state === "accepted" && call.by !== desk.me.value && html`<${Button} kind=${isOverdue(call) ? "primary" : "plain"} icon="hand" busy=${action === "take_over"} onPress=${() => desk.takeOver(call)}>${t("take_over")}<//>`}
      ${call.state === "accepted" && call.by === desk.me.value && html`<${Button} icon="undo" busy=${action === "hand_back"} onPress=${() => desk.answerCall(call, "hand_back")}>${t("hand_back")}<//>`}
      ${call.state === "open" && html`<${Button} kind="primary" icon="hand" busy=${action === "accept"} onPress=${() => desk.answerCall(call, "accept")}>${t("accept")}<//>`}
      <${Button} icon="check" busy=${action === "finish"} onPress=${() => desk.answerCall(call, "finish")}>${t("finish")}<//>
    </span>
  </li>`
}
