import { html } from "../html.js"
import { money, nameOf } from "../core/words.js"
import { Button, IconButton } from "../parts/button.js"
import { confirm } from "../parts/dialog.js"
import { Empty } from "../parts/empty.js"
import { Stepper } from "../parts/field.js"
import { Icon } from "../parts/icon.js"
import { Money } from "../parts/money.js"
import { MOST_OF_ONE } from "../ordering/basket.js"
import { chosenOf } from "../ordering/choices.js"
import { t } from "./words.js"

/** What the guest has put together, and the one large button. */
export function BasketPanel({ pad }) {
  const { lines, count, problems } = pad.review.value
  const refusal = pad.refused.value
  return html`<div class="panel" id="basket" tabIndex="-1">
    <div class="panel-scroll">
      ${refusal && html`<${Refused} pad=${pad} why=${refusal} />`}
      ${!refusal && problems > 0 && html`<${Problems} pad=${pad} count=${problems} />`}
      ${lines.length === 0
        ? html`<${Empty} icon="basket" title=${t("empty_basket")} text=${t("empty_basket_text")} />`
        : html`<ul class="basket">
            ${lines.map((row) => html`<${Line} key=${row.line.id} pad=${pad} row=${row} />`)}
          </ul>`}
      ${lines.length > 1 && html`<${Button} kind="quiet" icon="trash" class="basket-clear" onPress=${() => clear(pad, count)}>${t("clear")}<//>`}
    </div>
    <${OrderFoot} pad=${pad} />
  </div>`
}

async function clear(pad, count) {
  if (await confirm({ title: t("clear_title"), text: t("clear_text", { n: count }), yes: t("clear_yes"), no: t("keep"), danger: true })) pad.clear()
}

function Refused({ pad, why }) {
  const { problems } = pad.review.value
  return html`<section class="refused" role="alert">
    <h3><${Icon} name="warning" size=${20} />${t("refused_title")}</h3>
    <p>${t(why)}</p>
    <div class="refused-acts">
      ${problems > 0 && html`<${Button} icon="trash" onPress=${() => pad.dropProblems()}>${t("take_out_bad")}<//>`}
      <${Button} kind="quiet" onPress=${() => (pad.refusal.value = null)}>${t("understood")}<//>
    </div>
  </section>`
}

function Problems({ pad, count }) {
  return html`<section class="refused" role="status">
    <h3><${Icon} name="warning" size=${20} />${t("bad_lines", { n: count })}</h3>
    <div class="refused-acts"><${Button} icon="trash" onPress=${() => pad.dropProblems()}>${t("take_out_bad")}<//></div>
  </section>`
}

const PROBLEM = { sold_out: "sold_out", gone: "gone", options: "options_changed" }

function Line({ pad, row: { line, item, problem, sum } }) {
  const name = item ? nameOf(item) : t("dish_unknown")
  const edit = () => pad.open({ kind: "dish", item, lineId: line.id })
  return html`<li class="basket-line" data-problem=${problem ?? "none"}>
    <button type="button" class="basket-words" disabled=${!item} onClick=${edit}>
      <b>${name}</b>
      ${!problem && line.options.length === 0 && item.options.length > 0 && html`<span class="basket-choose"><${Icon} name="edit" size=${15} />${t("choose_options")}</span>`}
      ${item && line.options.length > 0 && html`<span class="basket-options">${chosenOf(item, line.options).map(nameOf).join(" · ")}</span>`}
      ${line.note && html`<span class="basket-note">“${line.note}”</span>`}
      ${problem && html`<span class="basket-problem"><${Icon} name=${problem === "options" ? "edit" : "sold-out"} size=${16} />${t(PROBLEM[problem])}</span>`} <span class="unseen">${t("edit_short")}</span>
    </button>
    <div class="basket-acts">
      ${problem && problem !== "options"
        ? html`<${IconButton} icon="trash" label=${`${t("take_out")} ${name}`} onPress=${() => pad.setQuantity(line.id, 0)} />`
        : html`<span class="basket-sum"><${Money} minor=${sum} currency=${pad.currency.value} short /></span>
            <${Stepper} label=${`${t("quantity")} ${name}`} size="m" value=${line.quantity} min=${0} max=${MOST_OF_ONE} onChange=${(n) => pad.setQuantity(line.id, n)} />`}
    </div>
  </li>`
}

const STOPPED = { paused: "shop_paused", closed: "shop_closed", checked_out: "checked_out" }

function OrderFoot({ pad }) {
  const { total, count, problems } = pad.review.value
  const stop = pad.stop.value
  const place = () => {
    pad.order()
    if (pad.sheet.peek()?.kind === "panel") pad.panel.value = "progress"
  }
  return html`<footer class="panel-foot">
    ${count > 0 &&
    html`<p class="basket-total"><span>${t("total")}</span><b><${Money} minor=${total} currency=${pad.currency.value} short /></b></p>
      <p class="basket-promise">${pad.offline.value ? t("kept_offline") : t("charged_later")}</p>`}
    <${Button} kind="accent" size="xl" wide class="order-button" icon=${stop ? "lock" : undefined} disabled=${count === 0 || problems > 0 || Boolean(stop)} label=${count > 0 && !stop ? `${t("order_n", { n: count })}, ${money(total, pad.currency.value)}` : undefined} onPress=${place}>
      ${stop ? t(STOPPED[stop]) : t("order")}
    <//>
  </footer>`
}
