// One order in a list: number, where, state, sum. It leads to the order's own page.
import { dateLabel, money } from "../../core/words.js"
import { html } from "../../html.js"
import { Icon } from "../../parts/icon.js"
import { addressOf } from "../places.js"
import { t as shared } from "../words.js"
import { OrderState } from "./states.js"

export function OrderRow({ office, order, dated = false }) {
  return html`<li>
    <a class="of-order-row" href=${addressOf("orders", [order.id])}>
      <strong class="of-number">${order.number}</strong>
      <span class="of-order-row-words">
        <span>${whereOf(order)}</span>
        <small>${dated ? `${dateLabel(order.business_day)} ` : ""}${office.time(order.created_at)}</small>
      </span>
      <${OrderState} state=${order.state} />
      <span class="of-sum">${money(order.total, order.currency)}</span>
      <${Icon} name="chevron-right" size=${16} />
    </a>
  </li>`
}

/** Where an order belongs, in words. */
export function whereOf(order) {
  if (order.wristband) return shared("wristband", { code: order.wristband }) + (order.room ? ` · ${order.room.number}` : "")
  return order.room ? shared("room", { number: order.room.number }) : "–"
}
