// Taps from a time without connection that are too old to be sent unseen: somebody decides.
import { html, useLayoutEffect, useState } from "../html.js"
import { clockTime } from "../core/words.js"
import { Dialog } from "../parts/dialog.js"
import { Act } from "./card_sheet.js"
import { t } from "./words.js"

export function Stale({ screen }) {
  const stale = screen.outbox.waiting.value.filter((command) => command.state === "stale")
  const live = screen.link.value.state === "live"
  const [later, setLater] = useState(0)
  useLayoutEffect(() => setLater(0), [live])
  // Without a connection nothing could be sent, so nobody is asked yet.
  if (!live || stale.length === 0 || later === stale.length) return null
  const zone = screen.me.value?.shop?.timezone
  const all = (what) => () => stale.forEach((command) => screen.outbox[what](command.id))
  const actions = html`<${Act} icon="trash" onPress=${all("drop")}>${t("drop_all")}<//><span class="k-spring" /><${Act} icon="send" kind="start" onPress=${all("retry")}>${t("send_all")}<//>`
  return html`<${Dialog} open title=${t("stale_title")} onClose=${() => setLater(stale.length)} size="l" class="k-dialog" actions=${actions}>
    <p class="k-lead">${t("stale_text")}</p>
    <ul class="k-list">
      ${stale.map(
        (command) =>
          html`<li key=${command.id}>
            <span class="k-list-number">${clockTime(command.at, zone)}</span><span class="k-list-what"><b>${command.label || command.action}</b></span>
            <${Act} icon="trash" onPress=${() => screen.outbox.drop(command.id)}>${t("drop")}<//><${Act} icon="send" kind="start" onPress=${() => screen.outbox.retry(command.id)}>${t("send")}<//>
          </li>`,
      )}
    </ul>
  <//>`
}
