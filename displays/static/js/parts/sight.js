import { useLayoutEffect } from "../html.js"

/** How much of the page can be seen, as `--sight`: a keyboard on the screen covers the rest, and what is written must stand above it. */
export function useSight() {
  useLayoutEffect(() => {
    const sight = globalThis.visualViewport
    if (!sight) return undefined
    const root = document.documentElement
    const look = () => root.style.setProperty("--sight", `${Math.round(sight.height)}px`)
    look()
    sight.addEventListener("resize", look)
    return () => {
      sight.removeEventListener("resize", look)
      root.style.removeProperty("--sight")
    }
  }, [])
}
