// The keys of the desk. What is typed into a field stays there; F-keys work everywhere.
import { drawn } from "../html.js"
import { neighbour } from "./neighbours.js"
import { TABS } from "./desk.js"
import { actsOf } from "./orders.js"

const MUTE_MS = 5 * 60_000
const ARROWS = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"])

const isTyping = (element) => element?.matches?.("input, textarea, select, [contenteditable]") ?? false
const rowsOf = () => [...document.querySelectorAll(".d-main [data-row]")]

/** Put the focus on the row that is chosen, else on the first. */
export function focusRow() {
  const rows = rowsOf()
  const row = rows.find((one) => one.getAttribute("aria-current") === "true") ?? rows[0]
  row?.focus()
  row?.scrollIntoView({ block: "nearest" })
  return row !== undefined
}

/** As `focusRow`, but an order that was placed here just now and is not on the list yet is waited for: the first row is another one. */
export function backToList(desk) {
  return desk.awaits.peek() || focusRow()
}

/** Put the focus on the first thing to press beside the list. */
export function focusDetail() {
  const box = document.querySelector(".d-side")
  const target = box?.querySelector("[data-first]:not(:disabled)") ?? box?.querySelector("button:not(:disabled), input, select")
  target?.focus()
}

function walk(event) {
  const rows = rowsOf()
  const at = rows.indexOf(document.activeElement)
  if (at < 0) {
    if (document.activeElement?.closest(".d-side, .d-nav, [role=tablist], [role=radiogroup], dialog")) return false
    return focusRow()
  }
  const boxes = rows.map((row) => row.getBoundingClientRect())
  const to = neighbour(boxes, at, event.key)
  if (to < 0) {
    if (event.key === "ArrowRight") focusDetail()
    return true
  }
  rows[to].focus()
  rows[to].scrollIntoView({ block: "nearest" })
  return true
}

/** Listen for as long as the page is there; answers the way to stop. */
export function listenToKeys({ desk, sound }) {
  const pressed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return
    if (document.querySelector("dialog[open]") && event.key !== "F2") return
    const done = act(event, desk, sound)
    if (done) event.preventDefault()
  }
  addEventListener("keydown", pressed)
  return () => removeEventListener("keydown", pressed)
}

function act(event, desk, sound) {
  const ticket = desk.current.peek()
  const ordering = desk.dialog.peek()?.kind === "order"
  switch (event.key) {
    case "F2":
      desk.order()
      return true
    case "F4":
      desk.dialog.value = null
      document.querySelector("#find")?.focus()
      return true
    case "F8":
      desk.printReceipt(ordering ? null : ticket)
      return true
    case "F9":
      if (ticket) desk.call(ticket)
      return true
    case "Escape":
      if (ordering) desk.dialog.value = null
      else if (isTyping(event.target) || event.target.closest?.(".d-side, .d-top")) backToList(desk) || event.target.blur()
      return true
    default:
  }
  if (ordering || isTyping(event.target)) return false
  if (ARROWS.has(event.key)) {
    if (event.key === "ArrowLeft" && document.activeElement?.closest(".d-side")) return focusRow()
    return walk(event)
  }
  if (/^[1-9]$/.test(event.key) && Number(event.key) <= TABS.length) {
    desk.go(TABS[Number(event.key) - 1])
    drawn(() => backToList(desk))
    return true
  }
  return letter(event, desk, sound, ticket)
}

function letter(event, desk, sound, ticket) {
  switch (event.key.toLowerCase()) {
    case "enter":
      if (!document.activeElement?.matches("[data-row]")) return false
      focusDetail()
      return true
    case "/":
      document.querySelector("#find")?.focus()
      return true
    case "?":
      desk.dialog.value = { kind: "keys" }
      return true
    case "m":
      sound.muteFor(sound.muted_until.peek() > desk.now() ? 0 : MUTE_MS)
      return true
    case "c":
      if (ticket && actsOf(ticket).confirm) desk.confirmOrder(ticket)
      return Boolean(ticket)
    case "s":
      if (ticket) desk.serve(ticket)
      return Boolean(ticket)
    case "delete":
      if (ticket && actsOf(ticket).cancel.length > 0) desk.cancel(ticket, actsOf(ticket).cancel)
      return Boolean(ticket)
    default:
      return false
  }
}
