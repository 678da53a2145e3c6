import { useLayoutEffect } from "../html.js"

/** A place that scrolls can be come to by keyboard while there is something to scroll. */
export function useScrollable(box) {
  useLayoutEffect(() => {
    const place = box.current
    if (!place) return undefined
    const look = () => {
      const scrolls = place.scrollHeight > place.clientHeight || place.scrollWidth > place.clientWidth
      if (scrolls) place.tabIndex = 0
      else place.removeAttribute("tabindex")
    }
    const watch = new ResizeObserver(look)
    watch.observe(place)
    for (const child of place.children) watch.observe(child)
    return () => watch.disconnect()
  }, [])
}
