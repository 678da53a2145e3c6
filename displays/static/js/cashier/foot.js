import { html } from "../html.js"
import { actsOf, placeOf } from "./orders.js"
import { t } from "./words.js"

/** The F-keys, also for fingers; beside them the order they act on. */
export function Foot({ desk }) {
  const ticket = desk.current.value
  const { call } = ticket ? actsOf(ticket) : { call: [] }
  const keys = [
    { key: "F2", label: t("new_order"), onPress: () => desk.order() },
    { key: "F4", label: t("find_short"), onPress: () => document.querySelector("#find").focus() },
    { key: "F8", label: t("print"), onPress: () => desk.printReceipt(ticket) },
    { key: "F9", label: t("call_again"), onPress: () => desk.call(ticket), off: call.length === 0 },
    { key: "Esc", label: t("back"), onPress: () => (desk.dialog.value = null), off: desk.dialog.value?.kind !== "order" },
    { key: "?", label: t("keys"), onPress: () => (desk.dialog.value = { kind: "keys" }) },
  ]
  return html`<footer class="d-foot">
    <div class="d-fkeys" role="toolbar" aria-label=${t("keys")}>
      ${keys.map(({ key, label, onPress, off }) => html`<button type="button" key=${key} class="d-fkey" disabled=${off} onClick=${onPress}><kbd>${key}</kbd><span>${label}</span></button>`)}
    </div>
    <span class="d-foot-current">${ticket ? t("acts_on", { number: ticket.order.number, place: placeOf(ticket.order) }) : ""}</span>
  </footer>`
}
