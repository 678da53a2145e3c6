import { html } from "../html.js"
import { text } from "./words.js"

/** A text in the languages that stand on the screen now, each marked as what it is. */
export function Said({ k, languages, members, class: name = "" }) {
  return html`<span class=${`said ${name}`}>
    ${languages.map(
      (language, place) => html`<span key=${language} lang=${language} class=${place ? "said-second" : "said-first"}>${text(k, language, members)}</span>`,
    )}
  </span>`
}
