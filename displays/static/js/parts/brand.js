import { html } from "../html.js"
import { join } from "./join.js"

/** The name of the product with its sign: a bowl with steam, which is also a bath. */
export function Brand({ size = "m", class: extra }) {
  return html`<span class=${join("brand", `brand-${size}`, extra)}>
    <svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="9" class="brand-ground" /><path class="brand-bowl" d="M6.5 16.5h19a9.5 9.5 0 0 1-19 0z" /><path class="brand-steam" d="M12 13c-1.4-1.7 1.4-3.3 0-5.5M16.2 13c-1.4-1.7 1.4-3.3 0-5.5M20.4 13c-1.4-1.7 1.4-3.3 0-5.5" /></svg>
    <b>Venue Hub</b>
  </span>`
}
