import { html } from "../html.js"
import { clockTime } from "../core/words.js"
import { Button } from "./button.js"
import { Sheet } from "./dialog.js"
import { Empty } from "./empty.js"
import { Icon } from "./icon.js"
import { problemText } from "./problem_text.js"
import { t } from "./words.js"

const STATE_ICON = { held: "clock", waiting: "clock", sending: "send", stale: "warning", refused: "error" }
const STATE_WORD = { held: "held", waiting: "waits", sending: "sending", stale: "stale", refused: "refused" }

function Waiting({ command, outbox, zone }) {
  const refused = command.state === "refused"
  const held = command.state === "held"
  const decide = refused || held || command.state === "stale"
  return html`<li class="outbox-row" data-state=${command.state}>
    <${Icon} name=${STATE_ICON[command.state]} size=${20} />
    <div class="outbox-text">
      <strong>${command.label || command.action || command.path}</strong>
      <span>${clockTime(command.at, zone)} · ${refused && command.problem ? problemText(command.problem) : t(STATE_WORD[command.state])}</span>
    </div>
    ${decide &&
    html`<div class="outbox-acts">
      ${!refused && !held && html`<${Button} kind="primary" onPress=${() => outbox.retry(command.id)}>${t("send_now")}<//>`}
      <${Button} onPress=${() => outbox.drop(command.id)}>${t(refused ? "seen" : "drop")}<//>
    </div>`}
  </li>`
}

function linkText(link, zone) {
  if (link.state !== "live") return t("lost_text", { time: link.since_ms ? clockTime(link.since_ms, zone) : "–" })
  return t(link.way === "poll" ? "poll_text" : "live_text")
}

/** What the connection is and what waits to be sent, with the decisions only a person can take. */
export function OutboxSheet({ screen, onClose }) {
  const zone = screen.me.value?.shop?.timezone
  const waiting = screen.outbox.waiting.value
  return html`<${Sheet} open=${true} title=${t("connection")} onClose=${onClose}>
    <p class="sheet-lead">${linkText(screen.link.value, zone)}</p>
    ${waiting.length === 0
      ? html`<${Empty} icon="check-circle" title=${t("nothing_waits")} text=${t("nothing_waits_text")} />`
      : html`<ul class="outbox">
          ${waiting.map((command) => html`<${Waiting} key=${command.id} command=${command} outbox=${screen.outbox} zone=${zone} />`)}
        </ul>`}
  <//>`
}
