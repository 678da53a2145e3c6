// "Sold out": until when, and what that means for what is ordered already.
import { html, useState } from "../html.js"
import { clockTime, dateLabel, language } from "../core/words.js"
import { Dialog } from "../parts/dialog.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { problemText } from "../parts/problem_text.js"
import { toast } from "../parts/toast.js"
import { Act } from "./card_sheet.js"
import { isCooking } from "./flow.js"
import { dishName, t } from "./words.js"

const LATER_MIN = [30, 60, 120, 240]

const span = (n) => (n < 60 ? t("in_minutes", { n }) : t("in_hours", { n: n / 60 }))

function untilText(mark, zone, now) {
  if (!mark.until) return t("indefinitely")
  const time = clockTime(mark.until, zone)
  return Date.parse(mark.until) - now > 20 * 3_600_000 ? `${dateLabel(mark.until.slice(0, 10))} ${time}` : time
}

async function put(kitchen, dish, body) {
  const { screen } = kitchen
  const reply = await screen.ask("PUT", `/sold-out/${dish.sku_id}`, body)
  if (reply.ok) toast(t("sold_out_done", { dish: dish.name }), { tone: "good", icon: "sold-out", action: { label: t("undo"), onPress: () => take(kitchen, dish) } })
  else toast(problemText(reply.problem), { tone: "bad" })
  return reply.ok
}

async function take(kitchen, dish) {
  const reply = await kitchen.screen.ask("DELETE", `/sold-out/${dish.sku_id}`)
  if (reply.ok) toast(t("back_done", { dish: dish.name }), { tone: "good" })
  else toast(problemText(reply.problem), { tone: "bad" })
  return reply.ok
}

function Choice({ icon, title, text, onPress, busy }) {
  return html`<button type="button" class="k-choice" disabled=${busy} onClick=${onPress}><${Icon} name=${icon} size="2rem" /><span><b>${title}</b><small>${text}</small></span></button>`
}

export function SoldOut({ kitchen }) {
  const { dish } = kitchen.open.value
  const { screen } = kitchen
  const [busy, setBusy] = useState(false)
  const [later, setLater] = useState(false)
  const shop = screen.board.shop ?? screen.me.value?.shop
  const zone = shop?.timezone
  const now = screen.now.peek()
  const mark = kitchen.soldOut.value.find((one) => one.id === dish.sku_id)
  const open = kitchen.lines.value.filter((line) => line.sku_id === dish.sku_id && isCooking(line)).reduce((sum, line) => sum + line.quantity, 0)
  const act = (what) => async () => {
    setBusy(true)
    const ok = await what()
    setBusy(false)
    if (ok) kitchen.close()
  }
  const inMinutes = (n) => new Date(Math.round((now + n * 60_000) / 1000) * 1000).toISOString()
  return html`<${Dialog} open title=${t("sold_out_title", { dish: dish.name })} onClose=${kitchen.close} class="k-dialog">
    <p class="k-lead">${t("sold_out_text")}</p>
    ${open > 0 && html`<p class="k-hint"><${Icon} name="info" size="1.4rem" />${t("sold_out_open", { n: open })}</p>`}
    ${mark &&
    html`<div class="k-sold-now"><${Icon} name="sold-out" size="1.75rem" /><span>${t("sold_out_is")} · ${untilText(mark, zone, now)}</span><${Act} icon="undo" kind="start" disabled=${busy} onPress=${act(() => take(kitchen, dish))}>${t("back_on_sale")}<//></div>`}
    <div class="k-choices">
      <${Choice} icon="calendar" title=${t("sold_out_today")} text=${t("sold_out_today_text", { time: shop?.day_start ?? "03:00" })} busy=${busy} onPress=${act(() => put(kitchen, dish, { mode: "today" }))} />
      ${later
        ? html`<div class="k-later">
            ${LATER_MIN.map((n) => html`<button type="button" key=${n} class="k-button k-plain" disabled=${busy} onClick=${act(() => put(kitchen, dish, { mode: "until", until: inMinutes(n) }))}>
              <span>${span(n)}<small>${t("sold_out_until_text", { time: clockTime(inMinutes(n), zone) })}</small></span>
            </button>`)}
          </div>`
        : html`<${Choice} icon="clock" title=${t("sold_out_until")} text=${LATER_MIN.map(span).join(" · ")} busy=${busy} onPress=${() => setLater(true)} />`}
      <${Choice} icon="ban" title=${t("sold_out_indefinite")} text=${t("sold_out_indefinite_text")} busy=${busy} onPress=${act(() => put(kitchen, dish, { mode: "indefinite" }))} />
    </div>
  <//>`
}

/** Everything that is sold out now, with the way back. */
export function SoldOutList({ kitchen }) {
  const { screen, facts } = kitchen
  const zone = screen.me.value?.shop?.timezone
  const now = screen.now.peek()
  const marks = kitchen.soldOut.value
  return html`<${Dialog} open title=${t("sold_out_list")} onClose=${kitchen.close} class="k-dialog">
    ${marks.length === 0 && html`<${Empty} icon="check-circle" title=${t("sold_out_list_none")} />`}
    <ul class="k-list">
      ${marks.map((mark) => {
        const dish = { sku_id: mark.id, name: dishName(facts.dishes.value.get(mark.id) ?? {}, language.value) || mark.id.slice(0, 8) }
        return html`<li key=${mark.id}><span class="k-list-what"><b>${dish.name}</b><small>${untilText(mark, zone, now)}</small></span><${Act} icon="undo" onPress=${() => take(kitchen, dish)}>${t("back_on_sale")}<//></li>`
      })}
    </ul>
  <//>`
}
