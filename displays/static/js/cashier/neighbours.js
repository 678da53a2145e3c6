// Where an arrow key leads among things that lie on the screen: to the nearest in that direction. Pure.

const LOOK = {
  ArrowUp: { along: (from, to) => from.top - to.bottom, across: (from, to) => gap(from.left, from.right, to.left, to.right) },
  ArrowDown: { along: (from, to) => to.top - from.bottom, across: (from, to) => gap(from.left, from.right, to.left, to.right) },
  ArrowLeft: { along: (from, to) => from.left - to.right, across: (from, to) => gap(from.top, from.bottom, to.top, to.bottom) },
  ArrowRight: { along: (from, to) => to.left - from.right, across: (from, to) => gap(from.top, from.bottom, to.top, to.bottom) },
}

/** How far two stretches lie apart, and by a little how far their beginnings do. */
function gap(start, end, otherStart, otherEnd) {
  const apart = Math.max(0, otherStart - end, start - otherEnd)
  return apart * 4 + Math.abs(otherStart - start) / 100
}

/** The place in `boxes` that `key` leads to from the box at `at`; -1 where there is none. A box is `{left, right, top, bottom}`. */
export function neighbour(boxes, at, key) {
  const from = boxes[at]
  const look = LOOK[key]
  let best = -1
  let least = Infinity
  boxes.forEach((box, place) => {
    if (place === at) return
    const along = look.along(from, box)
    if (along < -1) return
    const far = along + look.across(from, box)
    if (far < least) {
      least = far
      best = place
    }
  })
  return best
}
