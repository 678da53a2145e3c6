import { html, useMemo, useState } from "../html.js"
import { Button, IconButton } from "./button.js"
import { Icon } from "./icon.js"
import { join } from "./join.js"
import { t } from "./words.js"

let made = 0
const useId = () => useMemo(() => `field-${++made}`, [])

function Foot({ id, hint, error }) {
  if (error) return html`<span class="field-error" id=${`${id}-foot`} role="alert"><${Icon} name="error" size=${16} />${error}</span>`
  return hint && html`<span class="field-hint" id=${`${id}-foot`}>${hint}</span>`
}

function Frame({ id, label, hint, error, required, class: extra, children }) {
  return html`<div class=${join("field", error && "field-wrong", extra)}>
    ${label && html`<label class="field-label" for=${id}>${label}${required && html`<span class="field-required" title=${t("required")} aria-hidden="true">*</span>`}</label>`}
    ${children}
    <${Foot} id=${id} hint=${hint} error=${error} />
  </div>`
}

const about = (id, hint, error) => ({ id, "aria-invalid": error ? "true" : undefined, "aria-describedby": error || hint ? `${id}-foot` : undefined })

/** A label around any control that has no input of its own, such as a Segmented. */
export function Field({ label, hint, error, class: extra, children }) {
  const id = useId()
  return html`<div class=${join("field", error && "field-wrong", extra)} role="group" aria-labelledby=${id}>
    <span class="field-label" id=${id}>${label}</span>
    ${children}
    <${Foot} id=${id} hint=${hint} error=${error} />
  </div>`
}

/** `onChange(text)` at each stroke, `onEnter(text)` at Enter. `icon` stands before the text, `suffix` (a unit) after it. */
export function TextField({ label, hint, error, value = "", onChange, onEnter, icon, suffix, type = "text", required, class: extra, inputRef, onKeyDown, ...rest }) {
  const id = useId()
  const [bare, setBare] = useState(false)
  const secret = type === "password"
  const keyed = (event) => {
    onKeyDown?.(event)
    if (event.key === "Enter" && !event.isComposing) onEnter?.(event.currentTarget.value)
  }
  return html`<${Frame} id=${id} label=${label} hint=${hint} error=${error} required=${required} class=${extra}>
    <span class=${join("input", icon && "input-icon")}>
      ${icon && html`<${Icon} name=${icon} size=${20} />`}
      <input
        ...${about(id, hint, error)}
        ...${rest}
        ref=${inputRef}
        type=${secret && bare ? "text" : type}
        value=${value}
        required=${required}
        onInput=${(event) => onChange?.(event.currentTarget.value)}
        onKeyDown=${keyed}
      />
      ${suffix && html`<span class="input-suffix">${suffix}</span>`}
      ${secret && html`<${IconButton} size="s" icon=${bare ? "eye-off" : "eye"} label=${t(bare ? "hide_password" : "show_password")} onPress=${() => setBare(!bare)} />`}
    </span>
  <//>`
}

export function TextArea({ label, hint, error, value = "", onChange, rows = 3, required, class: extra, ...rest }) {
  const id = useId()
  return html`<${Frame} id=${id} label=${label} hint=${hint} error=${error} required=${required} class=${extra}>
    <span class="input input-area">
      <textarea ...${about(id, hint, error)} ...${rest} rows=${rows} value=${value} required=${required} onInput=${(event) => onChange?.(event.currentTarget.value)} />
    </span>
  <//>`
}

/** `options` as `[{id, label}]`; `onChange(id)` gives back the id itself, not its text. */
export function SelectField({ label, hint, error, value, options, onChange, required, placeholder, class: extra, ...rest }) {
  const id = useId()
  const chosen = (event) => onChange?.(options[event.currentTarget.selectedIndex - (placeholder ? 1 : 0)]?.id)
  return html`<${Frame} id=${id} label=${label} hint=${hint} error=${error} required=${required} class=${extra}>
    <span class="input input-select">
      <select ...${about(id, hint, error)} ...${rest} required=${required} onChange=${chosen}>
        ${placeholder && html`<option value="" selected=${!options.some((one) => one.id === value)} disabled>${placeholder}</option>`}
        ${options.map((one) => html`<option key=${one.id} value=${String(one.id)} selected=${one.id === value} disabled=${one.disabled}>${one.label}</option>`)}
      </select>
      <${Icon} name="chevron-down" size=${20} />
    </span>
  <//>`
}

/** On or off, at once. The whole row is the target. */
export function Switch({ label, hint, value, onChange, disabled, class: extra }) {
  const id = useId()
  return html`<button
    type="button"
    role="switch"
    class=${join("switch", extra)}
    aria-checked=${String(Boolean(value))}
    aria-labelledby=${`${id}-name`}
    aria-describedby=${hint ? `${id}-foot` : undefined}
    disabled=${disabled}
    onClick=${() => onChange?.(!value)}
  >
    <span class="switch-text"><span id=${`${id}-name`}>${label}</span>${hint && html`<span class="field-hint" id=${`${id}-foot`}>${hint}</span>`}</span>
    <span class="switch-track" aria-hidden="true"><span class="switch-knob"><${Icon} name=${value ? "check" : "minus"} size=${14} /></span></span>
  </button>`
}

/** A small whole number by two buttons. */
export function Stepper({ label, value, min = 0, max = 99, step = 1, onChange, size = "m", class: extra }) {
  const to = (next) => onChange?.(Math.min(max, Math.max(min, next)))
  return html`<div class=${join("stepper", `stepper-${size}`, extra)} role="group" aria-label=${label}>
    <${Button} kind="plain" size=${size} icon="minus" label=${t("less_one")} blocked=${value <= min} onPress=${() => to(value - step)} />
    <output class="stepper-value" aria-live="polite">${value}</output>
    <${Button} kind="plain" size=${size} icon="plus" label=${t("more_one")} blocked=${value >= max} onPress=${() => to(value + step)} />
  </div>`
}

/** A number by feel, such as a volume. `inWords`: what it means, for who does not see it. */
export function Slider({ label, value, min = 0, max = 100, step = 1, inWords, onChange, class: extra }) {
  const at = `${((value - min) / (max - min)) * 100}%`
  const put = (event) => onChange?.(Number(event.currentTarget.value))
  return html`<input type="range" class=${extra} min=${min} max=${max} step=${step} value=${value} style=${{ "--at": at }} aria-label=${label} aria-valuetext=${inWords} onInput=${put} />`
}

/** Esc clears what was typed before it does anything else. */
export function SearchField({ value = "", onChange, onEnter, placeholder, label, class: extra, inputRef, ...rest }) {
  const name = label ?? placeholder ?? t("search")
  const keyed = (event) => {
    if (event.key === "Escape" && value) {
      event.preventDefault()
      event.stopPropagation()
      onChange("")
    }
    if (event.key === "Enter" && !event.isComposing) onEnter?.(value)
  }
  return html`<span class=${join("input", "input-icon", "input-search", extra)}>
    <${Icon} name="search" size=${20} />
    <input ...${rest} ref=${inputRef} type="text" inputmode="search" enterkeyhint="search" aria-label=${name} placeholder=${placeholder ?? t("search")} value=${value} onInput=${(event) => onChange(event.currentTarget.value)} onKeyDown=${keyed} />
    ${value && html`<${IconButton} size="s" icon="close" label=${t("clear")} onPress=${() => onChange("")} />`}
  </span>`
}
