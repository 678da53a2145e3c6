import { html, useLayoutEffect, useRef, useState } from "../html.js"
import { Button } from "./button.js"
import { Icon } from "./icon.js"
import { join } from "./join.js"
import { t } from "./words.js"

const EDGE = 8

/** Under its button where there is room, else above it, and never over the edge of the window. */
function place(list, button) {
  const at = button.getBoundingClientRect()
  const { width, height } = list.getBoundingClientRect()
  const left = Math.min(Math.max(EDGE, at.right - width > EDGE ? at.right - width : at.left), innerWidth - width - EDGE)
  const below = at.bottom + 4 + height <= innerHeight - EDGE
  list.style.left = `${Math.max(EDGE, left)}px`
  list.style.top = `${below ? at.bottom + 4 : Math.max(EDGE, at.top - 4 - height)}px`
}

function inSight(button) {
  const at = button.getBoundingClientRect()
  return at.bottom > 0 && at.top < innerHeight
}

function List({ items, button, onClose }) {
  const list = useRef(null)
  useLayoutEffect(() => {
    const element = list.current
    element.showPopover()
    place(element, button)
    element.querySelector("button:not(:disabled)")?.focus()
    const away = (event) => !element.contains(event.target) && !button.contains(event.target) && onClose(false)
    const follow = (event) => event.target !== element && (inSight(button) ? place(element, button) : onClose(false))
    document.addEventListener("pointerdown", away, true)
    document.addEventListener("scroll", follow, true)
    addEventListener("resize", follow)
    return () => {
      document.removeEventListener("pointerdown", away, true)
      document.removeEventListener("scroll", follow, true)
      removeEventListener("resize", follow)
    }
  }, [])
  const keyed = (event) => {
    const all = [...list.current.querySelectorAll("button:not(:disabled)")]
    const at = all.indexOf(document.activeElement)
    if (event.key === "ArrowDown") all[(at + 1) % all.length]?.focus()
    else if (event.key === "ArrowUp") all[(at - 1 + all.length) % all.length]?.focus()
    else if (event.key === "Home") all[0]?.focus()
    else if (event.key === "End") all.at(-1)?.focus()
    else if (event.key === "Escape" || event.key === "Tab") onClose(true)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return html`<div class="menu" role="menu" popover="manual" ref=${list} onKeyDown=${keyed}>
    ${items.map((item, at) =>
      item.divider
        ? html`<hr key=${at} class="menu-divider" />`
        : html`<button
            type="button"
            key=${item.label}
            role=${item.checked === undefined ? "menuitem" : "menuitemcheckbox"}
            aria-checked=${item.checked === undefined ? undefined : String(item.checked)}
            class=${join("menu-item", item.danger && "menu-danger")}
            disabled=${item.disabled}
            onClick=${(event) => {
              event.stopPropagation()
              onClose(true)
              item.onPress()
            }}
          >
            ${item.icon && html`<${Icon} name=${item.icon} size=${20} />`}<span class="menu-text">${item.label}${item.hint && html`<small>${item.hint}</small>`}</span>
            ${item.checked && html`<${Icon} name="check" size=${18} />`}
          </button>`,
    )}
  </div>`
}

/** A button that opens a list of acts. Arrow keys walk, Esc leaves. Without `children` the button shows its symbol only. */
export function Menu({ label, icon = "more", items, kind = "quiet", size = "m", class: extra, children }) {
  const [open, setOpen] = useState(false)
  const box = useRef(null)
  const button = () => box.current.querySelector("button")
  const close = (back) => {
    setOpen(false)
    if (back) button().focus()
  }
  const press = (event) => {
    event.stopPropagation()
    setOpen(!open)
  }
  return html`<span class=${join("menu-box", extra)} ref=${box}>
    <${Button} kind=${kind} size=${size} icon=${icon} label=${label ?? t("more")} aria-haspopup="menu" aria-expanded=${String(open)} onPress=${press}>${children}<//>
    ${open && html`<${List} items=${items.filter(Boolean)} button=${button()} onClose=${close} />`}
  </span>`
}
