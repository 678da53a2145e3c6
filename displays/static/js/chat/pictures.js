// Pictures in a chat: fetched with this screen's own token, shown small where they were sent and large when they are tapped.
import { clockTime } from "../core/words.js"
import { html, signal, useEffect, useLayoutEffect, useState } from "../html.js"
import { IconButton } from "../parts/button.js"
import { Dialog } from "../parts/dialog.js"
import { Icon } from "../parts/icon.js"
import { writerName } from "./said.js"
import { t } from "./words.js"

const KEPT = 40
const SMALL_EDGE = 260

const addresses = new Map() // the hub's address -> a promise of one that this page can show

/** An address that an image can be shown from; asked for once. */
function shownFrom(screen, url) {
  const held = addresses.get(url)
  if (held) return held
  const made = screen.download(url).then((found) => {
    if (!found?.ok) throw new Error("no picture")
    return URL.createObjectURL(new Blob([found.bytes], { type: found.headers.get("Content-Type") ?? "image/webp" }))
  })
  made.catch(() => addresses.delete(url))
  addresses.set(url, made)
  if (addresses.size > KEPT) {
    const [oldest, address] = addresses.entries().next().value
    addresses.delete(oldest)
    address.then((each) => URL.revokeObjectURL(each)).catch(() => {})
  }
  return made
}

/** Nothing of anybody's pictures stays on the page. */
export function forgetPictures() {
  for (const address of addresses.values()) address.then((each) => URL.revokeObjectURL(each)).catch(() => {})
  addresses.clear()
}

/** `[address or null, isBroken, again]` of a picture of a message. */
function useAddress(screen, picture) {
  const local = picture.local ? picture.url : null
  const [found, setFound] = useState({ address: local, broken: false })
  const load = () => {
    if (local || !picture.url) return undefined
    let isGone = false
    setFound((last) => ({ ...last, broken: false })) // what was shown from this page stays until it is there
    shownFrom(screen, picture.url).then(
      (address) => isGone || setFound({ address, broken: false }),
      () => isGone || setFound({ address: null, broken: true }),
    )
    return () => (isGone = true)
  }
  useEffect(load, [picture.url, local])
  return [local ?? found.address, found.broken, load]
}

/** The size in which a picture stands among the messages: known before it is there, so that nothing moves. Pure. */
export function smallSize({ width, height }) {
  if (!width || !height) return { width: SMALL_EDGE, height: Math.round(SMALL_EDGE * 0.75) }
  const scale = Math.min(1, SMALL_EDGE / Math.max(width, height))
  return { width: Math.max(96, Math.round(width * scale)), height: Math.max(72, Math.round(height * scale)) }
}

export function ChatPicture({ screen, message }) {
  const { picture } = message
  const [address, isBroken, again] = useAddress(screen, picture)
  const { width, height } = smallSize(picture)
  const label = t("picture_of", { name: message.by ? writerName(message.by) : t("you") })
  if (isBroken) {
    return html`<button type="button" class="chat-picture chat-picture-none" onClick=${again}><${Icon} name="image" size=${28} /><span>${t("picture_gone")}</span></button>`
  }
  return html`<button
    type="button"
    class="chat-picture"
    aria-label=${`${label}: ${t("picture_open")}`}
    style=${{ width: `${width}px`, aspectRatio: `${width} / ${height}` }}
    onClick=${() => address && (shown.value = { address, message })}
  >
    ${address ? html`<img src=${address} alt="" width=${width} height=${height} decoding="async" draggable=${false} />` : html`<span class="skeleton chat-picture-wait" />`}
  </button>`
}

const shown = signal(null)

/** The page goes away under it. */
export function closePicture() {
  shown.value = null
}

/** The picture that was tapped, as large as the screen; once more, in its own size. */
export function PictureViewer({ zone }) {
  const one = shown.value
  const [isLarge, setLarge] = useState(false)
  useLayoutEffect(() => setLarge(false), [one])
  if (!one) return null
  const { address, message } = one
  const title = `${message.by ? writerName(message.by) : t("you")} · ${clockTime(message.at, zone)}`
  const turn = () => setLarge(!isLarge)
  return html`<${Dialog} open=${true} size="full" class="chat-viewer" title=${title} onClose=${() => (shown.value = null)}>
    <div class="chat-viewer-stage" data-large=${String(isLarge)}>
      <img src=${address} alt=${t("picture_of", { name: message.by ? writerName(message.by) : t("you") })} onClick=${turn} />
    </div>
    <${IconButton} class="chat-viewer-zoom" size="l" kind="plain" icon=${isLarge ? "minus" : "zoom-in"} label=${t(isLarge ? "zoom_out" : "zoom_in")} onPress=${turn} />
  <//>`
}
