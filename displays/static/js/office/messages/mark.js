// One message among the others of its happening: when, and what became of it. It opens the message's life.
import { html } from "../../html.js"
import { refine } from "../router.js"
import { eventName, State, toTheSecond } from "./looks.js"
import { t } from "./words.js"

export function Mark({ office, message, n = 1, channelName, isHere = false }) {
  const at = message.sent_at ?? (message.state === "scheduled" ? message.due_at : null)
  const repeat = message.of > 1 ? t("n_of_m", { n: message.repeat, of: message.of }) : ""
  return html`<button
    type="button"
    class="of-mark-button"
    aria-current=${isHere ? "true" : undefined}
    title=${repeat || undefined}
    onClick=${() => refine({ message: message.id })}
  >
    <span class="of-sr">${[eventName(message.event), channelName(message.channel), repeat].filter(Boolean).join(", ")}: </span>
    ${at && html`<time datetime=${at}>${toTheSecond(office, at)}</time>`}<${State} message=${message} />${n > 1 && html`<span class="of-mark-n">×${n}</span>`}
  </button>`
}
