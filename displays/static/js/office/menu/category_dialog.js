// A category: its two names.
import { html } from "../../html.js"
import { Dialog } from "../../parts/dialog.js"
import { toast } from "../../parts/toast.js"
import { Ending, Form, Text, useForm, useLeaveGuard } from "../form.js"
import { t as shared } from "../words.js"
import { filled } from "./item_values.js"
import { t } from "./words.js"

export function CategoryDialog({ office, category, position, again, onClose }) {
  const initial = { names: { "zh-CN": category?.names?.["zh-CN"] ?? "", en: category?.names?.en ?? "" } }
  const form = useForm(initial, ({ names }) => (Object.keys(filled(names)).length === 0 ? { "/names/zh-CN": t("name_needed") } : {}))
  const close = useLeaveGuard(form, onClose)
  async function send() {
    const answer = await form.submit(({ names }) => {
      const body = { names: filled(names), position: category?.position ?? position }
      return category ? office.ask("PUT", `/menu/categories/${category.id}`, body) : office.ask("POST", office.at("/menu/categories"), body)
    })
    if (!answer) return
    toast(t("category_saved"), { tone: "good" })
    again()
    onClose()
  }
  const title = t(category ? "rename_category" : "add_category")
  return html`<${Dialog} open title=${title} size="s" onClose=${close}>
    <${Form} form=${form} onSubmit=${send} label=${title}>
      <${Text} form=${form} at="/names/zh-CN" label=${t("name_zh")} maxlength="80" lang="zh-CN" autofocus />
      <${Text} form=${form} at="/names/en" label=${t("name_en")} maxlength="80" lang="en" />
      <${Ending} form=${form} close=${close} label=${shared("save")} />
    <//>
  <//>`
}
