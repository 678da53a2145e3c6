// A rule on one device, once, with example values; and what the device made of it.
import { html, useEffect, useRef, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { SelectField } from "../../parts/field.js"
import { problemText } from "../../parts/problem_text.js"
import { problemOf, useAll } from "../hub.js"
import { Section } from "../page.js"
import { kindName } from "../words.js"
import { triedOn } from "./rule_values.js"
import { t } from "./words.js"

const LOOKS = 20
const LOOK_AGAIN_MS = 700

export function TryOut({ office, rule, blocked }) {
  const read = useAll(office, office.may("devices.manage") ? office.at("/devices") : null, ["im.device_changed"])
  const devices = triedOn(read.body ?? [], rule.channel)
  const [chosen, setChosen] = useState(null)
  const { busy, outcome, tryOn } = useTrial(office, rule)
  const device = chosen ?? devices[0]?.id
  if (!office.may("devices.manage")) return null
  return html`<${Section} title=${t("try_out")} text=${t(blocked ? "try_save_first" : "try_out_text")}>
    <div class="of-try">
      <${SelectField} aria-label=${t("device")} options=${devices.map((one) => ({ id: one.id, label: `${one.name} · ${kindName(one.kind)}${one.presence === "offline" ? ` · ${t("away")}` : ""}` }))} value=${device} onChange=${setChosen} />
      <${Button} icon="play" size="s" busy=${busy} disabled=${blocked || !device} onPress=${() => tryOn(device)}>${t("try_it")}<//>
    </div>
    <p class="of-try-outcome" role="status" data-tone=${outcome?.tone}>${outcome?.text}</p>
  <//>`
}

/** Send, then look at the message until the device has said what it did, or for a while. */
function useTrial(office, rule) {
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState(null)
  const isHere = useRef(true)
  useEffect(() => () => void (isHere.current = false), [])
  async function tryOn(device_id) {
    setBusy(true)
    setOutcome({ text: t("tried_waiting") })
    const answer = await office.ask("POST", `/im/rules/${rule.id}/test`, { device_id })
    if (!answer.ok) setOutcome({ text: problemText(problemOf(answer)), tone: "bad" })
    else await follow(answer.body.call.id)
    setBusy(false)
  }
  async function follow(call_id) {
    for (let look = 0; look < LOOKS && isHere.current; look++) {
      const answer = await office.ask("GET", `/im/calls/${call_id}/messages`)
      const message = answer.body?.messages[0]
      if (message) setOutcome(outcomeOf(message))
      if (message && (message.state === "spoken" || isOver(message))) return
      await new Promise((then) => setTimeout(then, LOOK_AGAIN_MS))
    }
  }
  return { busy, outcome, tryOn }
}

function isOver({ state, voice }) {
  return state === "dropped" || state === "failed" || (state === "shown" && !voice)
}

function outcomeOf({ state, reason }) {
  if (state === "dropped" || state === "failed") return { text: t(`tried_${state}`, { reason: reason ?? "" }), tone: "bad" }
  if (state === "spoken" || state === "shown") return { text: t(`tried_${state}`), tone: "good" }
  return { text: t(state === "sent" ? "tried_sent" : "tried_waiting") }
}
