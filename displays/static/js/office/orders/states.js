// The states of an order: tone, sign and words, never colour alone.
import { html } from "../../html.js"
import { Pill } from "../../parts/pill.js"
import { t as shared } from "../words.js"

export const ORDER_STATES = ["placed", "in_progress", "ready", "served", "completed", "cancelled"]
const LOOK = {
  placed: ["neutral", "new"],
  in_progress: ["info", "flame"],
  ready: ["good", "bell"],
  served: ["neutral", "check"],
  completed: ["neutral", "check-all"],
  cancelled: ["bad", "close"],
}

export function OrderState({ state }) {
  const [tone, icon] = LOOK[state]
  return html`<${Pill} tone=${tone} icon=${icon}>${shared(`order_${state}`)}<//>`
}
