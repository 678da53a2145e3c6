import { html } from "../html.js"
import { join } from "./join.js"

/** A surface with an optional head and foot. With `onPress` the whole card is one button. */
export function Card({ tone, head, foot, flush, onPress, label, class: extra, children, ...rest }) {
  const inside = html`${head && html`<div class="card-head">${head}</div>`}
    <div class=${join("card-body", flush && "card-flush")}>${children}</div>
    ${foot && html`<div class="card-foot">${foot}</div>`}`
  const names = join("card", tone && `tone-${tone}`, onPress && "card-press", extra)
  if (onPress) return html`<button ...${rest} type="button" class=${names} aria-label=${label} onClick=${onPress}>${inside}</button>`
  return html`<section ...${rest} class=${names} aria-label=${label}>${inside}</section>`
}
