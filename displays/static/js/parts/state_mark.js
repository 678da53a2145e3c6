import { html } from "../html.js"
import { Icon } from "./icon.js"
import { join } from "./join.js"
import { t } from "./words.js"

export const STATE_ICON = { placed: "new", preparing: "pot", ready: "check", called: "bell-ring", served: "check-all", cancelled: "close", voided: "ban" }

/** The state of a line in words and symbol, never colour alone. `label` says it in the words of a screen ("on the way" for a guest). */
export function StateMark({ state, label, size = "m", class: extra }) {
  return html`<span class=${join("state", `state-${state}`, `state-size-${size}`, extra)}><${Icon} name=${STATE_ICON[state]} size="1.1em" /><span>${label ?? t(state)}</span></span>`
}
