import { html } from "../html.js"
import { Icon } from "./icon.js"
import { join } from "./join.js"
import { t } from "./words.js"

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"]

/** Digits by touch or keyboard. `value` is text ("" is empty); with `max` a number, digits that would pass it are not taken; with `length`, no more digits than that. */
export function NumberPad({ value = "", onChange, max, length = 6, onDone, done, label, class: extra }) {
  const text = String(value)
  const put = (digit) => {
    const next = text === "0" ? digit : text + digit
    if (next.length <= length && (max === undefined || Number(next) <= max)) onChange(next)
  }
  const keyed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (/^[0-9]$/.test(event.key)) put(event.key)
    else if (event.key === "Backspace") onChange(text.slice(0, -1))
    else if (event.key === "Delete") onChange("")
    else if (event.key === "Enter" && event.target === event.currentTarget) onDone?.(text)
    else return
    event.preventDefault()
  }
  return html`<div class=${join("number-pad", extra)} role="group" aria-label=${label} tabIndex=${0} onKeyDown=${keyed}>
    ${KEYS.map((digit) => html`<button type="button" key=${digit} class="number-key" onClick=${() => put(digit)}>${digit}</button>`)}
    <button type="button" class="number-key number-key-quiet" onClick=${() => onChange("")} aria-label=${t("clear")} disabled=${text === ""}>C</button>
    <button type="button" class="number-key" onClick=${() => put("0")}>0</button>
    <button type="button" class="number-key number-key-quiet" onClick=${() => onChange(text.slice(0, -1))} aria-label=${t("backspace")} disabled=${text === ""}><${Icon} name="backspace" size=${26} /></button>
    ${onDone && html`<button type="button" class="number-done" onClick=${() => onDone(text)} disabled=${text === ""}>${done ?? t("done")}</button>`}
  </div>`
}
