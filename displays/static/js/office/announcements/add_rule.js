// A new rule: what is told, where and how. The rest has sensible values and is set in the rule itself.
import { html } from "../../html.js"
import { Dialog } from "../../parts/dialog.js"
import { toast } from "../../parts/toast.js"
import { Ending, Form, Select, useForm, useLeaveGuard } from "../form.js"
import { addressOf } from "../places.js"
import { go } from "../router.js"
import { t } from "./words.js"

const LIMIT_SECONDS = { announcement: 120, notice: 600, pad_call: 600 }

export function AddRule({ office, known, templates, wanted, again, onClose }) {
  const event = wanted.event ?? "order_placed"
  const ofEvent = (name) => templates.filter((one) => one.event === name)
  const initial = { event, source: wanted.source ?? "any", channel: wanted.channel ?? "kitchen", kind: "announcement", template_id: ofEvent(event)[0]?.id ?? "" }
  const form = useForm(initial, ({ template_id }) => (template_id ? {} : { "/template_id": t("templates_empty") }))
  const close = useLeaveGuard(form, onClose)
  const { values } = form
  async function send() {
    const { kind } = values
    const answer = await form.submit(() => office.ask("POST", office.at("/im/rules"), { ...values, time_limit_seconds: LIMIT_SECONDS[kind], voice: kind !== "notice" }))
    if (!answer) return
    toast(t("rule_added"), { tone: "good" })
    await again()
    setTimeout(() => go("announcements", ["rules", answer.body.rule.id]))
  }
  function chooseEvent(next) {
    form.set("/event", next)
    form.set("/template_id", ofEvent(next)[0]?.id ?? "")
  }
  const options = (ids, prefix) => ids.map((id) => ({ id, label: t(`${prefix}_${id}`) }))
  const sources = known.sources.map((id) => ({ id, label: t(id === "any" ? "source_any" : `from_${id}`) }))
  return html`<${Dialog} open title=${t("new_rule")} onClose=${close} size="m">
    <${Form} form=${form} onSubmit=${send} label=${t("new_rule")}>
      <div class="of-pair">
        <${Select} form=${form} at="/event" label=${t("event")} options=${options(known.events.map((one) => one.event), "event")} onChange=${chooseEvent} />
        <${Select} form=${form} at="/source" label=${t("source")} options=${sources} />
        <${Select} form=${form} at="/channel" label=${t("channel")} options=${options(known.channels, "channel")} />
        <${Select} form=${form} at="/kind" label=${t("kind")} options=${options(known.kinds, "kind")} />
      </div>
      <${Select} form=${form} at="/template_id" label=${t("template")} options=${ofEvent(values.event).map((one) => ({ id: one.id, label: one.name }))} placeholder=${values.template_id ? undefined : t("templates_empty")} />
      ${!values.template_id && html`<p class="of-note">${t("no_words_for_event")} <a href=${addressOf("announcements", ["templates", "new"], { event: values.event })}>${t("new_template")}</a></p>`}
      <${Ending} form=${form} close=${close} label=${t("new_rule")} />
    <//>
  <//>`
}
