// The picture of a dish, or its place.
import { html, useLayoutEffect, useState } from "../../html.js"
import { Icon } from "../../parts/icon.js"

/** What is no address of the hub, or does not load, leaves the place empty. */
export function Picture({ path, class: name = "" }) {
  const [broken, setBroken] = useState(false)
  useLayoutEffect(() => setBroken(false), [path])
  return html`<span class="of-picture ${name}">
    ${path && path.startsWith("/") && !broken ? html`<img src=${path} alt="" loading="lazy" decoding="async" onError=${() => setBroken(true)} />` : html`<${Icon} name="dish" size=${20} />`}
  </span>`
}
