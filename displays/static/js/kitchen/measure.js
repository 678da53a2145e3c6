// How high cards will be, before they are drawn: each shape of row is set once, out of sight, in a column of the true width.
import { html, render } from "../html.js"
import { language } from "../core/words.js"
import { isCooking } from "./flow.js"
import { LineRow, blank, shapeOf } from "./line.js"

const SHAPES_KEPT = 2000

/** The measures that cards share stand in kitchen.css and are read from there. */
const MEASURES = ["head", "sub", "foot", "again", "torn", "rule", "rows", "touch"]

export class Ruler {
  #heights = new Map()
  #shapes = new WeakMap()
  #set = ""
  #measures = null

  /** `place` is an element inside the kitchen where nothing is seen, `orders()` the orders of the lines. */
  constructor(place, orders) {
    this.place = place
    this.orders = orders
  }

  /** Cards as `pages.packed` wants them, with the heights of their own lines; `tags` says for each whether its head has a second row. */
  measured(cards, tags, { width, view, compact, holding }) {
    this.place.toggleAttribute("data-compact", compact)
    this.#begin(`${width} ${view} ${compact} ${language.peek()} ${remPx()}`)
    const missing = new Map()
    const orders = this.orders()
    const shapes = cards.map((card) =>
      card.lines.map((line) => {
        const shape = this.#shape(line, view, orders)
        if (!this.#heights.has(shape)) missing.set(shape, line)
        return shape
      }),
    )
    if (missing.size > 0) this.#measure(missing, width, view)
    return cards.map((card, at) => this.#card(card, shapes[at], { tagged: Boolean(tags.get(card.id)), compact, holding }))
  }

  get measures() {
    return this.#measures
  }

  #begin(set) {
    if (set === this.#set && this.#heights.size < SHAPES_KEPT) return
    this.#set = set
    this.#heights.clear()
    this.#shapes = new WeakMap()
    render(html`${MEASURES.map((name) => html`<i key=${name} class=${`k-probe k-probe-${name}`} />`)}`, this.place)
    this.#measures = Object.fromEntries(MEASURES.map((name, at) => [name, this.place.children[at].offsetHeight]))
    render(null, this.place)
  }

  #shape(line, view, orders) {
    let shape = this.#shapes.get(line)
    if (shape === undefined) this.#shapes.set(line, (shape = shapeOf(line, view, orders)))
    return shape
  }

  #card(card, shapes, { tagged, compact, holding }) {
    const { head, sub, foot, rule, rows, touch } = this.#measures
    const own = shapes.map((shape, at) => {
      const line = card.lines[at]
      const height = this.#heights.get(shape)
      return isCooking(line) || holding.has(line.id) ? height : Math.min(height, touch)
    })
    const heights = own.map((height) => height + rows)
    let at = 0
    for (const round of card.rounds) {
      if (at > 0) heights[at] += rule
      at += round.lines.length
    }
    return { id: card.id, head: head + (tagged ? sub : 0), foot: hasButtons(card) && !compact ? foot : 0, rows: heights, own }
  }

  #measure(missing, width, view) {
    this.place.style.width = `${width}px`
    const lines = [...missing.values()]
    render(html`<ul class="k-rows">${lines.map((line) => html`<${LineRow} key=${line.id} line=${blank(line)} view=${view} orders=${this.orders()} />`)}</ul>`, this.place)
    const rows = this.place.querySelectorAll(".k-line")
    let at = 0
    for (const shape of missing.keys()) this.#heights.set(shape, Math.ceil(rows[at++].getBoundingClientRect().height))
    render(null, this.place)
  }
}

/** A card of one line needs no buttons for all of its lines. */
export function hasButtons(card) {
  return card.lines.length > 1
}

function remPx() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize)
}
