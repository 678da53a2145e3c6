import { html } from "../html.js"
import { clockTime, nameOf } from "../core/words.js"
import { Dialog, Sheet } from "../parts/dialog.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { Money } from "../parts/money.js"
import { billOf, sumOf } from "./bill.js"
import { narrow } from "./narrow.js"
import { t } from "./words.js"

/** What the stay has ordered so far and what it comes to. */
export function BillSheet({ pad }) {
  void pad.screen.changed.value
  const bill = billOf(pad.screen.board)
  const currency = bill.currency ?? pad.currency.value
  const Frame = narrow.value ? Sheet : Dialog
  const since = pad.screen.link.value.since_ms
  const foot = bill.orders.length > 0 && html`<${Sums} bill=${bill} currency=${currency} />`
  return html`<${Frame} open=${true} from="bottom" class="bill" title=${t("bill_title", { number: pad.room.value.number })} onClose=${() => pad.close()} actions=${foot}>
    ${pad.offline.value && since && html`<p class="bill-old"><${Icon} name="wifi-off" size=${18} />${t("bill_no_connection", { time: clockTime(since, pad.zone.value) })}</p>`}
    ${bill.orders.length === 0
      ? html`<${Empty} icon="bill" title=${t("bill_empty")} text=${t("bill_empty_text")} />`
      : bill.orders.map((one) => html`<${Order} key=${one.order.id} pad=${pad} one=${one} currency=${currency} />`)}
  <//>`
}

function Order({ pad, one: { order, lines }, currency }) {
  return html`<section class="bill-order">
    <h3><b>${order.number}</b><span>${clockTime(order.created_at, pad.zone.value)}</span></h3>
    <ul>
      ${lines.map(
        (line) => html`<li key=${line.id} class="bill-line">
          <span class="bill-quantity">${line.quantity}×</span>
          <span class="bill-name">${nameOf(line)}${line.options.length > 0 && html`<small>${line.options.map(nameOf).join(" · ")}</small>`}</span>
          <${Money} minor=${sumOf(line)} currency=${currency} />
        </li>`,
      )}
    </ul>
  </section>`
}

function Sums({ bill, currency }) {
  return html`<div class="bill-sums">
    ${bill.paid > 0 &&
    html`<p><span>${t("bill_total")}</span><${Money} minor=${bill.total} currency=${currency} /></p>
      <p><span>${t("bill_paid")}</span><${Money} minor=${-bill.paid} currency=${currency} /></p>`}
    <p class="bill-due"><span>${t(bill.paid > 0 ? "bill_due" : "bill_total")}</span><b><${Money} minor=${bill.due} currency=${currency} /></b></p>
    <small>${t("bill_note")}</small>
  </div>`
}
