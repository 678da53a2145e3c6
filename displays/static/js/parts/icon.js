import { html } from "../html.js"
import { join } from "./join.js"

const SPRITE = new URL("../../icons.svg", import.meta.url).href

/** One symbol of the sprite. Without a label it is decoration and hidden from readers. */
export function Icon({ name, size = 20, label, class: extra }) {
  return html`<svg class=${join("icon", extra)} width=${size} height=${size} role=${label ? "img" : undefined} aria-label=${label} aria-hidden=${label ? undefined : "true"}>
    <use href=${`${SPRITE}#${name}`} />
  </svg>`
}
