// One member of staff.
import { nameOf } from "../../core/words.js"
import { html, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { confirm, Sheet } from "../../parts/dialog.js"
import { Empty } from "../../parts/empty.js"
import { problemText } from "../../parts/problem_text.js"
import { toast } from "../../parts/toast.js"
import { Form, Select, Text, useForm, useLeaveGuard } from "../form.js"
import { problemOf } from "../hub.js"
import { Section } from "../page.js"
import { passwordMistake } from "../passwords.js"
import { t as shared } from "../words.js"
import { FirstPassword } from "./first_password.js"
import { rolesFor } from "./roles.js"
import { t } from "./words.js"

export function PersonSheet({ office, person, again, onClose }) {
  const form = useForm({ name: person?.name ?? "", role: person?.role, job: person?.job ?? "", shop_id: person?.shop_id }, ({ name }) => (name.trim() === "" ? { "/name": shared("required") } : {}))
  const close = useLeaveGuard(form, onClose)
  if (!person) return html`<${Sheet} open title=${shared("nothing_found")} onClose=${onClose}><${Empty} icon="users" title=${shared("nothing_found")} /><//>`
  const isMe = person.id === office.user.id
  return html`<${Sheet} open title=${person.name} onClose=${close} class="of-sheet">
    <${Details} office=${office} person=${person} form=${form} isMe=${isMe} again=${again} />
    ${isMe ? html`<p class="of-faint">${t("own_password")}</p>` : html`<${Reset} office=${office} person=${person} />`}
    ${!isMe && html`<${Access} office=${office} person=${person} again=${again} />`}
  <//>`
}

function Details({ office, person, form, isMe, again }) {
  async function send() {
    const answer = await form.submit(({ name, role, job, shop_id }) =>
      office.ask("PATCH", `/staff/${person.id}`, {
        name: name.trim(),
        job: job.trim(),
        ...(!isMe && role !== person.role && { role }),
        ...(!isMe && role !== "owner" && (shop_id ?? office.shop.id) !== person.shop_id && { shop_id: shop_id ?? office.shop.id }),
      }),
    )
    if (!answer) return
    toast(t("changed"), { tone: "good" })
    again()
  }
  const roles = rolesFor(office)
  const { role } = form.values
  return html`<${Section} title=${t("details")} text=${t("details_text")}>
    <${Form} form=${form} onSubmit=${send} label=${t("details")}>
      <${Text} form=${form} at="/name" label=${t("name")} maxlength="80" />
      <${Select}
        form=${form}
        at="/role"
        label=${t("role")}
        hint=${isMe ? t("own_role") : t(`may_${role}`)}
        disabled=${isMe || !roles.includes(person.role)}
        options=${(roles.includes(person.role) ? roles : [person.role]).map((id) => ({ id, label: shared(`role_${id}`) }))}
      />
      ${office.isOwner && role !== "owner" && html`<${Select} form=${form} at="/shop_id" label=${t("shop")} disabled=${isMe} options=${office.shops.map((shop) => ({ id: shop.id, label: nameOf(shop) }))} />`}
      <${Text} form=${form} at="/job" label=${t("job")} hint=${t("job_hint")} maxlength="80" />
      <div class="of-form-end"><${Button} size="s" kind="primary" type="submit" busy=${form.busy} disabled=${!form.isDirty}>${shared("save")}<//></div>
    <//>
  <//>`
}

function Reset({ office, person }) {
  const form = useForm({ password: "" }, ({ password }) => (passwordMistake(password, person.role) ? { "/password": passwordMistake(password, person.role) } : {}))
  async function send() {
    const answer = await form.submit(({ password }) => office.ask("PATCH", `/staff/${person.id}`, { password }))
    if (!answer) return
    form.restart({ password: "" })
    toast(t("reset_done", { name: person.name }), { tone: "good" })
  }
  return html`<${Section} title=${t("reset")} text=${t("reset_text")}>
    <${Form} form=${form} onSubmit=${send} label=${t("reset")}>
      <${FirstPassword} form=${form} label=${t("new_password")} />
      <div class="of-form-end"><${Button} size="s" type="submit" busy=${form.busy} disabled=${form.values.password === ""}>${t("reset")}<//></div>
    <//>
  <//>`
}

function Access({ office, person, again }) {
  const [busy, setBusy] = useState(false)
  const isOff = person.state !== "active"
  async function flip() {
    const { name } = person
    if (!isOff && !(await confirm({ title: t("switch_off_title", { name }), text: t("off_text"), yes: t("switch_off"), danger: true }))) return
    setBusy(true)
    const answer = await office.ask("POST", `/staff/${person.id}/${isOff ? "enable" : "disable"}`)
    setBusy(false)
    if (answer.ok) toast(t(isOff ? "switched_on" : "switched_off", { name }), { tone: "good" })
    else toast(problemText(problemOf(answer)), { tone: "bad" })
    again()
  }
  return html`<${Section} title=${t("access")} text=${t(isOff ? "on_text" : "off_text")}>
    <div><${Button} size="s" kind=${isOff ? "plain" : "danger"} icon=${isOff ? "unlock" : "ban"} busy=${busy} onPress=${flip}>${t(isOff ? "switch_on" : "switch_off")}<//></div>
  <//>`
}
