// Open orders by state, oldest first; a card opens the order's own page.
import { nameOf } from "../../core/words.js"
import { html, useState } from "../../html.js"
import { Age } from "../../parts/age.js"
import { Empty } from "../../parts/empty.js"
import { Icon } from "../../parts/icon.js"
import { Section } from "../page.js"
import { addressOf } from "../places.js"
import { portions, progressOf } from "./figures.js"
import { t } from "./words.js"

const COLUMNS = ["placed", "in_progress", "ready", "served"]
const BAR = ["served", "called", "ready", "preparing", "placed"]
const SHOWN = 5
const DISHES = 3

export function OrderColumns({ office, columns, late }) {
  const count = COLUMNS.reduce((sum, state) => sum + columns[state].length, 0)
  return html`<${Section} title=${t("orders")} class="of-orders-now">
    ${
      count === 0
        ? html`<div class="of-card"><${Empty} icon="bill" title=${t("orders_empty")} text=${t("orders_empty_text")} /></div>`
        : html`<div class="of-columns">${COLUMNS.map((state) => html`<${Column} key=${state} office=${office} state=${state} orders=${columns[state]} late=${late} />`)}</div>`
    }
  <//>`
}

function Column({ office, state, orders, late }) {
  const [all, setAll] = useState(false)
  const shown = all ? orders : orders.slice(0, SHOWN)
  return html`<section class="of-column" data-state=${state} aria-label=${t(`column_${state}`)}>
    <h3 class="of-column-head"><span class="of-dot" aria-hidden="true"></span>${t(`column_${state}`)}<span class="of-count">${orders.length}</span></h3>
    ${orders.length === 0 && html`<p class="of-column-empty">${t("column_empty")}</p>`}
    ${shown.map((order) => html`<${OrderCard} key=${order.id} office=${office} order=${order} late=${late} />`)}
    ${
      orders.length > SHOWN &&
      html`<button type="button" class="of-plain" onClick=${() => setAll(!all)}>${all ? t("fewer_orders") : t("more_orders", { n: orders.length - SHOWN })}</button>`
    }
  </section>`
}

function OrderCard({ office, order, late }) {
  const lines = office.screen.board.linesOf(order.id).filter((line) => line.state !== "cancelled" && line.state !== "voided")
  const { all, out } = progressOf(lines)
  const parts = portions(lines)
  const lateHere = lines.filter((line) => late.has(line.id)).reduce((sum, line) => sum + line.quantity, 0)
  const since = order.rounds.at(-1)?.placed_at ?? order.created_at
  return html`<a class="of-order" data-late=${lateHere > 0} href=${addressOf("orders", [order.id])}>
    <span class="of-order-top">
      <strong class="of-number">${order.number}</strong>
      <span class="of-where">${order.wristband ? html`<${Icon} name="wristband" size=${14} />${order.wristband}` : html`<${Icon} name="room" size=${14} />${order.room?.number ?? "–"}`}</span>
      ${order.state !== "served" && html`<${Age} since=${since} screen=${office.screen} />`}
    </span>
    <span class="of-order-dishes">
      ${lines.slice(0, DISHES).map((line) => html`<span key=${line.id}><b>${line.quantity}×</b> ${nameOf(line)}</span>`)}
      ${lines.length > DISHES && html`<span class="of-faint">+${lines.length - DISHES}</span>`}
    </span>
    <span class="of-order-foot">
      <span class="of-bar" role="img" aria-label=${t("out", { out, all })}>
        ${BAR.map((state) => parts[state] > 0 && html`<i key=${state} data-state=${state} style=${{ flexGrow: parts[state] }}></i>`)}
      </span>
      ${
        lateHere > 0
          ? html`<span class="of-late"><${Icon} name="warning" size=${14} />${t("late_lines", { n: lateHere })}</span>`
          : order.confirmed
            ? html`<span class="of-faint">${t("out", { out, all })}</span>`
            : html`<span class="of-late">${t("to_confirm")}</span>`
      }
    </span>
  </a>`
}

