import { html, useState } from "../html.js"
import { Icon } from "../parts/icon.js"
import { pictureOf } from "../ordering/catalogue.js"

/** The picture of a dish; where there is none, or it cannot be had, a warm ground with a bowl. */
export function Photo({ item, eager }) {
  const [failed, setFailed] = useState(null)
  const address = pictureOf(item)
  if (!address || failed === address) return html`<span class="photo photo-none"><${Icon} name="dish" size=${56} /></span>`
  return html`<img class="photo" src=${address} alt="" width="480" height="360" loading=${eager ? "eager" : "lazy"} decoding="async" onError=${() => setFailed(address)} />`
}
