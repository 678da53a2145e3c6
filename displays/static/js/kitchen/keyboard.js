// The keyboard and the bump bar: finds the card and the line that have the focus, and does what the key means.
import { drawn, signal } from "../html.js"
import { toast } from "../parts/toast.js"
import { meaningOf, moved } from "./keymap.js"
import { t } from "./words.js"

/** Shows the numbers of the cards once somebody uses keys. */
export const keysInUse = signal(false)

function pieces() {
  return [...document.querySelectorAll(".k-board .k-column")].map((column) => [...column.querySelectorAll(":scope > .k-card")])
}

function taps(piece) {
  return [...piece.querySelectorAll(".k-tap")]
}

function headOf(piece) {
  return piece.querySelector(".k-head, .k-again")
}

function placeOf(element) {
  const page = pieces()
  for (const [column, own] of page.entries()) {
    for (const [piece, box] of own.entries()) if (box.contains(element)) return { column, piece, row: taps(box).indexOf(element) }
  }
  return null
}

function focus(at) {
  const box = pieces()[at.column]?.[at.piece]
  const element = box && (at.row < 0 ? headOf(box) : taps(box)[at.row])
  element?.focus({ focusVisible: true })
}

export function listenToKeys(kitchen) {
  const focused = () => {
    const element = document.activeElement
    const box = element?.closest?.("[data-card]")
    const card = box && [...kitchen.boardCards.value, ...kitchen.pickup.value].find((one) => one.id === box.dataset.card)
    const line = card?.lines.find((one) => one.id === element.dataset.line)
    return { card: card ?? null, line: line ?? null }
  }

  function onCard(act) {
    const { card, line } = focused()
    if (!card) return toast(t("focus_first"), { tone: "info", icon: "keyboard" })
    act(card, line)
  }

  const DO = {
    next: () => onCard((card, line) => (line ? kitchen.next(line) : kitchen.nextOfCard(card))),
    start: () => onCard((card, line) => (line ? line.state === "placed" && kitchen.step([line], "start") : kitchen.startAll(card))),
    bump: () => onCard((card) => kitchen.bump(card)),
    call: () => onCard((card, line) => kitchen.call(line ? [line] : card.lines)),
    serve: () => onCard((card, line) => kitchen.serve(line ? [line] : card.lines)),
    rush: () => onCard((card, line) => kitchen.rush(line ? [line] : card.lines, !(line ?? card).rush)),
    menu: () => onCard((card) => kitchen.openCard(card)),
    recall_last: () => kitchen.recallLast(),
    recall_list: () => kitchen.show("recall"),
    all_day: () => kitchen.toggleView(),
    next_page: () => kitchen.arrangement.turn(1),
    previous_page: () => kitchen.arrangement.turn(-1),
    mute: () => kitchen.toggleMute(),
    keys: () => kitchen.show("settings", { tab: "keys" }),
    leave: () => document.activeElement?.blur(),
  }

  /** A card that was bumped takes the focus with it; it goes to the one that stands there now. */
  function keepFocus(at) {
    if (!at) return
    drawn(() => {
      if (document.activeElement && document.activeElement !== document.body) return
      const page = pieces()
      const column = Math.min(at.column, page.length - 1)
      if (column >= 0 && page[column].length) focus({ column, piece: Math.min(at.piece, page[column].length - 1), row: -1 })
    })
  }

  function move(direction) {
    const page = pieces().map((column) => column.map((box) => taps(box).length))
    const at = moved(page, placeOf(document.activeElement), direction)
    if (at) focus(at)
  }

  function choose(nr) {
    const firsts = pieces().flat().filter((box) => box.querySelector(".k-head"))
    const box = firsts[nr]
    if (!box) return
    if (kitchen.look.value.digits_bump) {
      const card = kitchen.boardCards.value.find((one) => one.id === box.dataset.card)
      if (card) kitchen.bump(card)
    } else headOf(box).focus({ focusVisible: true })
  }

  function pressed(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open], .menu:popover-open")) return
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return
    const meaning = meaningOf(event, kitchen.look.value.keys)
    if (meaning === null) return
    const onButton = event.target.closest?.("button") && !event.target.closest("[data-card]")
    if (onButton && (event.key === "Enter" || event.key === " ")) return // a button of the frame is pressed as any button is
    if (event.target.closest?.("[role=radiogroup]") && meaning.move) return
    event.preventDefault()
    keysInUse.value = true
    const at = placeOf(document.activeElement)
    if (meaning.action) {
      DO[meaning.action]()
      if (meaning.action !== "leave") keepFocus(at)
    } else if (meaning.move) move(meaning.move)
    else choose(meaning.card)
  }

  /** Some browsers press a button when Space is let go. */
  function released(event) {
    if (event.key === " " && event.target.closest?.("[data-card]")) event.preventDefault()
  }

  addEventListener("keydown", pressed)
  addEventListener("keyup", released)
  return () => {
    removeEventListener("keydown", pressed)
    removeEventListener("keyup", released)
  }
}
