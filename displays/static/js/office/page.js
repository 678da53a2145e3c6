// The frame of one area: its heading, what can be done, and what it holds.
import { language, nameOf } from "../core/words.js"
import { html, useEffect } from "../html.js"
import { Icon } from "../parts/icon.js"
import { LinkPill } from "../parts/pill.js"
import { t } from "./words.js"

/** `back` is `{href, label}`; `actions` stand right of the heading, under it on a phone. */
export function Page({ office, title, subtitle, actions, back, children, class: name = "" }) {
  useEffect(() => {
    document.title = t("title", { area: title, shop: office.shop ? nameOf(office.shop) : t("product") })
  }, [title, office.shop, language.value])
  return html`<div class="of-page ${name}">
    <header class="of-head">
      <div class="of-head-words">
        ${back && html`<a class="of-back" href=${back.href}><${Icon} name="arrow-left" size=${16} />${back.label}</a>`}
        <h1 class="of-title">${title}</h1>
        ${subtitle && html`<p class="of-subtitle">${subtitle}</p>`}
      </div>
      ${actions && html`<div class="of-actions">${actions}</div>`}
      <${LinkPill} screen=${office.screen} class="of-link-pill" />
    </header>
    ${children}
  </div>`
}

/** A titled part of a page. */
export function Section({ title, text, actions, children, class: name = "", id }) {
  return html`<section class="of-section ${name}" id=${id} aria-label=${title}>
    ${
      (title || actions) &&
      html`<header class="of-section-head">
        <div>
          ${title && html`<h2 class="of-section-title">${title}</h2>`}
          ${text && html`<p class="of-section-text">${text}</p>`}
        </div>
        ${actions && html`<div class="of-actions">${actions}</div>`}
      </header>`
    }
    ${children}
  </section>`
}

/** One figure: its value large, its meaning small, and where it counts from and to. */
export function Figure({ label, value, unit, note, tone = "", icon, href }) {
  const inside = html`
    <span class="of-figure-label">${icon && html`<${Icon} name=${icon} size=${16} />`}${label}</span>
    <span class="of-figure-value">${value}${unit && html`<small>${unit}</small>`}</span>
    ${note && html`<span class="of-figure-note">${note}</span>`}
  `
  const name = `of-figure ${tone && `of-tone-${tone}`}`
  return href ? html`<a class=${name} href=${href}>${inside}</a>` : html`<div class=${name}>${inside}</div>`
}

/** Names and values, one below the other. */
export function Facts({ rows }) {
  const shown = rows.filter((row) => row && row[1] !== null && row[1] !== undefined && row[1] !== "")
  return html`<dl class="of-facts">
    ${shown.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`
}
