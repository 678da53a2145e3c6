// The browser says when the page may be put on the home screen; the offer is kept until somebody takes it.
import { signal } from "../html.js"

let offer = null
export const installable = signal(false)

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault()
  offer = event
  installable.value = true
})
addEventListener("appinstalled", () => (installable.value = false))

/** Whether the page runs as an app already. */
export const isInstalled = () => matchMedia("(display-mode: standalone), (display-mode: fullscreen)").matches

export async function install() {
  const taken = offer
  offer = null
  installable.value = false
  await taken?.prompt()
}
