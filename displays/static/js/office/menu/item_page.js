// One item: names, picture, price, kitchen, options, allergens; on the right how guests and kitchen will see it.
import { money, nameOf } from "../../core/words.js"
import { html, useLayoutEffect, useRef, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Empty } from "../../parts/empty.js"
import { allergenWord } from "../../ordering/words.js"
import { Icon } from "../../parts/icon.js"
import { confirm } from "../../parts/dialog.js"
import { problemText } from "../../parts/problem_text.js"
import { smaller } from "../../parts/smaller_picture.js"
import { toast } from "../../parts/toast.js"
import { minorOf, sign, typed } from "../amounts.js"
import { Area, Form, Select, Text, Toggle, useForm, useLeaveGuard } from "../form.js"
import { problemOf } from "../hub.js"
import { Page, Section } from "../page.js"
import { addressOf } from "../places.js"
import { go, place } from "../router.js"
import { t as shared } from "../words.js"
import { Allergens } from "./allergens.js"
import { bodyOf, mistakesOf, valuesOf } from "./item_values.js"
import { Options } from "./options_editor.js"
import { Picture } from "./picture.js"
import { marksOf, SoldOutMenu, SoldOutPill } from "./sold_out.js"
import { t } from "./words.js"

const FALLBACK = "12.00"

export function ItemPage({ office, item, isNew, items, categories, stations, again }) {
  const back = { href: addressOf("menu", [], { category: item?.category_id ?? place.value.query.category }), label: shared("area_menu") }
  if (!item && !isNew) return html`<${Page} office=${office} title=${shared("nothing_found")} back=${back}><${Empty} icon="dish" title=${shared("nothing_found")} /><//>`
  return html`<${Editor} office=${office} item=${item} items=${items} categories=${categories} stations=${stations} back=${back} again=${again} />`
}

function Editor({ office, item, items, categories, stations, back, again }) {
  const { currency } = office
  const category_id = place.value.query.category ?? categories[0]?.id
  const position = items.filter((one) => one.category_id === category_id).length
  const [version, setVersion] = useState(item?.version)
  const form = useForm(valuesOf(item, currency, { category_id, station: stations[0]?.code ?? "", position }), (values) => inWords(mistakesOf(values, currency), currency))
  useLeaveGuard(form)
  const { values } = form
  // While nothing is changed here the form follows the item.
  useLayoutEffect(() => {
    if (!item || form.isDirty || item.version <= version) return
    form.restart(valuesOf(item, currency))
    setVersion(item.version)
  }, [item?.version, form.isDirty])

  /** Where the item stands is not this form's business: it may have been moved meanwhile. */
  const put = (if_match) => office.ask("PUT", `/menu/items/${item.id}`, { ...bodyOf(values, currency), position: item.position }, { if_match })

  async function ask() {
    if (!item) return office.ask("POST", "/menu/items", bodyOf(values, currency))
    const answer = await put(version)
    if (answer.problem?.code !== "version_mismatch") return answer
    const force = await confirm({ title: shared("changed_elsewhere"), text: shared("changed_elsewhere_text"), yes: shared("overwrite"), no: shared("reload"), danger: true })
    return force ? put(undefined) : { ok: true, isReload: true }
  }

  async function save() {
    const answer = await form.submit(ask)
    if (!answer) return
    if (answer.isReload) form.restart(valuesOf(item, currency))
    else if (item) {
      setVersion(answer.body.item.version)
      toast(t("item_saved"), { tone: "good" })
    } else {
      toast(t("item_added", { name: nameOf(answer.body.item) }), { tone: "good" })
      setTimeout(() => go("menu", ["items", answer.body.item.id]))
    }
    again()
  }

  const title = nameOf({ names: filledNames(values.names) }) || t("new_item")
  return html`<${Page}
    office=${office}
    title=${title}
    back=${back}
    class="of-item-page"
    actions=${html`<${Button} size="s" kind="primary" busy=${form.busy} disabled=${item && !form.isDirty} onPress=${save}>${item ? shared("save") : t("add_item")}<//>`}
  >
    <${Form} form=${form} onSubmit=${save} class="of-two" label=${title}>
      <div class="of-two-main">
        <${Basics} form=${form} categories=${categories} />
        <${PicturePart} office=${office} form=${form} />
        <${Making} form=${form} stations=${stations} currency=${currency} />
        <${Options} form=${form} currency=${currency} />
        <${Section} title=${t("allergens")} text=${t("allergens_text")} class="of-card">
          <${Allergens} value=${values.allergens} onChange=${(next) => form.set("/allergens", next)} />
        <//>
      </div>
      <aside class="of-two-side">
        <${Preview} office=${office} values=${values} stations=${stations} />
        <${Section} title=${t("sold")} class="of-card">
          <${Toggle} form=${form} at="/on_sale" label=${t("on_sale")} hint=${t("on_sale_hint")} />
          ${item && html`<${SoldOutRow} office=${office} item=${item} />`}
        <//>
      </aside>
      <button type="submit" class="of-hidden" tabindex="-1" aria-hidden="true"></button>
    <//>
  <//>`
}

function inWords(mistakes, currency) {
  const example = typed(minorOf(FALLBACK, "CNY"), currency)
  return Object.fromEntries(Object.entries(mistakes).map(([pointer, what]) => [pointer, what === "required" ? shared("required") : t(what, { example })]))
}

