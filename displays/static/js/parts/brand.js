import { html } from "../html.js"
import { join } from "./join.js"

/** The name of the product with its sign, the same as on the front page and on a home screen. */
export function Brand({ size = "m", class: extra }) {
  return html`<span class=${join("brand", `brand-${size}`, extra)}>
    <svg viewBox="0 0 64 64" aria-hidden="true"><rect width="64" height="64" rx="15" class="brand-ground" /><path class="brand-vee" d="M16 23l16 25.6L48 23" /><circle class="brand-dot" cx="32" cy="20.5" r="6.7" /></svg>
    <b>Venue Hub</b>
  </span>`
}
