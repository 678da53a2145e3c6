// Giving a chat to a colleague, or back to the queue.
import { html, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Dialog } from "../../parts/dialog.js"
import { TextArea } from "../../parts/field.js"
import { Icon } from "../../parts/icon.js"
import { Pill } from "../../parts/pill.js"
import { problemText } from "../../parts/problem_text.js"
import { toast } from "../../parts/toast.js"
import { Loaded, problemOf, useRead } from "../hub.js"
import { t as shared } from "../words.js"
import { t } from "./words.js"

const QUEUE = "queue"
const NOTE_MOST = 500

/** How free somebody is, as a word and a tone. */
function standOf(agent) {
  if (!agent.present) return ["away", "neutral"]
  if (!agent.available) return ["not_taking", "warn"]
  return agent.open >= agent.capacity ? ["full", "warn"] : ["free", "good"]
}

/** One's own is always possible: that is taking it over. */
const canTake = (agent, office) => agent.id === office.user.id || (agent.present && agent.available)

const ORDER = { free: 0, full: 1, not_taking: 2, away: 3 }

export function Transfer({ office, desk, chat, onClose }) {
  const read = useRead(office, office.at("/chats/agents"))
  const [to, choose] = useState(null)
  const [note, setNote] = useState("")
  const [busy, setBusy] = useState(false)
  const send = async () => {
    setBusy(true)
    const reply = await desk.change(chat, "transfer", { staff_id: to === QUEUE ? null : to, note: note.trim() || null })
    setBusy(false)
    if (!reply.ok) return toast(problemText(problemOf(reply)), { tone: "bad" })
    toast(t("transferred"), { tone: "good" })
    onClose()
  }
  const actions = html`<${Button} size="s" onPress=${onClose}>${shared("cancel")}<//>
    <${Button} size="s" kind="primary" busy=${busy} disabled=${to === null} onPress=${send}>${t("transfer")}<//>`
  return html`<${Dialog} open title=${t("transfer_title")} class="of-transfer" onClose=${onClose} actions=${actions}>
    <${Loaded} read=${read} count=${3}>
      ${({ items }) => {
        const others = items.filter((agent) => agent.id !== chat.agent?.id)
        const sorted = others.sort((one, other) => ORDER[standOf(one)[0]] - ORDER[standOf(other)[0]] || one.open - other.open)
        return html`<fieldset class="of-transfer-to">
          <legend class="field-label">${t("transfer_to")}</legend>
          ${chat.state !== "queued" && html`<${Choice} id=${QUEUE} value=${to} onChoose=${choose} name=${t("to_queue")} text=${t("to_queue_text")} icon="clock" />`}
          ${sorted.map((agent) => {
            const [stand, tone] = standOf(agent)
            const load = t("load", { open: agent.open, capacity: agent.capacity })
            return html`<${Choice} key=${agent.id} id=${agent.id} value=${to} onChoose=${choose} name=${agent.name} text=${load} letter=${[...agent.name][0]} isOff=${!canTake(agent, office)}>
              <${Pill} tone=${tone}>${t(stand)}<//>
            <//>`
          })}
        </fieldset>`
      }}
    <//>
    <${TextArea} label=${t("note")} value=${note} rows=${2} maxlength=${NOTE_MOST} onChange=${setNote} />
  <//>`
}

function Choice({ id, value, onChoose, name, text, icon, letter, isOff, children }) {
  return html`<label class="of-choose" data-off=${String(Boolean(isOff))}>
    <input type="radio" name="transfer" value=${id} checked=${value === id} disabled=${isOff} onChange=${() => onChoose(id)} />
    ${icon ? html`<span class="of-choose-icon"><${Icon} name=${icon} size=${18} /></span>` : html`<span class="of-avatar" data-letter=${letter} aria-hidden="true"></span>`}
    <span class="of-two-lines"><strong>${name}</strong><small>${text}</small></span>
    ${children}
  </label>`
}
