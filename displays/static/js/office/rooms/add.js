// A new room, a new wristband.
import { html } from "../../html.js"
import { Dialog } from "../../parts/dialog.js"
import { toast } from "../../parts/toast.js"
import { Ending, Form, Text, useForm, useLeaveGuard } from "../form.js"
import { t as shared } from "../words.js"
import { t } from "./words.js"

export function AddRoom({ office, areas, onDone, onClose }) {
  const form = useForm({ number: "", area: "" }, ({ number }) => (number.trim() === "" ? { "/number": shared("required") } : {}))
  const close = useLeaveGuard(form, onClose)
  async function send() {
    const answer = await form.submit(({ number, area }) => office.ask("POST", office.at("/rooms"), { number: number.trim(), area: area.trim() }))
    if (!answer) return
    toast(t("room_added", { number: answer.body.room.number }), { tone: "good" })
    onDone()
    onClose()
  }
  return html`<${Dialog} open title=${t("add_room")} size="s" onClose=${close}>
    <${Form} form=${form} onSubmit=${send} label=${t("add_room")}>
      <${Text} form=${form} at="/number" label=${t("number")} maxlength="20" autofocus />
      <${Text} form=${form} at="/area" label=${t("area")} hint=${t("area_hint")} maxlength="40" list="of-areas" />
      <datalist id="of-areas">${areas.map((area) => html`<option key=${area} value=${area}></option>`)}</datalist>
      <${Ending} form=${form} close=${close} label=${shared("add")} />
    <//>
  <//>`
}

export function AddWristband({ office, onClose }) {
  const form = useForm({ code: "" }, ({ code }) => (code.trim() === "" ? { "/code": shared("required") } : {}))
  const close = useLeaveGuard(form, onClose)
  async function send() {
    const answer = await form.submit(({ code }) => office.ask("POST", office.at("/wristbands"), { code: code.trim() }))
    if (!answer) return
    toast(t("wristband_added", { code: answer.body.code }), { tone: "good" })
    onClose()
  }
  return html`<${Dialog} open title=${t("add_wristband")} size="s" onClose=${close}>
    <${Form} form=${form} onSubmit=${send} label=${t("add_wristband")}>
      <${Text} form=${form} at="/code" label=${t("code")} maxlength="40" autofocus />
      <${Ending} form=${form} close=${close} label=${shared("add")} />
    <//>
  <//>`
}
