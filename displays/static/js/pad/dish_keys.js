// The photos by keyboard: arrows walk over the grid as the eye sees it, plus and Enter do what a finger does. Pure but for the elements.

/** From the dish with the focus to the one that lies in the direction of an arrow; null at the edge. `boxes` are the rectangles of all dishes. */
export function neighbour(boxes, at, key) {
  const here = boxes[at]
  if (key === "ArrowRight") return at + 1 < boxes.length ? at + 1 : null
  if (key === "ArrowLeft") return at > 0 ? at - 1 : null
  const isAhead = key === "ArrowDown" ? (box) => box.top > here.top + 1 : (box) => box.top < here.top - 1
  const ahead = boxes.map((box, index) => ({ box, index })).filter(({ box }) => isAhead(box))
  if (ahead.length === 0) return null
  const rows = ahead.map(({ box }) => box.top)
  const row = key === "ArrowDown" ? Math.min(...rows) : Math.max(...rows)
  const near = ahead.filter(({ box }) => Math.abs(box.top - row) <= 1)
  return near.reduce((best, one) => (Math.abs(one.box.left - here.left) < Math.abs(best.box.left - here.left) ? one : best)).index
}

/** Listens on the list of dishes. */
export function dishKeys(event) {
  const button = event.target.closest(".dish-open")
  if (!button || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === "+" || event.key === "=") {
    event.preventDefault()
    button.parentElement.querySelector(".dish-add")?.click()
  }
  if (!event.key.startsWith("Arrow")) return
  event.preventDefault()
  const all = [...event.currentTarget.querySelectorAll(".dish-open")]
  const next = neighbour(
    all.map((one) => one.getBoundingClientRect()),
    all.indexOf(button),
    event.key,
  )
  if (next === null) return
  all[next].focus({ preventScroll: true })
  all[next].scrollIntoView({ block: "nearest" })
}
