import { html, signal, useLayoutEffect, useRef } from "../html.js"
import { Button, IconButton } from "./button.js"
import { join } from "./join.js"
import { OutageWords } from "./outage.js"
import { useScrollable } from "./scroll.js"
import { t } from "./words.js"

/** The browser's own dialog holds the focus, greys the page behind and answers Esc; the focus goes back to where it was. */
function Modal({ title, onClose, children, class: names, role }) {
  const box = useRef(null)
  useLayoutEffect(() => {
    const back = document.activeElement
    const dialog = box.current
    dialog.showModal()
    return () => {
      dialog.close() // before that the page behind takes no focus
      back?.focus?.()
    }
  }, [])
  const close = (event) => {
    if (event.target !== box.current) return // a file picker inside that was left says the same word
    event.preventDefault()
    onClose?.()
  }
  // A browser may close it by itself at the second Esc; one that cannot be left opens again.
  const closed = ({ currentTarget: dialog }) => {
    if (!dialog.isConnected || dialog.open) return
    if (onClose) onClose()
    else dialog.showModal()
  }
  return html`<dialog ref=${box} class=${names} role=${role} aria-label=${title} onCancel=${close} onClose=${closed} onMouseDown=${close}>${children}</dialog>`
}

function Inside({ title, onClose, actions, children }) {
  const body = useRef(null)
  useScrollable(body)
  return html`<div class="dialog-inside">
    <${Head} title=${title} onClose=${onClose} />
    <div class="dialog-body" ref=${body}>${children}</div>
    ${actions && html`<footer class="dialog-foot">${actions}</footer>`}
  </div>`
}

function Head({ title, onClose }) {
  return html`<header class="dialog-head">
    <h2>${title}</h2>
    <${OutageWords} />
    ${onClose && html`<${IconButton} icon="close" label=${t("close")} onPress=${onClose} class="dialog-close" />`}
  </header>`
}

/** `actions` are buttons, the chosen way last. `size` s 420, m 560, l 800, full the whole screen. */
export function Dialog({ open, title, onClose, actions, size = "m", class: extra, children }) {
  if (!open) return null
  return html`<${Modal} title=${title} onClose=${onClose} class=${join("dialog", `dialog-${size}`, extra)}>
    <${Inside} title=${title} onClose=${onClose} actions=${actions}>${children}<//>
  <//>`
}

/** A panel from the side; from below on a narrow screen, or with `from="bottom"`. */
export function Sheet({ open, title, onClose, actions, from = "side", class: extra, children }) {
  if (!open) return null
  return html`<${Modal} title=${title} onClose=${onClose} class=${join("sheet", `sheet-${from}`, extra)}>
    <${Inside} title=${title} onClose=${onClose} actions=${actions}>${children}<//>
  <//>`
}

const asked = signal(null)

/** Asks a yes or no above everything; resolves true for yes. Closing means no. `inside` is drawn below the text. */
export function confirm({ title, text, inside, yes, no, danger = false }) {
  asked.peek()?.answer(false)
  return new Promise((resolve) => {
    const answer = (said) => {
      asked.value = null
      resolve(said)
    }
    asked.value = { title, text, inside, yes, no, danger, answer }
  })
}

/** Takes an open question back; that means no. For a page that goes away under it. */
export function dismissQuestion() {
  asked.peek()?.answer(false)
}

function Question({ title, text, inside, yes, no, danger, answer }) {
  const foot = useRef(null)
  // Enter must not do what cannot be undone. At once, or the focus would come back from where a quick Tab has put it.
  useLayoutEffect(() => foot.current.querySelector(danger ? "button" : "button:last-of-type").focus(), [])
  return html`<${Modal} title=${title} onClose=${() => answer(false)} class="dialog dialog-s" role="alertdialog">
    <div class="dialog-inside">
      <div class="dialog-question">
        <h2>${title}</h2>
        ${text && html`<p>${text}</p>`}
        ${inside}
      </div>
      <footer class="dialog-foot" ref=${foot}>
        <${Button} size="l" onPress=${() => answer(false)}>${no ?? t("cancel")}<//>
        <${Button} size="l" kind=${danger ? "danger" : "primary"} onPress=${() => answer(true)}>${yes ?? t("ok")}<//>
      </footer>
    </div>
  <//>`
}

/** The place where confirm() asks; `mount` puts it on every page. */
export function Questions() {
  return asked.value && html`<${Question} key=${asked.value.title} ...${asked.value} />`
}
