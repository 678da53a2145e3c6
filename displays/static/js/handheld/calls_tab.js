import { html } from "../html.js"
import { Age } from "../parts/age.js"
import { Button } from "../parts/button.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { Pill } from "../parts/pill.js"
import { problemText } from "../parts/problem_text.js"
import { toast } from "../parts/toast.js"
import { t } from "./words.js"

const ICONS = { water: "water", clean: "clean", cashier: "bill", therapist: "spa" }
const AMBER_S = 120
const RED_S = 300

/** Guests who pressed a button on their pad, whoever waits longest first. */
export function CallsTab({ screen, calls }) {
  if (calls.length === 0) return html`<${Empty} icon="bell" title=${t("no_calls")} text=${t("no_calls_why")} />`
  return html`<ul class="calls">
    ${calls.map((call) => html`<li key=${call.id}><${Call} call=${call} screen=${screen} /></li>`)}
  </ul>`
}

function Call({ call, screen }) {
  const act = async (action) => {
    const label = `${call.room?.number ?? ""} · ${t(call.service)}`
    const answer = await screen.command("POST", `/pad-calls/${call.id}/${action}`, undefined, { subject: call.id, action, label })
    if (!answer.ok && !answer.queued) toast(problemText(answer.problem, t), { tone: "bad" })
  }
  const pending = screen.pending.value.get(call.id)
  return html`<article class="trip" data-called=${call.state === "open" || null}>
    <header class="trip-head">
      <h2 class="trip-place"><span class="trip-room">${call.room?.number}</span></h2>
      <div class="trip-meta">
        <span class="call-service"><${Icon} name=${ICONS[call.service] ?? "bell"} size=${22} />${t(call.service)}</span>
        ${call.by && html`<${Pill} tone="info" icon="user">${call.by}<//>`}
      </div>
      <${Age} since=${call.created_at} screen=${screen} amber_s=${AMBER_S} red_s=${RED_S} class="trip-age" />
    </header>
    <footer class="trip-acts">
      ${
        call.state === "open" &&
        html`<${Button} kind="primary" size="l" icon="hand" busy=${pending?.action === "accept"} onPress=${() => act("accept")}>${t("accept")}<//>`
      }
      <${Button} kind=${call.state === "open" ? "plain" : "good"} size="l" icon="check-all" busy=${pending?.action === "finish"} onPress=${() => act("finish")}>${t("finish")}<//>
    </footer>
  </article>`
}
