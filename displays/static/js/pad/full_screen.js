import { html, signal } from "../html.js"
import { IconButton } from "../parts/button.js"
import { t } from "./words.js"

const isFull = signal(Boolean(document.fullscreenElement))
document.addEventListener("fullscreenchange", () => (isFull.value = Boolean(document.fullscreenElement)))

async function turn() {
  try {
    if (document.fullscreenElement) await document.exitFullscreen()
    else await document.documentElement.requestFullscreen({ navigationUI: "hide" })
  } catch {
    // The browser may refuse; then the page stays as it is.
  }
}

/** Nothing where the page fills the screen anyway, or the browser cannot do it. */
export function FullScreenButton({ size = "m" }) {
  const alone = matchMedia("(display-mode: fullscreen), (display-mode: standalone)").matches && !isFull.value
  if (!document.fullscreenEnabled || alone) return null
  return html`<${IconButton} size=${size} icon=${isFull.value ? "fullscreen-exit" : "fullscreen"} label=${t(isFull.value ? "leave_full_screen" : "full_screen")} onPress=${turn} class="full-screen" />`
}
