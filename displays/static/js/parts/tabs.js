import { html, useRef } from "../html.js"
import { Icon } from "./icon.js"
import { join } from "./join.js"

const STEP = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** Arrow keys, Home and End walk along a row of choices; the one chosen is the one Tab comes to. */
function useRow(options, value, onChange) {
  const row = useRef(null)
  const keyed = (event) => {
    const at = options.findIndex((one) => one.id === value)
    let next
    if (event.key in STEP) next = (at + STEP[event.key] + options.length) % options.length
    else if (event.key === "Home") next = 0
    else if (event.key === "End") next = options.length - 1
    else return
    event.preventDefault()
    event.stopPropagation()
    onChange(options[next].id)
    row.current.children[next]?.focus()
  }
  return { row, keyed }
}

export function Tabs({ tabs, value, onChange, label, class: extra }) {
  const { row, keyed } = useRow(tabs, value, onChange)
  return html`<div class=${join("tabs", extra)} role="tablist" aria-label=${label} ref=${row} onKeyDown=${keyed}>
    ${tabs.map(
      (tab) => html`<button
        type="button"
        key=${tab.id}
        role="tab"
        class="tab"
        aria-selected=${String(tab.id === value)}
        tabIndex=${tab.id === value ? 0 : -1}
        onClick=${() => onChange(tab.id)}
      >
        ${tab.icon && html`<${Icon} name=${tab.icon} size=${20} />`}<span>${tab.label}</span>
        ${tab.count !== undefined && tab.count !== null && html`<span class=${join("tab-count", tab.tone && `tone-${tab.tone}`, !tab.count && "tab-count-none")}>${tab.count}</span>`}
      </button>`,
    )}
  </div>`
}

export function Segmented({ options, value, onChange, label, size = "m", class: extra }) {
  const { row, keyed } = useRow(options, value, onChange)
  return html`<div class=${join("segmented", `segmented-${size}`, extra)} role="radiogroup" aria-label=${label} ref=${row} onKeyDown=${keyed}>
    ${options.map(
      (option) => html`<button
        type="button"
        key=${option.id}
        role="radio"
        class="segment"
        aria-checked=${String(option.id === value)}
        aria-label=${option.label ? undefined : option.name}
        tabIndex=${option.id === value ? 0 : -1}
        onClick=${() => onChange(option.id)}
      >
        ${option.icon && html`<${Icon} name=${option.icon} size=${18} />`}${option.label && html`<span>${option.label}</span>`}
      </button>`,
    )}
  </div>`
}
