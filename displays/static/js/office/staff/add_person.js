// A new member of staff.
import { nameOf } from "../../core/words.js"
import { html } from "../../html.js"
import { Dialog } from "../../parts/dialog.js"
import { toast } from "../../parts/toast.js"
import { Ending, Form, Select, Text, useForm, useLeaveGuard } from "../form.js"
import { passwordMistake } from "../passwords.js"
import { t as shared } from "../words.js"
import { FirstPassword } from "./first_password.js"
import { rolesFor } from "./roles.js"
import { t } from "./words.js"

export function AddPerson({ office, again, onClose }) {
  const form = useForm({ username: "", name: "", role: "waiter", shop_id: office.shop.id, job: "", password: "" }, (values) => ({
    ...(values.name.trim() === "" && { "/name": shared("required") }),
    ...(values.username.trim().length < 2 && { "/username": t("username_short") }),
    ...(passwordMistake(values.password, values.role) && { "/password": passwordMistake(values.password, values.role) }),
  }))
  const close = useLeaveGuard(form, onClose)
  async function send() {
    const answer = await form.submit(({ username, name, role, shop_id, job, password }) =>
      office.ask("POST", "/staff", { username: username.trim(), name: name.trim(), role, password, job: job.trim(), ...(role !== "owner" && { shop_id }) }),
    )
    if (!answer) return
    toast(t("added", { name: answer.body.name }), { tone: "good" })
    again()
    onClose()
  }
  const { role } = form.values
  return html`<${Dialog} open title=${t("add")} size="m" onClose=${close}>
    <${Form} form=${form} onSubmit=${send} label=${t("add")}>
      <div class="of-pair">
        <${Text} form=${form} at="/name" label=${t("name")} maxlength="80" autofocus autocomplete="off" />
        <${Text} form=${form} at="/username" label=${t("username")} hint=${t("username_hint")} maxlength="64" autocomplete="off" autocapitalize="none" spellcheck=${false} />
        <${Select} form=${form} at="/role" label=${t("role")} hint=${t(`may_${role}`)} options=${rolesFor(office).map((id) => ({ id, label: shared(`role_${id}`) }))} />
        <${Text} form=${form} at="/job" label=${t("job")} hint=${t("job_hint")} maxlength="80" />
        ${office.isOwner && role !== "owner" && html`<${Select} form=${form} at="/shop_id" label=${t("shop")} options=${office.shops.map((shop) => ({ id: shop.id, label: nameOf(shop) }))} />`}
      </div>
      <${FirstPassword} form=${form} label=${t("password")} />
      <${Ending} form=${form} close=${close} label=${t("add")} />
    <//>
  <//>`
}
