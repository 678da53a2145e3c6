import { html, useMemo, useState } from "../html.js"
import { Gate } from "../parts/frame.js"
import { OutboxSheet } from "../parts/outbox_sheet.js"
import { Button } from "../parts/button.js"
import { Segmented } from "../parts/tabs.js"
import { Block, Row } from "./block.js"
import { sampleScreen, waitingCommands } from "./sample.js"
import { t } from "./words.js"

const pairing = (state) => ({ user_code: "WDJB-MJHT", verification_uri: `${location.origin}/office#/devices`, expires_at_ms: Date.now() + 563_000, state })

const SAMPLES = {
  starting: { phase: "starting" },
  lost: { phase: "loading", link: "offline" },
  waiting: { phase: "pairing", pairing: pairing("waiting") },
  denied: { phase: "pairing", pairing: pairing("denied") },
  expired: { phase: "pairing", pairing: pairing("expired") },
  revoked: { phase: "revoked", lost: 3 },
  slow: { phase: "starting", slow: true },
}

export function Gates() {
  const [which, choose] = useState("waiting")
  const screen = useMemo(() => sampleScreen(SAMPLES[which]), [which])
  const options = Object.keys(SAMPLES).map((id) => ({ id, label: t(`gate_${id}`) }))
  return html`<${Block} id="gates" title=${t("gates")}>
    <${Row}><${Segmented} size="s" options=${options} value=${which} onChange=${choose} label=${t("gates")} /><//>
    <div class="design-frames"><${Gate} key=${which} as="div" screen=${screen} /></div>
  <//>`
}

export function Outbox() {
  const [open, setOpen] = useState(false)
  const screen = useMemo(() => sampleScreen({ link: "offline", waiting: waitingCommands() }), [open])
  return html`<${Block} id="outbox" title=${t("outbox")}>
    <${Row}><${Button} icon="send" onPress=${() => setOpen(true)}>${t("outbox")}<//><//>
    ${open && html`<${OutboxSheet} screen=${screen} onClose=${() => setOpen(false)} />`}
  <//>`
}
