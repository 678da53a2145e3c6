// The words for one event: written with placeholders, in both languages, with what becomes of them beside it.
import { html, drawn, useLayoutEffect, useRef, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { confirm } from "../../parts/dialog.js"
import { Empty } from "../../parts/empty.js"
import { Icon } from "../../parts/icon.js"
import { problemText } from "../../parts/problem_text.js"
import { Segmented } from "../../parts/tabs.js"
import { toast } from "../../parts/toast.js"
import { Area, Form, Select, Text, useForm, useLeaveGuard } from "../form.js"
import { problemOf } from "../hub.js"
import { Page, Section } from "../page.js"
import { addressOf } from "../places.js"
import { go, place } from "../router.js"
import { said as inOurWords } from "../said.js"
import { t as shared } from "../words.js"
import { Said, usePreview } from "./preview.js"
import { LANGUAGES, sampleItems, valuesOf, withPlaceholder, withRepeat, writtenIn } from "./template_values.js"
import { DISHES, t } from "./words.js"

const TITLE = { "zh-CN": "chinese", en: "english" }
const FORMS = { "zh-CN": ["text_zh", "speech_zh"], en: ["text_en", "speech_en"] }
const A_DISH = { "zh-CN": "{goodsName}{num}份", en: "{num} × {goodsName}" }
const BACK = () => ({ href: addressOf("announcements", ["templates"]), label: t("tab_templates") })

export function TemplatePage({ office, known, template, templates, isNew, again }) {
  if (!template && !isNew) return html`<${Page} office=${office} title=${shared("nothing_found")} back=${BACK()}><${Empty} icon="note" title=${shared("nothing_found")} /><//>`
  return html`<${Editor} office=${office} known=${known} template=${template} templates=${templates} again=${again} />`
}

function Editor({ office, known, template, again }) {
  const [wrong, setWrong] = useState({ of: "", errors: {} })
  const [dishes, setDishes] = useState(1)
  const [version, setVersion] = useState(template?.version)
  const form = useForm(valuesOf(template, place.value.query.event ?? "order_placed"), (values) => mistakesOf(values, wrong))
  useLeaveGuard(form)
  const { values } = form
  const about = known.events.find((one) => one.event === values.event)
  const hasDishes = about.placeholders.some((one) => one.per_item)
  const preview = usePreview(office, values.event, values.texts, LANGUAGES, (language) => (hasDishes ? sampleItems(dishes, DISHES[language]) : []))
  // What the hub has found wrong with the very texts that stand here is wrong in the form, too.
  const found = Object.assign({}, ...LANGUAGES.map((language) => preview[language].errors))
  const of = LANGUAGES.some((language) => preview[language].isOld) ? wrong.of : JSON.stringify(values.texts)
  useLayoutEffect(() => {
    if (of === JSON.stringify(values.texts)) setWrong({ of, errors: found })
  }, [of, JSON.stringify(found)])
  useLayoutEffect(() => {
    if (!template || form.isDirty || template.version <= version) return
    form.restart(valuesOf(template))
    setVersion(template.version)
  }, [template?.version, form.isDirty])

  const patch = (if_match) => office.ask("PATCH", `/im/templates/${template.id}`, { name: values.name.trim(), texts: writtenIn(values.texts) }, { if_match })
  const add = () => office.ask("POST", office.at("/im/templates"), { name: values.name.trim(), event: values.event, texts: writtenIn(values.texts) })
  async function save() {
    const answer = await form.submit(async () => {
      if (!template) return add()
      const said = await patch(version)
      if (said.problem?.code !== "version_mismatch") return said
      const force = await confirm({ title: shared("changed_elsewhere"), text: shared("changed_elsewhere_text"), yes: shared("overwrite"), no: shared("reload"), danger: true })
      return force ? patch() : { ok: true, body: null }
    })
    if (!answer) return
    if (!answer.body) form.restart(valuesOf(template))
    else if (template) {
      form.restart(valuesOf(answer.body.template))
      setVersion(answer.body.template.version)
      toast(t("template_saved"), { tone: "good" })
    } else {
      toast(t("template_added"), { tone: "good" })
      await again()
      setTimeout(() => go("announcements", ["templates", answer.body.template.id]))
      return
    }
    again()
  }

  const title = values.name.trim() || t("new_template")
  return html`<${Page}
    office=${office}
    title=${title}
    subtitle=${template && `${t(`event_${template.event}`)} · ${template.rules ? t("in_use", { n: template.rules }) : t("not_used")}`}
    back=${BACK()}
    actions=${html`
      ${template && template.rules === 0 && html`<${Remove} office=${office} template=${template} again=${again} />`}
      <${Button} size="s" kind="primary" busy=${form.busy} disabled=${template && !form.isDirty} onPress=${save}>${shared(template ? "save" : "add")}<//>
    `}
  >
    <${Form} form=${form} onSubmit=${save} class="of-two" label=${title}>
      <div class="of-two-main">
        <${Section} class="of-card">
          <div class="of-pair">
            <${Text} form=${form} at="/name" label=${t("template_name")} maxlength="80" />
            ${!template && html`<${Select} form=${form} at="/event" label=${t("event")} options=${known.events.map((one) => ({ id: one.event, label: t(`event_${one.event}`) }))} />`}
          </div>
        <//>
        <${Writing} form=${form} about=${about} hasDishes=${hasDishes} />
      </div>
      <aside class="of-two-side">
        <${Section} title=${t("preview")} text=${t("preview_text")} class="of-card of-preview">
          ${hasDishes && html`<${Segmented} size="s" label=${t("preview")} options=${[[1, "one"], [3, "three"], [7, "seven"]].map(([id, key]) => ({ id, label: t(`sample_${key}`) }))} value=${dishes} onChange=${setDishes} />`}
          ${LANGUAGES.map(
            (language) => html`<div key=${language} class="of-said-in">
              <h3 class="of-mini-title">${t(TITLE[language])}</h3>
              <${Said} preview=${preview[language]} language=${language} />
            </div>`,
          )}
        <//>
      </aside>
      <button type="submit" class="of-hidden" tabindex="-1" aria-hidden="true"></button>
    <//>
  <//>`
}

function mistakesOf(values, wrong) {
  const found = {}
  if (!values.name.trim()) found["/name"] = shared("required")
  if (Object.keys(writtenIn(values.texts)).length === 0) return { ...found, "/texts/zh-CN/text": t("one_text") }
  if (wrong.of !== JSON.stringify(values.texts)) return found
  return { ...found, ...Object.fromEntries(Object.entries(wrong.errors).map(([pointer, detail]) => [pointer, inOurWords(detail)])) }
}

/** The fields of both languages; a chip goes into the one where the cursor was last. */
function Writing({ form, about, hasDishes }) {
  const last = useRef("/texts/zh-CN/text")
  const seen = (event) => {
    if (event.target.name?.startsWith("/texts/")) last.current = event.target.name
  }
  function put(change) {
    const pointer = last.current
    const field = form.top.current.querySelector(`[name="${pointer}"]`)
    const { text, at } = change(form.at(pointer), field.selectionStart, field.selectionEnd, pointer.split("/")[2])
    form.set(pointer, text)
    drawn(() => {
      field.focus()
      field.setSelectionRange(at, at)
    })
  }
  return html`<${Section} title=${t("what_is_said")} class="of-card">
    <div class="of-writing" onFocusIn=${seen}>
      <div class="of-chips" role="group" aria-label=${t("placeholders")}>
        ${about.placeholders.map(
          ({ name }) => html`<button key=${name} type="button" class="of-chip of-placeholder" onMouseDown=${(event) => event.preventDefault()} onClick=${() => put((text, from, to) => withPlaceholder(text, from, to, name))}>
            ${t(`p_${name}`)}<code>{${name}}</code>
          </button>`,
        )}
        ${
          hasDishes &&
          html`<button type="button" class="of-chip of-placeholder" onMouseDown=${(event) => event.preventDefault()} onClick=${() => put((text, from, to, language) => withRepeat(text, from, to, A_DISH[language]))}>
            <${Icon} name="items" size=${14} />${t("repeat")}<code>[ ]</code>
          </button>`
        }
      </div>
      <p class="of-faint of-note">${t("placeholders")}</p>
      ${LANGUAGES.map(
        (language) => html`<div key=${language} class="of-pair">
          <${Area} form=${form} at=${`/texts/${language}/text`} label=${t(FORMS[language][0])} rows=${3} maxlength="200" lang=${language} />
          <${Area} form=${form} at=${`/texts/${language}/speech`} label=${t(FORMS[language][1])} hint=${t("same_as_text")} rows=${3} maxlength="200" lang=${language} />
        </div>`,
      )}
    </div>
  <//>`
}

function Remove({ office, template, again }) {
  async function remove() {
    const sure = await confirm({ title: t("remove_template"), text: t("remove_template_text", { name: template.name }), yes: t("remove"), danger: true })
    if (!sure) return
    const answer = await office.ask("DELETE", `/im/templates/${template.id}`)
    if (!answer.ok) return void toast(problemText(problemOf(answer)), { tone: "bad" })
    toast(t("template_removed"), { tone: "good" })
    go("announcements", ["templates"])
    again()
  }
  return html`<${Button} size="s" kind="quiet" icon="trash" onPress=${remove}>${t("remove")}<//>`
}
