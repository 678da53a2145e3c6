import { html, memo } from "../html.js"
import { text } from "./words.js"

/** A number as it hangs on the wall: small sign, large digits, and what else has to be known of it. */
export const WallNumber = memo(function WallNumber({ label, old, ready, newest, language }) {
  const digits = label.replace(/^#/, "")
  return html`<span class="number" data-ready=${ready || null} data-newest=${newest || null}>
    <span class="number-side" aria-hidden="true">
      ${old && html`<span class="number-old">${text("old", language)}</span>`}
      <span class="number-sign">#</span>
    </span>
    <span class="number-digits" aria-hidden="true">${digits}</span>
    <span class="unseen">${old ? `${text("old_long", language)} ` : ""}${label}${ready ? `, ${text("ready", language)}` : ""}</span>
  </span>`
})
