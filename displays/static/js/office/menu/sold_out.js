// Sold out: today, until a time, or until somebody puts it back. It takes effect on every screen at once.
import { nameOf } from "../../core/words.js"
import { html, useState } from "../../html.js"
import { Dialog } from "../../parts/dialog.js"
import { Menu } from "../../parts/menu.js"
import { Pill } from "../../parts/pill.js"
import { problemText } from "../../parts/problem_text.js"
import { toast } from "../../parts/toast.js"
import { instantOf, localOf } from "../days.js"
import { Ending, Form, Text, useForm } from "../form.js"
import { problemOf } from "../hub.js"
import { t } from "./words.js"

const LATER_MS = 3_600_000

/** The marks that count now, by SKU. The board holds them where the role has them, and each item says it otherwise. */
export function marksOf(office, items) {
  void office.screen.changed.value
  const { board } = office.screen
  if ("sold_out" in board.row.arrays) return new Map(board.array("sold_out"))
  return new Map(items.filter((item) => item.sold_out).map((item) => [item.sku_id, { id: item.sku_id, mode: null, until: null }]))
}

export function SoldOutPill({ office, mark }) {
  if (!mark) return null
  const words = {
    today: () => t("sold_out_today"),
    until: () => t("sold_out_until", { time: untilWords(office, mark.until) }),
    indefinite: () => t("sold_out_indefinite"),
  }
  return html`<${Pill} tone="bad" icon="sold-out">${words[mark.mode]?.() ?? t("sold_out")}<//>`
}

function untilWords(office, until) {
  const { day, time } = office.wall(until)
  return day === office.wall(office.now()).day ? time : `${day.slice(5)} ${time}`
}

/** The acts of a menu about one item; `ask` opens the question for a time. */
function actsOf(office, item, mark, act, ask) {
  return [
    mark && { label: t("clear"), icon: "check", onPress: () => act("DELETE") },
    mark?.mode !== "today" && { label: t("mark_today"), hint: t("mark_today_hint", { time: office.shop.day_start }), icon: "sun", onPress: () => act("PUT", { mode: "today" }) },
    { label: t("mark_until"), icon: "clock", onPress: ask },
    mark?.mode !== "indefinite" && { label: t("mark_indefinite"), hint: t("mark_indefinite_hint"), icon: "ban", onPress: () => act("PUT", { mode: "indefinite" }) },
  ].filter(Boolean)
}

/** A button that opens the ways to mark an item. */
export function SoldOutMenu({ office, item, mark, size = "s", children, more = [] }) {
  const [asking, setAsking] = useState(false)
  async function act(method, body) {
    const answer = await office.ask(method, `/sold-out/${item.sku_id}`, body)
    if (answer.ok) toast(t(method === "PUT" ? "marked" : "cleared", { name: nameOf(item) }), { tone: "good" })
    else toast(problemText(problemOf(answer)), { tone: "bad" })
    return answer
  }
  const own = office.may("menu.sold_out") ? actsOf(office, item, mark, act, () => setAsking(true)) : []
  return html`<${Menu} size=${size} kind=${children ? "plain" : "quiet"} icon=${children ? "sold-out" : "more"} label=${`${t("sold_out")}: ${nameOf(item)}`} items=${[...more, more.length && own.length ? { divider: true } : null, ...own]}>${children}<//>
    ${asking && html`<${Until} office=${office} item=${item} act=${act} onClose=${() => setAsking(false)} />`}`
}

function Until({ office, item, act, onClose }) {
  const zone = office.zone
  const form = useForm({ until: localOf(office.now() + LATER_MS, zone) }, ({ until }) => {
    const at = instantOf(until, zone)
    return at && Date.parse(at) > office.now() ? {} : { "/until": t("until_needed") }
  })
  async function send() {
    if (await form.submit(({ until }) => act("PUT", { mode: "until", until: instantOf(until, zone) }))) onClose()
  }
  const title = t("until_title", { name: nameOf(item) })
  return html`<${Dialog} open title=${title} size="s" onClose=${onClose}>
    <${Form} form=${form} onSubmit=${send} label=${title}>
      <${Text} form=${form} at="/until" type="datetime-local" label=${t("until_when", { zone })} />
      <${Ending} form=${form} close=${onClose} label=${t("sold_out")} />
    <//>
  <//>`
}
