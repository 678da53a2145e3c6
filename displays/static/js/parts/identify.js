// Somebody in the office asks which device this is: for some seconds its name fills the glass and flashes, with a chime.
import { chimeOnce } from "../core/one_chime.js"
import { html, useEffect, useLayoutEffect, useRef, useState } from "../html.js"
import { t } from "./words.js"

export const IDENTIFY = "im.identify_asked"
export const IDENTIFY_MS = 10_000
/** A question that waited for the line to come back is over: who asked has gone on. */
const OLD_MS = 10_000

/** Whether an event asks this device to show itself, now. */
export const isAsked = (event, replayed, nowMs) => event.type === IDENTIFY && !replayed && nowMs - Date.parse(event.at) < OLD_MS

export function Identify({ screen }) {
  const [asked, setAsked] = useState(null)
  const box = useRef(null)
  useLayoutEffect(
    () =>
      screen.onEvent?.((event, { replayed }) => {
        if (!isAsked(event, replayed, screen.clock.now())) return
        setAsked({ ...event.data, id: event.id })
        if (screen.kind === "pad") chimeOnce("call", screen.settings.value.volume)
      }),
    [screen],
  )
  useEffect(() => {
    if (!asked) return undefined
    box.current?.showPopover() // above an open dialog, too
    const close = () => setAsked(null)
    const timer = setTimeout(close, IDENTIFY_MS)
    return () => clearTimeout(timer)
  }, [asked?.id])
  if (!asked) return null
  const room = screen.me.value?.room
  return html`<div ref=${box} class="identify" popover="manual" role="alert" onClick=${() => setAsked(null)}>
    <p class="identify-kind">${t(`kind_${screen.kind}`)}${room && ` · ${t("identify_room", { number: room.number })}`}</p>
    <p class="identify-name">${asked.name}</p>
    <p class="identify-by">${t("identify_by", { name: asked.by })}</p>
    <button type="button" class="identify-close" onClick=${() => setAsked(null)}>${t("close")}</button>
  </div>`
}
