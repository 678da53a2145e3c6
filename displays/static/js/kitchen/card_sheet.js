// A card in full: each of its lines with everything that can be done to it.
import { html, useMemo } from "../html.js"
import { clockTime, language, nameOf } from "../core/words.js"
import { Dialog } from "../parts/dialog.js"
import { Icon } from "../parts/icon.js"
import { join } from "../parts/join.js"
import { StateMark } from "../parts/state_mark.js"
import { SureButton } from "./card.js"
import { stepsOf } from "./cards.js"
import { isCooking, isWaiting } from "./flow.js"
import { Held } from "./held.js"
import { Allergens, Note, whereOf } from "./line.js"
import { dishName, t } from "./words.js"

export function Act({ icon, onPress, kind = "plain", on, disabled, children }) {
  return html`<button type="button" class=${join("k-button", `k-${kind}`)} aria-pressed=${on === undefined ? undefined : String(on)} disabled=${disabled} onClick=${onPress}>
    <${Icon} name=${icon} size="1.5rem" /><span>${children}</span>
  </button>`
}

function LineActs({ line, kitchen }) {
  const { state } = line
  if (line.ghost) return null
  if (state === "voided") return html`<${Act} icon="check" kind="start" onPress=${() => kitchen.confirmVoid(line)}>${t("confirm_void")}<//>`
  return html`
    ${state === "placed" && html`<${Act} icon="pot" kind="start" onPress=${() => kitchen.step([line], "start")}>${t("start")}<//>`}
    ${state === "preparing" && html`<${Act} icon="check" kind="finish" onPress=${() => kitchen.step([line], "finish")}>${t("finish")}<//>`}
    ${state === "preparing" && kitchen.may("undo") && html`<${Act} icon="undo" onPress=${() => kitchen.takeBackStart(line)}>${t("take_back")}<//>`}
    ${isWaiting(line) && html`<${Act} icon="bell" kind="call" onPress=${() => kitchen.call([line])}>${t(state === "called" ? "call_again" : "call")}<//>`}
    ${isWaiting(line) && html`<${Act} icon="serve" onPress=${() => kitchen.serve([line])}>${t("served")}<//>`}
    ${(isWaiting(line) || state === "served") && kitchen.may("recall") && html`<${Act} icon="recall" onPress=${() => kitchen.recall(line)}>${t("recall")}<//>`}
    ${isCooking(line) && kitchen.may("rush") && html`<${Act} icon="flame" on=${line.rush} onPress=${() => kitchen.rush([line], !line.rush)}>${t("rush_on")}<//>`}
  `
}

function SoldOutAct({ line, kitchen }) {
  if (!kitchen.may("sold_out")) return null
  const marked = kitchen.soldOut.value.some((mark) => mark.id === line.sku_id)
  return html`<${Act} icon="sold-out" on=${marked || undefined} onPress=${() => kitchen.openSoldOut({ sku_id: line.sku_id, name: dishName(line, language.value) })}>${t(marked ? "sold_out_is" : "sold_out")}<//>`
}

function Row({ line, kitchen, dish }) {
  const options = line.options.map(nameOf).join(" · ")
  const zone = kitchen.screen.me.value?.shop?.timezone
  return html`<li class="k-full-line" data-state=${line.state}>
    <div class="k-full-what">
      <b class="k-quantity">${line.quantity}<i>×</i></b>
      <span class="k-what">
        <span class="k-name">${dish ? html`<b>${whereOf(line, kitchen.screen.board.orders)}</b> ${line.number}` : dishName(line, language.value)}</span>
        ${options && html`<span class="k-options">${options}</span>`} ${line.note && html`<${Note} text=${line.note} />`}
        ${line.allergens.length > 0 && html`<${Allergens} names=${line.allergens} />`}
        <span class="k-full-time">${line.ghost !== "gone" && html`<${StateMark} state=${line.ghost ? "cancelled" : line.state} />`} ${clockTime(line.placed_at, zone)}</span>
      </span>
    </div>
    <div class="k-full-acts"><${LineActs} line=${line} kitchen=${kitchen} />${!dish && html`<${SoldOutAct} line=${line} kitchen=${kitchen} />`}</div>
  </li>`
}

function titleOf(card) {
  if (card.kind === "dish") return [card.total > 0 && `${card.total}×`, dishName(card.lines[0], language.value)].filter(Boolean).join(" ")
  return [card.order.number, card.order.room?.number, card.order.wristband].filter(Boolean).join(" · ")
}

/** The card that was opened, with all the lines it has had since; also when the last of them has left the board. */
function useOpened(kitchen) {
  const asked = kitchen.open.value
  const kept = useMemo(() => ({ held: new Held(), card: null }), [asked.id])
  const all = asked.of === "dish" ? kitchen.boardCards.value : kitchen.orderCards.value
  const found = all.find((one) => one.id === asked.id)
  if (found) kept.card = found
  if (!kept.card) return null
  const lines = kept.held.rows(found?.lines ?? [], [...kitchen.served(), ...kitchen.lines.value])
  const cooking = lines.filter((line) => isCooking(line) && !line.ghost)
  const total = cooking.reduce((sum, line) => sum + line.quantity, 0)
  return { ...kept.card, lines, cooking, total, rush: cooking.some((line) => line.rush), steps: stepsOf(lines) }
}

export function CardSheet({ kitchen }) {
  const card = useOpened(kitchen)
  if (!card) return html`<${Dialog} open title=${t("whole_order")} onClose=${kitchen.close}><p class="k-gone-text">${t("empty")}</p><//>`
  const { cooking } = card
  const dish = card.kind === "dish"
  const done = (act) => () => {
    act()
    kitchen.close()
  }
  const actions = html`
    ${cooking.length > 0 && kitchen.may("rush") && html`<${Act} icon="flame" on=${card.rush} onPress=${() => kitchen.rush(cooking, !card.rush)}>${t(card.rush ? "rush_off" : "rush_on")}<//>`}
    ${dish && html`<${SoldOutAct} line=${card.lines[0]} kitchen=${kitchen} />`} <span class="k-spring" />
    ${card.steps.start.length > 0 && html`<${Act} icon="pot" kind="start" onPress=${done(() => kitchen.startAll(card))}>${t("start_all")}<//>`}
    ${cooking.length > 0 && html`<${SureButton} icon="check-all" kind="finish" onPress=${done(() => kitchen.bump(card))}>${t(dish ? "finish_all" : "bump")}<//>`}
    ${card.steps.call.length > 0 && cooking.length === 0 && html`<${Act} icon="serve" onPress=${done(() => kitchen.serve(card.lines))}>${t("served")}<//>`}
    ${card.steps.call.length > 0 && cooking.length === 0 && html`<${Act} icon="bell" kind="call" onPress=${done(() => kitchen.call(card.lines))}>${t("call")}<//>`}
  `
  return html`<${Dialog} open title=${titleOf(card)} onClose=${kitchen.close} size="l" class="k-dialog" actions=${actions}>
    <ul class="k-full">
      ${card.lines.map((line) => html`<${Row} key=${line.id} line=${line} kitchen=${kitchen} dish=${dish} />`)}
    </ul>
  <//>`
}
