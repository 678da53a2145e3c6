import { html } from "../html.js"
import { money } from "../core/words.js"
import { join } from "./join.js"

/** An amount in its smallest unit. `short` leaves out decimals that are all zero, as a menu does; a bill keeps them. */
export function Money({ minor, currency, short, class: extra }) {
  return html`<span class=${join("money", minor < 0 && "money-minus", extra)}>${money(minor, currency, { short })}</span>`
}
