import { html } from "../html.js"
import { nameOf } from "../core/words.js"
import { Button } from "../parts/button.js"
import { Sheet } from "../parts/dialog.js"
import { Empty } from "../parts/empty.js"
import { Stepper } from "../parts/field.js"
import { Icon } from "../parts/icon.js"
import { Money } from "../parts/money.js"
import { problemText } from "../parts/problem_text.js"
import { toast } from "../parts/toast.js"
import { chosenOf } from "../ordering/choices.js"
import { placeLabel } from "./order_tab.js"
import { t } from "./words.js"

const PROBLEMS = { gone: "line_gone", sold_out: "sold_out", options: "line_options" }

/** What is about to be ordered, with a last look. */
export function BasketSheet({ screen, ordering, place, onEdit, onClose }) {
  const { lines, total, problems } = ordering.review.value
  const currency = ordering.catalogue.value?.currency
  const label = placeLabel(place)
  const send = async () => {
    const answer = await ordering.send()
    if (answer.ok) toast(t("order_placed", { place: label, number: answer.order.number }), { tone: "good" })
    else if (answer.queued) toast(t("order_queued"), { tone: "warn", icon: "wifi-off" })
    else return toast(problemText(answer.problem, t), { tone: "bad" })
    return onClose()
  }
  const actions = html`
    <span class="basket-sum"><span>${t("total")}</span><${Money} minor=${total} currency=${currency} /></span>
    <${Button} kind="primary" size="l" icon="send" busy=${ordering.sending.value} disabled=${lines.length === 0 || problems > 0} onPress=${send}>${t("place_order")}<//>
  `
  return html`<${Sheet} open=${true} from="bottom" title=${t("for_place", { place: label })} onClose=${onClose} actions=${actions}>
    ${lines.length === 0 && html`<${Empty} icon="basket" />`}
    <ul class="basket-lines">
      ${lines.map((row) => html`<${Row} key=${row.line.id} row=${row} currency=${currency} ordering=${ordering} onEdit=${onEdit} />`)}
    </ul>
    ${lines.length > 1 && html`<${Button} kind="quiet" size="m" icon="trash" onPress=${ordering.clear}>${t("empty_basket")}<//>`}
  <//>`
}

function Row({ row: { line, item, problem, sum }, currency, ordering, onEdit }) {
  const choices = item ? chosenOf(item, line.options).map(nameOf).join(" · ") : ""
  return html`<li class="basket-line">
    <button class="basket-dish" disabled=${!item} onClick=${() => onEdit({ item, line })}>
      <span class="dish-name">${item ? nameOf(item) : t("line_gone")}</span>
      ${choices && html`<span class="trip-choices">${choices}</span>`}
      ${line.note && html`<span class="trip-note">“${line.note}”</span>`}
      ${problem ? html`<span class="basket-problem"><${Icon} name="warning" size=${16} />${t(PROBLEMS[problem])}</span>` : html`<${Money} minor=${sum} currency=${currency} class="dish-price" />`}
    </button>
    <${Stepper} label=${t("quantity")} value=${line.quantity} min=${0} max=${99} onChange=${(n) => ordering.withQuantity(line.id, n)} />
  </li>`
}
