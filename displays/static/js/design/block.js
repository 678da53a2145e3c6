import { html } from "../html.js"
import { join } from "../parts/join.js"

export function Block({ id, title, text, children }) {
  return html`<section class="design-block">
    <header><h2 id=${id}>${title}</h2>${text && html`<p>${text}</p>`}</header>
    ${children}
  </section>`
}

export function Row({ title, class: extra, children }) {
  return html`<div class="design-row">
    ${title && html`<h3>${title}</h3>`}
    <div class=${join("design-row-inside", extra)}>${children}</div>
  </div>`
}
