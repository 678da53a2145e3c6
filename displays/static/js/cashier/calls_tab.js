import { html } from "../html.js"
import { clockTime } from "../core/words.js"
import { Age } from "../parts/age.js"
import { Button } from "../parts/button.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { List, Side } from "./split.js"
import { t } from "./words.js"

const ICONS = { water: "water", clean: "clean", cashier: "bill", therapist: "spa" }

/** Guests who pressed a button on their pad, whoever waits longest first. */
export function CallsTab({ screen, desk }) {
  const calls = desk.calls.value
  const zone = desk.shop.value?.timezone
  const pending = screen.pending.value
  return html`
    <${List} title=${t("calls")} hint=${t("ready_hint")} n=${calls.length}>
      ${calls.length === 0 && html`<${Empty} icon="bell" title=${t("no_calls")} text=${t("no_calls_why")} />`}
      <ul class="d-rows">
        ${calls.map(
          (call) => html`<li key=${call.id} class="d-row d-row-call">
            <b class="d-number">${call.room?.number}</b>
            <span class="d-place"><${Icon} name=${ICONS[call.service] ?? "bell"} size=${18} /><b>${t(`service_${call.service}`)}</b></span>
            <span class="d-row-who">${clockTime(call.created_at, zone)}${call.by ? ` · ${t("goes", { name: call.by })}` : ""}</span>
            <${Age} since=${call.created_at} screen=${screen} amber_s=${120} red_s=${300} />
            <span class="d-session-acts">
              ${call.state === "open" && html`<${Button} kind="primary" icon="hand" busy=${pending.get(call.id)?.action === "accept"} onPress=${() => desk.answerCall(call, "accept")}>${t("accept")}<//>`}
              <${Button} icon="check" busy=${pending.get(call.id)?.action === "finish"} onPress=${() => desk.answerCall(call, "finish")}>${t("finish")}<//>
            </span>
          </li>`,
        )}
      </ul>
    <//>
    <${Side}><${Empty} icon="bell" title=${t("calls")} text=${t("no_calls_why")} /><//>
  `
}
