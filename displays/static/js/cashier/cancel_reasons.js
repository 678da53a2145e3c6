import { html, useLayoutEffect } from "../html.js"
import { TextField } from "../parts/field.js"
import { REASONS, reasonWord } from "../venue/reasons.js"
import { t } from "./words.js"

const MOST = 200

/** Why something is cancelled: one of the usual reasons, by its number too, or words of one's own. `reason` is a signal of the text, or null. */
export function CancelReasons({ reason }) {
  const chosen = reason.value
  const flip = (code) => (reason.value = reason.peek() === code ? null : code)
  useLayoutEffect(() => {
    const pressed = (event) => {
      const code = REASONS[Number(event.key) - 1]
      if (code && !event.target.matches?.("input") && !event.ctrlKey && !event.metaKey && !event.altKey) flip(code)
    }
    addEventListener("keydown", pressed)
    return () => removeEventListener("keydown", pressed)
  }, [])
  return html`<div class="d-reasons">
    <div class="d-chips" role="group" aria-label=${t("cancel_reason")}>
      ${REASONS.map(
        (code, index) => html`<button type="button" key=${code} class="d-chip" aria-pressed=${String(code === chosen)} onClick=${() => flip(code)}>
          ${reasonWord(code)}<kbd aria-hidden="true">${index + 1}</kbd>
        </button>`,
      )}
    </div>
    <${TextField}
      label=${t("cancel_reason_words")}
      value=${REASONS.includes(chosen) ? "" : (chosen ?? "")}
      maxlength=${MOST}
      onChange=${(text) => (reason.value = text.trim() === "" ? null : text)}
    />
  </div>`
}
