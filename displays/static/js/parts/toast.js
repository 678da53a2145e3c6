import { html, signal, useEffect, useLayoutEffect, useRef, useState } from "../html.js"
import { IconButton } from "./button.js"
import { Icon } from "./icon.js"
import { join } from "./join.js"
import { t } from "./words.js"

const MOST = 4
const shown = signal([])
let last = 0

function close(id) {
  shown.value = shown.peek().filter((one) => one.id !== id)
}

/** A short message at the foot of the page; a bad one stays longer. `action` is one word to press, such as undo. Answers a function that takes it away. */
export function toast(text, { tone = "neutral", icon, action, seconds = tone === "bad" || action ? 8 : 4 } = {}) {
  const id = ++last
  const same = shown.peek().filter((one) => one.text !== text)
  shown.value = [...same, { id, text, tone, icon, action, seconds }].slice(-MOST)
  return () => close(id)
}

const TONE_ICON = { good: "check-circle", warn: "warning", bad: "error", info: "info" }

function One({ id, text, tone, icon = TONE_ICON[tone], action, seconds }) {
  const [held, hold] = useState(false)
  useEffect(() => {
    if (held) return undefined
    const timer = setTimeout(close, seconds * 1000, id)
    return () => clearTimeout(timer)
  }, [id, held])
  const act = () => {
    close(id)
    action.onPress()
  }
  const keep = { onPointerEnter: () => hold(true), onPointerLeave: () => hold(false), onFocusIn: () => hold(true), onFocusOut: () => hold(false) }
  return html`<li class=${join("toast", `toast-${tone}`)} ...${keep}>
    ${icon && html`<${Icon} name=${icon} size=${22} />`}
    <span class="toast-text">${text}</span>
    ${action && html`<button type="button" class="toast-action" onClick=${act}>${action.label}</button>`}
    <${IconButton} size="s" icon="close" label=${t("close")} onPress=${() => close(id)} class="toast-close" />
  </li>`
}

/** The place of the messages; `mount` puts it on every page. It is raised again with each message, so that an open dialog does not cover it. */
export function Toasts() {
  const box = useRef(null)
  const all = shown.value
  useLayoutEffect(() => {
    const element = box.current
    if (element.matches(":popover-open")) element.hidePopover()
    if (all.length > 0) element.showPopover()
  }, [all])
  return html`<div class="toasts" popover="manual" ref=${box} role="region" aria-label=${t("notices")}>
    <ul aria-live="polite">
      ${all.map((one) => html`<${One} key=${one.id} ...${one} />`)}
    </ul>
  </div>`
}
