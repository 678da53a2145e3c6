import { html } from "../html.js"
import { Icon } from "./icon.js"
import { join } from "./join.js"

const ICON_SIZE = { s: 16, m: 20, l: 22, xl: 26 }

/**
 * `kind` plain, primary, accent, quiet, danger or good; `size` s 36, m 48, l 56, xl 64 px high. A busy button takes no press.
 * One that is `blocked` looks disabled and keeps the focus, for a key that is pressed again and again until it can go no further.
 */
export function Button({ kind = "plain", size = "m", icon, iconEnd, busy, blocked, disabled, pressed, wide, onPress, label, type = "button", class: extra, children, ...rest }) {
  const bare = !children || (Array.isArray(children) && children.length === 0)
  return html`<button
    ...${rest}
    type=${type}
    class=${join("button", `button-${kind}`, `button-${size}`, bare && "button-bare", wide && "button-wide", extra)}
    disabled=${disabled}
    aria-disabled=${busy || blocked ? "true" : undefined}
    aria-busy=${busy ? "true" : undefined}
    aria-pressed=${pressed === undefined ? undefined : String(Boolean(pressed))}
    aria-label=${label}
    title=${rest.title ?? (bare ? label : undefined)}
    onClick=${(event) => busy || blocked || onPress?.(event)}
  >
    ${busy && html`<span class="spinner" aria-hidden="true" />`}
    ${icon && html`<${Icon} name=${icon} size=${ICON_SIZE[size]} />`}
    ${!bare && html`<span class="button-text">${children}</span>`}
    ${iconEnd && html`<${Icon} name=${iconEnd} size=${ICON_SIZE[size]} />`}
  </button>`
}

/** A square button of one symbol; `label` is what it is called. */
export function IconButton({ kind = "quiet", ...rest }) {
  return html`<${Button} kind=${kind} ...${rest} />`
}
