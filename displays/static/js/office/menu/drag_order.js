// Moving rows of a list with the pointer: by mouse, finger or pen alike. What is moved follows; on release the list is told.
import { useRef, useState } from "../../html.js"

const FAR_ENOUGH_PX = 4
const EDGE_PX = 56
const SCROLL_PX = 12

/**
 * `{held, handle}`: `handle(index)` are the properties of the grip in a row, `held` says which row is in the hand and where it would go.
 * The rows are the element children of the grip's nearest list; while one is in the hand the others make room.
 */
export function useDragOrder(onMove) {
  const [held, setHeld] = useState(null)
  const drag = useRef(null)

  function down(event, index) {
    if (event.button !== 0) return
    const list = event.currentTarget.closest("[data-order-list]")
    const rows = [...list.children]
    const boxes = rows.map((row) => row.getBoundingClientRect())
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { index, to: index, y: event.clientY, scroll: scrollY, middles: boxes.map((box) => box.top + box.height / 2), height: boxes[index].height, rows, begun: false }
  }

  function move(event) {
    const one = drag.current
    if (!one) return
    const away = event.clientY - one.y + (scrollY - one.scroll)
    if (!one.begun && Math.abs(away) < FAR_ENOUGH_PX) return
    one.begun = true
    const middle = one.middles[one.index] + away
    one.to = one.middles.reduce((to, at, index) => to + (index !== one.index && middle > at ? 1 : 0), 0)
    one.rows.forEach((row, index) => (row.style.transform = `translateY(${index === one.index ? away : shift(index, one)}px)`))
    if (event.clientY < EDGE_PX) scrollBy(0, -SCROLL_PX)
    else if (event.clientY > innerHeight - EDGE_PX) scrollBy(0, SCROLL_PX)
    setHeld({ index: one.index, to: one.to })
  }

  function up(event) {
    const one = drag.current
    drag.current = null
    if (!one) return
    for (const row of one.rows) row.style.transform = ""
    setHeld(null)
    if (event.type === "pointerup" && one.begun && one.to !== one.index) onMove(one.index, one.to)
  }

  const handle = (index) => ({ onPointerDown: (event) => down(event, index), onPointerMove: move, onPointerUp: up, onPointerCancel: up })
  return { held, handle }
}

/** How far a row makes room for the one in the hand. */
function shift(index, { index: from, to, height }) {
  if (from < index && index <= to) return -height
  if (to <= index && index < from) return height
  return 0
}
