// Open, paused or closed by hand.
import { dateLabel } from "../../core/words.js"
import { html, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Dialog } from "../../parts/dialog.js"
import { Icon } from "../../parts/icon.js"
import { problemText } from "../../parts/problem_text.js"
import { toast } from "../../parts/toast.js"
import { instantOf } from "../days.js"
import { Ending, Form, Text, useForm } from "../form.js"
import { problemOf } from "../hub.js"
import { Section } from "../page.js"
import { t } from "./words.js"

const ICON = { open: "check-circle", paused: "pause", closed: "moon" }

export function ShopState({ office, shop, again }) {
  const [asking, setAsking] = useState(null)
  const [busy, setBusy] = useState(false)
  async function open() {
    setBusy(true)
    const answer = await office.ask("POST", `/shops/${shop.id}/state`, { state: "open" })
    setBusy(false)
    if (answer.ok) toast(t("now_open"), { tone: "good" })
    else toast(problemText(problemOf(answer)), { tone: "bad" })
    again()
  }
  return html`<${Section} title=${t("part_state")} text=${t("state_text")} class="of-card">
    <div class="of-shop-state" data-state=${shop.state}>
      <${Icon} name=${ICON[shop.state]} size=${28} />
      <span class="of-two-lines">
        <strong>${t(`is_${shop.state}`)}</strong>
        <small>${t(`${shop.state}_text`)} ${shop.state !== "open" && (shop.reopens_at ? t("reopens", { when: when(office, shop.reopens_at) }) : t("reopens_by_hand"))}</small>
      </span>
    </div>
    <div class="of-actions of-left">
      ${shop.state !== "open" && html`<${Button} size="m" kind="good" icon="play" busy=${busy} onPress=${open}>${t("do_open")}<//>`}
      ${shop.state !== "paused" && html`<${Button} size="m" icon="pause" onPress=${() => setAsking("paused")}>${t("do_paused")}<//>`}
      ${shop.state !== "closed" && html`<${Button} size="m" icon="moon" onPress=${() => setAsking("closed")}>${t("do_closed")}<//>`}
    </div>
    ${asking && html`<${Stop} office=${office} shop=${shop} state=${asking} again=${again} onClose=${() => setAsking(null)} />`}
  <//>`
}

function when(office, at) {
  const { day, time } = office.wall(at)
  return day === office.wall(office.now()).day ? time : `${dateLabel(day)} ${time}`
}

function Stop({ office, shop, state, again, onClose }) {
  const form = useForm({ until: "" }, ({ until }) => {
    if (until === "") return {}
    const at = instantOf(until, office.zone)
    return at && Date.parse(at) > office.now() ? {} : { "/until": t("until_wrong") }
  })
  async function send() {
    const answer = await form.submit(({ until }) => office.ask("POST", `/shops/${shop.id}/state`, { state, ...(until && { reopens_at: instantOf(until, office.zone) }) }))
    if (!answer) return
    toast(t(`now_${state}`), { tone: "warn" })
    again()
    onClose()
  }
  return html`<${Dialog} open title=${t(`${state}_title`)} size="s" onClose=${onClose}>
    <${Form} form=${form} onSubmit=${send} label=${t(`${state}_title`)}>
      <p>${t("state_effect")}</p>
      <${Text} form=${form} at="/until" type="datetime-local" label=${t("until")} hint=${t("until_hint", { zone: office.zone })} />
      <${Ending} form=${form} close=${onClose} kind="danger" label=${t(`do_${state}`)} />
    <//>
  <//>`
}
