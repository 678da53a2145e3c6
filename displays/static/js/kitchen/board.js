// The cards of one page, side by side. Only they are in the document.
import { html, useLayoutEffect, useRef } from "../html.js"
import { Icon } from "../parts/icon.js"
import { CardPiece } from "./card.js"
import { Ruler } from "./measure.js"
import { t } from "./words.js"

const STILL_MS = 350

/** A tap on a card that has just moved under the finger was meant for another one. */
function useSteadyAim(layout, page) {
  const places = useRef(new Map())
  const movedAt = useRef(new Map())
  useLayoutEffect(() => {
    const before = places.current
    const now = new Map()
    const time = performance.now()
    for (const [index, column] of (layout.pages[page] ?? []).entries()) {
      let above = ""
      for (const piece of column) {
        const id = `${piece.id}:${piece.piece}`
        const place = `${page} ${index} ${above} ${layout.heights.get(piece.id)}`
        now.set(id, place)
        if (before.has(id) && before.get(id) !== place) movedAt.current.set(id, time)
        above += `${id} ${piece.from}-${piece.to} `
      }
    }
    places.current = now
    for (const [id, at] of movedAt.current) if (time - at > STILL_MS) movedAt.current.delete(id)
  }, [layout, page])
  return (event) => {
    const piece = event.target.closest?.("[data-piece]")?.dataset.piece
    const at = movedAt.current.get(piece)
    if (event.detail === 0 || at === undefined || event.timeStamp - at > STILL_MS) return // when it was touched, not when a busy screen came to it
    event.preventDefault()
    event.stopPropagation()
  }
}

function useArea(ref, kitchen) {
  useLayoutEffect(() => {
    const element = ref.current
    const look = () => {
      const style = getComputedStyle(element)
      const width = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
      const height = element.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom)
      kitchen.arrangement.resize(width, height)
    }
    const watcher = new ResizeObserver(look)
    watcher.observe(element)
    look()
    return () => watcher.disconnect()
  }, [kitchen])
}

function Nothing({ kitchen }) {
  const waits = kitchen.pickup.value.length > 0
  return html`<div class="k-empty">
    <span class="k-empty-icon"><${Icon} name="pot" size="4.5rem" /></span>
    <p class="k-empty-title">${t("empty")}</p>
    <p class="k-empty-text">${t(waits ? "empty_pickup" : "empty_text")}</p>
  </div>`
}

export function Board({ kitchen }) {
  const box = useRef(null)
  const ruler = useRef(null)
  const { arrangement, look } = kitchen
  const layout = arrangement.layout.value
  const page = arrangement.page.value
  useLayoutEffect(() => kitchen.useRuler(new Ruler(ruler.current, () => kitchen.screen.board.orders)), [kitchen])
  useArea(box, kitchen)
  const aim = useSteadyAim(layout, page)
  useLayoutEffect(() => {
    const element = box.current
    element.addEventListener("click", aim, true)
    return () => element.removeEventListener("click", aim, true)
  })
  const columns = layout.pages[page] ?? []
  return html`<main class="k-board" ref=${box} aria-label=${t("board")} data-view=${look.value.view}>
    ${columns.length === 0 && html`<${Nothing} kitchen=${kitchen} />`}
    ${columns.map(
      (column, index) => html`<div class="k-column" key=${index} style=${{ width: `${layout.width}px` }}>
        ${column.map(
          (piece) =>
            html`<${CardPiece}
              ...${piece}
              key=${`${piece.id}:${piece.piece}`}
              card=${layout.cards.get(piece.id)}
              tags=${layout.tags.get(piece.id)}
              heights=${layout.heights.get(piece.id)}
              view=${look.value.view}
              compact=${arrangement.compact.value}
              kitchen=${kitchen}
            />`,
        )}
      </div>`,
    )}
    <div class="k-measure" aria-hidden="true"><div class="k-card" ref=${ruler} /></div>
  </main>`
}
