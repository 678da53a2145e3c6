import { html } from "../html.js"
import { Empty } from "../parts/empty.js"
import { Gate } from "../parts/frame.js"
import { OrderPage } from "./order_page.js"
import { t } from "./words.js"
import { Welcome } from "./welcome.js"

export function App({ pad }) {
  return html`<${Gate} screen=${pad.screen}><${Page} pad=${pad} /><//>`
}

/** A pad serves the guests of its room and nobody else: without a room or without guests there is nothing to order. */
function Page({ pad }) {
  if (!pad.room.value) return html`<main class="pad-unbound"><${Empty} icon="room" title=${t("unbound")} text=${t("unbound_text")} /></main>`
  if (!pad.stay.value || !pad.begun.value) return html`<${Welcome} pad=${pad} />`
  return html`<${OrderPage} pad=${pad} />`
}