function filledNames(names) {
  return Object.fromEntries(Object.entries(names).filter(([, text]) => text.trim()))
}

function Basics({ form, categories }) {
  return html`<${Section} title=${t("basics")} class="of-card">
    <div class="of-pair">
      <${Text} form=${form} at="/names/zh-CN" label=${t("name_zh")} maxlength="80" lang="zh-CN" />
      <${Text} form=${form} at="/names/en" label=${t("name_en")} maxlength="80" lang="en" />
      <${Area} form=${form} at="/descriptions/zh-CN" label=${t("description_zh")} maxlength="500" rows=${2} lang="zh-CN" />
      <${Area} form=${form} at="/descriptions/en" label=${t("description_en")} maxlength="500" rows=${2} lang="en" />
      <${Select} form=${form} at="/category_id" label=${t("category")} options=${categories.map((one) => ({ id: one.id, label: nameOf(one) }))} />
    </div>
  <//>`
}

function Making({ form, stations, currency }) {
  const known = stations.map((one) => ({ id: one.code, label: nameOf(one) }))
  const own = form.at("/station")
  const options = known.some((one) => one.id === own) || !own ? known : [...known, { id: own, label: own }]
  return html`<${Section} title=${t("making")} class="of-card">
    <div class="of-pair">
      <${Text} form=${form} at="/price" label=${t("price")} suffix=${sign(currency)} inputmode="decimal" autocomplete="off" />
      <${Select} form=${form} at="/station" label=${t("station")} options=${options} />
      <${Text} form=${form} at="/prep" label=${t("prep")} hint=${t("prep_hint")} suffix=${t("minutes")} inputmode="decimal" autocomplete="off" />
      <${Text} form=${form} at="/kitchen_name" label=${t("kitchen_name")} hint=${t("kitchen_name_hint")} maxlength="80" />
    </div>
  <//>`
}

function PicturePart({ office, form }) {
  const [busy, setBusy] = useState(false)
  const input = useRef(null)
  const path = form.at("/picture")
  async function take(file) {
    if (!file) return
    setBusy(true)
    try {
      const answer = await office.ask("POST", office.at("/menu/pictures"), await smaller(file))
      if (answer.ok) form.set("/picture", answer.body.picture)
      else toast(problemText(problemOf(answer)), { tone: "bad" })
    } catch {
      toast(t("not_a_picture"), { tone: "bad" })
    }
    setBusy(false)
    input.current.value = ""
  }
  function drop(event) {
    event.preventDefault()
    take(event.dataTransfer.files[0])
  }
  return html`<${Section} title=${t("picture")} text=${t("picture_text")} class="of-card">
    <div class="of-picture-part" onDragOver=${(event) => event.preventDefault()} onDrop=${drop}>
      <${Picture} path=${path} class="of-picture-large" />
      <div class="of-picture-acts">
        <input type="file" class="of-hidden" accept="image/jpeg,image/png,image/webp,image/avif" ref=${input} tabindex="-1" aria-label=${t("upload")} onChange=${(event) => take(event.currentTarget.files[0])} />
        <${Button} size="s" icon="upload" busy=${busy} onPress=${() => input.current.click()}>${busy ? t("uploading") : t(path ? "replace_picture" : "upload")}<//>
        ${path && html`<${Button} size="s" kind="quiet" icon="trash" onPress=${() => form.set("/picture", null)}>${t("remove_picture")}<//>`}
        ${form.error("/picture") && html`<p class="of-refused" role="alert">${form.error("/picture")}</p>`}
      </div>
    </div>
  <//>`
}

function SoldOutRow({ office, item }) {
  const mark = marksOf(office, [item]).get(item.sku_id)
  return html`<div class="of-row-setting">
    <span><${SoldOutPill} office=${office} mark=${mark} /></span>
    <${SoldOutMenu} office=${office} item=${item} mark=${mark}>${t("sold_out")}<//>
  </div>`
}

function Preview({ office, values, stations }) {
  const names = filledNames(values.names)
  const price = minorOf(values.price, office.currency)
  const station = stations.find((one) => one.code === values.station)
  return html`<${Section} title=${t("preview")} class="of-card of-preview">
    <div class="of-preview-card">
      <${Picture} path=${values.picture} class="of-picture-wide" />
      <div class="of-preview-words">
        <strong>${nameOf({ names }) || t("no_name")}</strong>
        <small>${nameOf({ names: filledNames(values.descriptions) })}</small>
        <span class="of-preview-foot">
          <b>${price === null ? "–" : money(price, office.currency)}</b>
          ${values.options.length > 0 && html`<small>${t("options_count", { n: values.options.length })}</small>`}
        </span>
      </div>
    </div>
    <h3 class="of-mini-title">${t("preview_kitchen")}</h3>
    <div class="of-preview-kitchen">
      <strong>1×</strong>
      <span>${values.kitchen_name.trim() || names["zh-CN"] || names.en || t("no_name")}</span>
      <small>${station ? nameOf(station) : values.station}</small>
      ${values.allergens.length > 0 && html`<span class="of-preview-allergens"><${Icon} name="allergen" size=${14} />${values.allergens.map((one) => allergenWord(one)).join(" · ")}</span>`}
    </div>
  <//>`
}
