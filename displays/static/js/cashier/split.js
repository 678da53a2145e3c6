// A list and, beside it, what is chosen in it.
import { html, useLayoutEffect, useRef } from "../html.js"
import { useScrollable } from "../parts/scroll.js"

export function List({ title, hint, n, tools, children }) {
  const box = useRef(null)
  useScrollable(box)
  return html`<main class="d-main">
    <header class="d-list-head">
      <h2>${title}${n !== undefined && html`<span class="d-n">${n}</span>`}</h2>
      ${hint && html`<p>${hint}</p>`} ${tools}
    </header>
    <div class="d-scroll" ref=${box}>${children}</div>
  </main>`
}

export function Side({ children }) {
  return html`<aside class="d-side">${children}</aside>`
}

/**
 * The thing that is chosen in this tab; the first one while nothing is. One that has left the list stays for a moment's look when it is an open
 * order still, for a press in the detail must not throw another order under the finger.
 */
export function useChosen(desk, things) {
  const tab = desk.tab.value
  const id = desk.chosen.value[tab]
  const chosen = things.find((one) => one.id === id) ?? desk.ticketOf(id) ?? null
  const waits = desk.awaits.value
  useLayoutEffect(() => {
    if (!chosen && !waits && things.length > 0) desk.choose(things[0].id, tab)
  }, [chosen === null, waits, things.length, tab])
  return chosen
}
