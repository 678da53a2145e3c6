// One line on a card: what to cook, how many, how far it is. The whole row is the button that takes it one step on.
import { html, memo } from "../html.js"
import { language, nameOf } from "../core/words.js"
import { allergenWord } from "../ordering/words.js"
import { Icon } from "../parts/icon.js"
import { join } from "../parts/join.js"
import { STATE_ICON } from "../parts/state_mark.js"
import { t as parts } from "../parts/words.js"
import { isCooking, tapAction } from "./flow.js"
import { dishName, t } from "./words.js"

/**
 * What decides how high the row is; rows of one shape are measured once, as they stand before anybody has cooked them. Later states show less
 * and fit into the same height.
 */
export function shapeOf(line, view, orders) {
  const name = view === "items" ? `${whereOf(line, orders)} ${line.number}` : dishName(line, language.value)
  return JSON.stringify([view, name, line.quantity, line.options.map(nameOf), line.allergens, line.note, line.rush])
}

/** A line as it is measured. */
export function blank(line) {
  return { ...line, state: "placed", claimed_by: null, ghost: undefined, pending: undefined }
}

/** Where a line goes: the room, or the wristband of its order. */
export function whereOf(line, orders) {
  return line.room?.number ?? orders.get(line.order_id)?.wristband ?? line.wristband ?? ""
}

/** The one button beside the row, where it has one. */
function asksOf(line) {
  if (line.ghost) return null
  if (line.state === "voided") return "confirm"
  return line.state === "ready" || line.state === "called" ? "call" : null
}

export function Allergens({ names }) {
  return html`<span class="k-allergens"><${Icon} name="allergen" size="1.2em" label=${t("contains")} /><span>${names.map((code) => allergenWord(code)).join(" · ")}</span></span>`
}

/** A guest who writes of an allergy is not overlooked. */
const ALLERGY = /过敏|allerg/i

export function Note({ text }) {
  return html`<span class=${join("k-note", ALLERGY.test(text) && "k-note-alarm")}>“${text}”</span>`
}

/** A word that would have to be broken at the usual size. */
const LONG_WORD = /[a-z]{12}/i

function Name({ line, view, orders, children }) {
  const rush = line.rush && html`<b class="k-rush">${t("rush")}</b>`
  const name = dishName(line, language.value)
  const what = view === "items" ? html`<b>${whereOf(line, orders)}</b> <span class="k-number">${line.number}</span>` : name
  return html`<span class="k-name" data-long=${(view !== "items" && LONG_WORD.test(name)) || null}>${children}${rush}${what}</span>`
}

/** What the guest wants of it, under the name and over the whole width. */
function Asks({ line }) {
  const options = line.options.map(nameOf).join(" · ")
  if (!options && !line.note) return null
  return html`<span class="k-asked">${options && html`<span class="k-options">${options}</span>`} ${line.note && html`<${Note} text=${line.note} />`}</span>`
}

/** What is left to say of a line that nobody cooks any more. */
function saidOf(line) {
  if (line.ghost) return t(line.ghost)
  if (line.state === "voided") return t("voided")
  if (!line.claimed_by) return ""
  return html`<${Icon} name="hand" size="1.1em" label=${t("fetched_by", { name: line.claimed_by })} /><span aria-hidden="true">${line.claimed_by}</span>`
}

function stateName(line) {
  return line.ghost ? t(line.ghost) : parts(line.state)
}

function Asked({ line, kitchen }) {
  const asks = asksOf(line)
  if (asks === "confirm") return html`<button type="button" class="k-ask k-ask-void" onClick=${() => kitchen.confirmVoid(line)}>${t("confirm_void")}</button>`
  if (asks !== "call") return null
  const label = line.state === "called" ? `${t("call_again")} (${t("called_times", { n: Math.max(1, line.call_count) })})` : t("call")
  return html`<button type="button" class="k-ask k-ask-call" data-called=${line.state === "called"} aria-label=${`${label}: ${dishName(line, language.value)}`} onClick=${() => kitchen.call([line])}>
    <${Icon} name=${line.state === "called" ? "bell-ring" : "bell"} size="1.6rem" />
  </button>`
}

const MARK = { ...STATE_ICON, placed: "circle" }

function Line({ line, kitchen, view, height, orders }) {
  const action = line.ghost ? null : tapAction(line.state)
  const state = line.ghost ? "cancelled" : line.state
  return html`<li class="k-line" data-ghost=${line.ghost} data-state=${state} data-pending=${line.pending ? "" : undefined} style=${height && { minHeight: `${height}px` }}>
    <button type="button" class="k-tap" data-line=${line.id} aria-disabled=${action ? undefined : "true"} onClick=${() => action && kitchen.tap(line)}>
      <span class="k-quantity">${line.quantity}<i>×</i></span>
      <${Name} line=${line} view=${view} orders=${orders}><span class="k-mark"><${Icon} name=${line.pending ? "send" : MARK[state]} size="1.5rem" label=${stateName(line)} /></span><//>
      ${isCooking(line) ? html`<${Asks} line=${line} />${line.allergens.length > 0 && html`<${Allergens} names=${line.allergens} />`}` : saidOf(line) && html`<span class="k-said">${saidOf(line)}</span>`}
    </button>
    <${Asked} line=${line} kitchen=${kitchen} />
  </li>`
}

/** Drawn again only when the line is another object. */
export const LineRow = memo(Line)
