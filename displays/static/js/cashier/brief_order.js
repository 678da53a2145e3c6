import { html } from "../html.js"
import { nameOf } from "../core/words.js"
import { Icon } from "../parts/icon.js"
import { Money } from "../parts/money.js"
import { StateMark } from "../parts/state_mark.js"
import { isUnfinished } from "./orders.js"
import { t } from "./words.js"

/** An order in a few lines, with the way to it: what is still to come, and the sum. */
export function BriefOrder({ ticket, desk }) {
  const { order, lines } = ticket
  const open = lines.filter(isUnfinished)
  return html`<button type="button" class="d-brief" onClick=${() => desk.go("orders", order.id)}>
    <span class="d-brief-head"><b>${order.number}</b><span>${t(`state_${order.state}`)}</span><${Money} minor=${order.total} currency=${order.currency} /><${Icon} name="chevron-right" size=${18} /></span>
    ${open.slice(0, 6).map((line) => html`<span key=${line.id} class="d-brief-line"><span>${line.quantity}×</span><span>${nameOf(line)}</span><${StateMark} state=${line.state} size="s" /></span>`)}
    ${open.length > 6 && html`<span class="d-brief-more">${t("and_more", { n: open.length - 6 })}</span>`}
    ${open.length === 0 && html`<span class="d-brief-more">${t("all_served")}</span>`}
  </button>`
}
