// A new room, a new wristband.
import { html } from "../../html.js"
import { Dialog } from "../../parts/dialog.js"
import { toast } from "../../parts/toast.js"
import { Ending, Form, Text, useForm, useLeaveGuard } from "../form.js"
import { t as shared } from "../words.js"
import { t } from "./words.js"

export function AddRoom({ office, areas, onDone, onClose }) {
  const form = useForm({ number: "", area_names: { "zh-CN": "", en: "" } }, ({ number }) => (number.trim() === "" ? { "/number": shared("required") } : {}))
  const close = useLeaveGuard(form, onClose)
  async function send() {
    const answer = await form.submit(({ number, area_names }) => office.ask("POST", office.at("/rooms"), { number: number.trim(), ...areaFor(area_names, areas) }))
    if (!answer) return
    toast(t("room_added", { number: answer.body.room.number }), { tone: "good" })
    onDone()
    onClose()
  }
  return html`<${Dialog} open title=${t("add_room")} size="s" onClose=${close}>
    <${Form} form=${form} onSubmit=${send} label=${t("add_room")}>
      <${Text} form=${form} at="/number" label=${t("number")} maxlength="20" autofocus />
      <${Text} form=${form} at="/area_names/zh-CN" label=${t("area_zh")} maxlength="40" lang="zh-CN" list="of-areas-zh" />
      <${Text} form=${form} at="/area_names/en" label=${t("area_en")} hint=${t("area_hint")} maxlength="40" lang="en" list="of-areas-en" />
      <${AreaNames} id="of-areas-zh" language="zh-CN" areas=${areas} />
      <${AreaNames} id="of-areas-en" language="en" areas=${areas} />
      <${Ending} form=${form} close=${close} label=${shared("add")} />
    <//>
  <//>`
}

function AreaNames({ id, language, areas }) {
  return html`<datalist id=${id}>${areas.map(({ area, area_names }) => html`<option key=${area} value=${area_names[language] ?? area}></option>`)}</datalist>`
}

/** One of the house's areas if either name is one of its, else a new one. */
function areaFor(typed, areas) {
  const wanted = Object.entries(typed)
    .map(([language, name]) => [language, name.trim()])
    .filter(([, name]) => name)
  const known = areas.find(({ area, area_names }) => wanted.some(([language, name]) => name === (area_names[language] ?? area)))
  return known ?? { area_names: Object.fromEntries(wanted) }
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
