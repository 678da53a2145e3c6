// One rule: whether, how often, until when, how loud, in which words; and what it sounds like on a device.
import { html, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { confirm, Sheet } from "../../parts/dialog.js"
import { Empty } from "../../parts/empty.js"
import { Field, Slider, Stepper } from "../../parts/field.js"
import { problemText } from "../../parts/problem_text.js"
import { Segmented } from "../../parts/tabs.js"
import { toast } from "../../parts/toast.js"
import { Form, Select, Text, Toggle, useForm, useLeaveGuard } from "../form.js"
import { problemOf } from "../hub.js"
import { Section } from "../page.js"
import { addressOf } from "../places.js"
import { t as shared } from "../words.js"
import { ruleName } from "./grid.js"
import { Said, usePreview } from "./preview.js"
import { bodyOf, changesOf, loudnessOf, mistakesOf, valuesOf } from "./rule_values.js"
import { TryOut } from "./try_out.js"
import { t } from "./words.js"

export function RuleSheet({ office, known, rule, templates, again, onClose }) {
  if (!rule) return html`<${Sheet} open title=${shared("nothing_found")} onClose=${onClose}><${Empty} icon="speaker" title=${shared("nothing_found")} /><//>`
  return html`<${Editor} office=${office} known=${known} rule=${rule} templates=${templates} again=${again} onClose=${onClose} />`
}

function Editor({ office, known, rule, templates, again, onClose }) {
  const form = useForm(valuesOf(rule), (values) => inWords(mistakesOf(values)))
  const close = useLeaveGuard(form, onClose)
  const [version, setVersion] = useState(rule.version)
  const { values } = form
  const own = templates.filter((one) => one.event === rule.event)
  const chosen = own.find((one) => one.id === values.template_id)
  const patch = (if_match) => office.ask("PATCH", `/im/rules/${rule.id}`, changesOf(bodyOf(form.from), bodyOf(values)), { if_match })

  async function save() {
    const answer = await form.submit(async () => {
      const said = await patch(version)
      if (said.problem?.code !== "version_mismatch") return said
      const force = await confirm({ title: shared("changed_elsewhere"), text: shared("changed_elsewhere_text"), yes: shared("overwrite"), no: shared("reload"), danger: true })
      return force ? patch() : { ok: true, body: null }
    })
    if (!answer) return
    if (answer.body) {
      setVersion(answer.body.rule.version)
      form.restart(valuesOf(answer.body.rule))
      toast(shared("saved"), { tone: "good" })
    } else onClose()
    again()
  }

  async function remove() {
    const sure = await confirm({ title: t("remove_rule"), text: t("remove_rule_text"), yes: t("remove"), danger: true })
    if (!sure) return
    const answer = await office.ask("DELETE", `/im/rules/${rule.id}`)
    if (!answer.ok) return void toast(problemText(problemOf(answer)), { tone: "bad" })
    toast(t("rule_removed"), { tone: "good" })
    onClose()
    again()
  }

  const actions = html`
    <${Button} size="s" kind="quiet" icon="trash" onPress=${remove}>${t("remove_rule")}<//>
    <${Button} size="s" kind="primary" busy=${form.busy} disabled=${!form.isDirty} onPress=${save}>${shared("save")}<//>
  `
  return html`<${Sheet} open title=${ruleName(rule)} onClose=${close} class="of-sheet" actions=${actions}>
    <${Form} form=${form} onSubmit=${save} label=${ruleName(rule)} class="of-rule-form">
      <${Toggle} form=${form} at="/enabled" label=${t("enabled")} hint=${t("enabled_text")} />
      <${Often} form=${form} />
      <${Sound} form=${form} known=${known} />
      <${Section} title=${t("what_is_said")}>
        <${Select} form=${form} at="/template_id" label=${t("template")} options=${own.map((one) => ({ id: one.id, label: one.name }))} />
        ${chosen && html`<${Words} office=${office} template=${chosen} language=${values.language} />`}
        <a class="of-more" href=${addressOf("announcements", ["templates", values.template_id])}>${t("edit_template")}</a>
      <//>
      <button type="submit" class="of-hidden" tabindex="-1" aria-hidden="true"></button>
    <//>
    <${TryOut} office=${office} rule=${rule} blocked=${form.isDirty} />
  <//>`
}

function inWords(mistakes) {
  return Object.fromEntries(Object.entries(mistakes).map(([pointer, [key, values]]) => [pointer, t(key, values)]))
}

function Often({ form }) {
  const { times } = form.values
  return html`<${Section} title=${t("how_often")} text=${t("how_often_text")}>
    <${Field} label=${t("times")}><${Stepper} label=${t("times")} value=${times} min=${1} max=${10} size="s" onChange=${(next) => form.set("/times", next)} /><//>
    <div class="of-pair">
      ${times > 1 && html`<${Text} form=${form} at="/interval_seconds" label=${t("interval")} suffix=${t("unit_seconds")} inputmode="numeric" autocomplete="off" />`}
      <${Text} form=${form} at="/time_limit_seconds" label=${t("time_limit")} suffix=${t("unit_seconds")} inputmode="numeric" autocomplete="off" />
    </div>
  <//>`
}

function Sound({ form, known }) {
  const { voice, volume, language, has_quiet } = form.values
  return html`<${Section} title=${t("sound")}>
    <${Select} form=${form} at="/chime" label=${t("chime")} options=${known.chimes.map((id) => ({ id, label: t(`chime_${id}`) }))} />
    <div class="of-rows">
      <${Toggle} form=${form} at="/voice" label=${t("voice")} hint=${t("voice_text")} />
      ${voice && html`<${Toggle} form=${form} at="/has_quiet" label=${t("quiet_hours")} hint=${t("quiet_hours_text")} />`}
    </div>
    ${
      voice &&
      has_quiet &&
      html`<div class="of-pair">
        <${Text} form=${form} at="/quiet_from" label=${t("quiet_from")} type="time" />
        <${Text} form=${form} at="/quiet_to" label=${t("quiet_to")} type="time" />
      </div>`
    }
    ${voice && html`<${Volume} volume=${volume} onChange=${(next) => form.set("/volume", next)} />`}
    <${Field} label=${t("language")}>
      <${Segmented} label=${t("language")} size="s" options=${known.languages.map((id) => ({ id, label: t(id === "en" ? "english" : "chinese") }))} value=${language} onChange=${(next) => form.set("/language", next)} />
    <//>
  <//>`
}

function Volume({ volume, onChange }) {
  const inWords = `${volume}% · ${t(loudnessOf(volume))}`
  return html`<${Field} label=${t("volume")} hint=${t("volume_text")}>
    <span class="of-volume">
      <${Slider} label=${t("volume")} value=${volume} step=${5} inWords=${inWords} onChange=${onChange} />
      <output>${inWords}</output>
    </span>
  <//>`
}

function Words({ office, template, language }) {
  const preview = usePreview(office, template.event, template.texts, [language])
  return html`<${Said} preview=${preview[language]} language=${language} />`
}
