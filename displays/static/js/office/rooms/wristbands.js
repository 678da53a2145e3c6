// Wristbands that are out, and handing out and in.
import { money } from "../../core/words.js"
import { html } from "../../html.js"
import { Button } from "../../parts/button.js"
import { confirm } from "../../parts/dialog.js"
import { Empty } from "../../parts/empty.js"
import { Field, Stepper } from "../../parts/field.js"
import { problemText } from "../../parts/problem_text.js"
import { Table } from "../../parts/table.js"
import { toast } from "../../parts/toast.js"
import { Form, Select, Text, useForm } from "../form.js"
import { problemOf } from "../hub.js"
import { byNumber } from "../lists.js"
import { Section } from "../page.js"
import { t as shared } from "../words.js"
import { bandsOut, ordersOf, totalOf, unfinishedOf } from "./stays.js"
import { t } from "./words.js"

export function Wristbands({ office, rooms }) {
  const { board } = office.screen
  const out = bandsOut(board).sort((one, other) => byNumber(one.wristbands[0], other.wristbands[0]))

  async function handIn(stay) {
    const code = stay.wristbands[0]
    const orders = ordersOf(board.orders.values(), stay.id)
    const n = unfinishedOf(orders.flatMap((order) => board.linesOf(order.id))).reduce((sum, line) => sum + line.quantity, 0)
    const title = n > 0 ? t("hand_in_unfinished", { n }) : t("hand_in_title", { code })
    if (!(await confirm({ title, text: t("hand_in_text", { total: money(totalOf(orders), office.currency) }), yes: t("hand_in"), danger: n > 0 }))) return
    const answer = await office.ask("POST", office.at(`/wristbands/${encodeURIComponent(code)}/hand-in`))
    if (answer.ok) toast(t("handed_in", { code }), { tone: "good" })
    else toast(problemText(problemOf(answer)), { tone: "bad" })
  }

  const spent = (stay) => totalOf(ordersOf(board.orders.values(), stay.id))
  return html`
    <${Section} title=${t("hand_out_title")} class="of-card"><${HandOut} office=${office} rooms=${rooms} /><//>
    <${Section} title=${t("out_now")}>
      <${Table}
        rows=${out}
        rowKey=${(stay) => stay.id}
        empty=${html`<${Empty} icon="wristband" title=${t("out_empty")} text=${t("out_empty_text")} />`}
        columns=${[
          { key: "code", label: t("code"), render: (stay) => html`<strong>${stay.wristbands.join(", ")}</strong>` },
          { key: "guests", label: t("guests"), align: "right", render: (stay) => stay.guests },
          { key: "room", label: t("in_room"), render: (stay) => stay.room?.number ?? html`<span class="of-faint">${t("no_room")}</span>` },
          { key: "since", label: t("opened"), render: (stay) => office.time(stay.opened_at) },
          { key: "spent", label: t("spent"), align: "right", render: (stay) => money(spent(stay), office.currency) },
          { key: "act", label: html`<span class="of-sr">${shared("actions")}</span>`, align: "right", render: (stay) => html`<${Button} size="s" onPress=${() => handIn(stay)}>${t("hand_in")}<//>` },
        ]}
      />
    <//>
  `
}

const BLANK = { code: "", guests: 1, room_id: "" }

function HandOut({ office, rooms }) {
  const form = useForm(BLANK, ({ code }) => (code.trim() === "" ? { "/code": shared("required") } : {}))
  async function send() {
    const answer = await form.submit(({ code, guests, room_id }) =>
      office.ask("POST", office.at(`/wristbands/${encodeURIComponent(code.trim())}/hand-out`), { guests, ...(room_id && { room_id }) }),
    )
    if (!answer) return
    toast(t("handed_out", { code: answer.body.stay.wristbands.join(", ") }), { tone: "good" })
    form.restart(BLANK)
  }
  const used = rooms.filter((room) => room.state === "in_use").sort((one, other) => byNumber(one.number, other.number))
  return html`<${Form} form=${form} onSubmit=${send} class="of-form-row" label=${t("hand_out_title")}>
    <${Text} form=${form} at="/code" label=${t("code")} maxlength="40" />
    <${Field} label=${t("guests")} error=${form.error("/guests")}><${Stepper} value=${form.at("/guests")} min=${1} max=${99} onChange=${(value) => form.set("/guests", value)} label=${t("guests")} /><//>
    <${Select} form=${form} at="/room_id" label=${t("in_room")} options=${[{ id: "", label: t("no_room") }, ...used.map((room) => ({ id: room.id, label: room.number }))]} />
    <${Button} kind="primary" size="m" type="submit" busy=${form.busy}>${t("hand_out")}<//>
  <//>`
}
