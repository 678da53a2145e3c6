import { html, useComputed } from "../html.js"
import { clockTime } from "../core/words.js"
import { join } from "./join.js"
import { LinkPill } from "./pill.js"

/** The time of the shop; the text changes once a minute and nothing else is drawn again. */
export function ShopClock({ screen, class: extra }) {
  const text = useComputed(() => clockTime(screen.now.value, screen.me.value?.shop?.timezone))
  return html`<time class=${join("shop-clock", extra)}>${text}</time>`
}

/** The head of a screen: shop small, place or station large, what the screen adds, the time and the connection. */
export function TopBar({ screen, title, subtitle, class: extra, children }) {
  const shop = screen.me.value?.shop
  return html`<header class=${join("top-bar", extra)}>
    <div class="top-bar-name">
      <span class="top-bar-shop">${subtitle ?? shop?.name}</span>
      <h1>${title}</h1>
    </div>
    <div class="top-bar-middle">${children}</div>
    <${ShopClock} screen=${screen} />
    <${LinkPill} screen=${screen} />
  </header>`
}
