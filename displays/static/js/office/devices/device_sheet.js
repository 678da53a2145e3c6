// One device: how it is and what helps, where it is and was, and how to replace or throw it out.
import { dateLabel } from "../../core/words.js"
import { html, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { confirm, Sheet } from "../../parts/dialog.js"
import { Empty } from "../../parts/empty.js"
import { KIND_ICON } from "../../parts/frame.js"
import { Icon } from "../../parts/icon.js"
import { problemText } from "../../parts/problem_text.js"
import { toast } from "../../parts/toast.js"
import { Form, useForm, useLeaveGuard } from "../form.js"
import { Loaded, problemOf, usePages } from "../hub.js"
import { Facts, Section } from "../page.js"
import { addressOf } from "../places.js"
import { go } from "../router.js"
import { kindName, t as shared } from "../words.js"
import { isNotSetUp, needsRoom, takesRoom, takesStations } from "./binding.js"
import { FAULT_ICON, faultWords } from "./faults_words.js"
import { lastSeen, placeOf, Presence } from "./looks.js"
import { PrinterParts } from "./printer.js"
import { RoomAndStations } from "./room_and_stations.js"
import { t } from "./words.js"

export function DeviceSheet({ office, device, stations, again, onClose }) {
  const form = useForm({ room_id: device?.room?.id ?? "", stations: device?.stations ?? [] }, ({ room_id }) => (device && needsRoom(device.kind) && !room_id ? { "/room_id": t("room_needed") } : {}))
  const close = useLeaveGuard(form, onClose)
  if (!device) return html`<${Sheet} open title=${shared("nothing_found")} onClose=${onClose}><${Empty} icon="pad" title=${shared("nothing_found")} /><//>`
  const canMove = takesRoom(device.kind) || takesStations(device.kind)
  return html`<${Sheet} open title=${device.name} onClose=${close} class="of-sheet">
    <div class="of-sheet-acts">
      <span class="of-device-icon"><${Icon} name=${KIND_ICON[device.kind]} size=${20} /></span>
      <span>${kindName(device.kind)}</span>
      <${Presence} device=${device} />
      <span class="of-actions"><${IdentifyIt} office=${office} device=${device} /></span>
    </div>
    ${device.faults.length > 0 && html`<ul class="of-advice">${device.faults.map((fault) => html`<li key=${fault}><${Icon} name=${FAULT_ICON[fault]} size=${18} /><span><strong>${faultWords(fault)}</strong><small>${t(adviceFor(device, fault))}</small></span></li>`)}</ul>`}
    ${isNotSetUp(device) && html`<ul class="of-advice"><li><${Icon} name="clock" size=${18} /><span><strong>${t("not_set_up")}</strong><small>${t("not_set_up_text")}</small></span></li></ul>`}
    <${Facts} rows=${[
      [t("place"), placeOf(device, stations)],
      [t("last_seen"), lastSeen(office, device)],
      [t("app"), device.app],
      [t("model"), device.model],
      [t("paired"), dateLabel(office.wall(device.created_at).day, { year: true, weekday: false })],
    ]} />
    <${Looked} office=${office} device=${device} />
    ${canMove && html`<${Move} office=${office} device=${device} stations=${stations} form=${form} again=${again} />`}
    ${device.kind === "printer" && html`<${PrinterParts} office=${office} device=${device} />`}
    <${History} key=${device.room?.id} office=${office} device=${device} stations=${stations} />
    <${Section} title=${t("replace")} text=${t("replace_text")}>
      <div><${Button} size="s" icon="recall" onPress=${() => go("devices", ["pair"], { kind: device.kind, replaces: device.id })}>${t("replace_begin")}<//></div>
    <//>
    <${Danger} office=${office} device=${device} again=${again} onClose=${onClose} />
  <//>`
}

/** For whoever stands before three tablets that look alike. */
function IdentifyIt({ office, device }) {
  const [busy, setBusy] = useState(false)
  const isHere = device.presence !== "offline" && device.state === "active" && device.kind !== "printer"
  async function identify() {
    setBusy(true)
    const answer = await office.ask("POST", `/devices/${device.id}/identify`)
    setBusy(false)
    toast(answer.ok ? t(device.kind === "speaker" ? "identified_ear" : "identified", { name: device.name }) : problemText(problemOf(answer)), { tone: answer.ok ? "good" : "bad" })
  }
  if (device.kind === "printer") return null
  return html`<${Button} size="s" icon="eye" busy=${busy} disabled=${!isHere} label=${isHere ? undefined : t("identify_away")} onPress=${identify}>${t("identify")}<//>`
}

/** What was said to it, and when it did not work. */
function Looked({ office, device }) {
  const { id: deviceId } = device
  if (!office.may("im.call")) return null
  return html`<div class="of-actions of-left">
    <a class="of-more" href=${addressOf("messages", [], { device: deviceId })}>${t("its_messages")}</a>
    <a class="of-more" href=${addressOf("messages", [], { device: deviceId, problems: "1", day: "all" })}>${t("its_problems")}</a>
    <a class="of-more" href=${addressOf("messages", ["alarms"], { device: deviceId })}>${t("its_alarms")}</a>
  </div>`
}

function Move({ office, device, stations, form, again }) {
  async function send() {
    const answer = await form.submit(({ room_id, stations: codes }) =>
      office.ask("POST", `/devices/${device.id}/bind`, { ...(takesRoom(device.kind) && { room_id: room_id || null }), ...(takesStations(device.kind) && { stations: codes }) }),
    )
    if (!answer) return
    toast(t("bound", { name: device.name }), { tone: "good" })
    again()
  }
  return html`<${Section} title=${t("bind")} text=${t("bind_text")}>
    <${Form} form=${form} onSubmit=${send} label=${t("bind")}>
      <${RoomAndStations} form=${form} office=${office} kind=${device.kind} stations=${stations} />
      <div class="of-form-end"><${Button} size="s" kind="primary" type="submit" busy=${form.busy} disabled=${!form.isDirty}>${shared("save")}<//></div>
    <//>
  <//>`
}

function History({ office, device, stations }) {
  const pages = usePages(office, `/devices/${device.id}/bindings?limit=20`, ["im.device_changed"])
  const when = (at) => `${dateLabel(office.wall(at).day, { weekday: false })} ${office.time(at)}`
  return html`<${Section} title=${t("history")}>
    <${Loaded} read=${{ ...pages, body: pages.loading || pages.problem ? null : pages.items }} kind="line" count=${3}>
      ${(items) =>
        items.length === 0
          ? html`<p class="of-faint">${t("history_empty")}</p>`
          : html`<ol class="of-history">${items.map(
              (one) => html`<li key=${one.id}>
                <span>${placeOf({ ...device, room: one.room, stations: one.stations }, stations)}</span>
                <small>${when(one.since)} – ${one.until ? when(one.until) : t("until_now")}</small>
              </li>`,
            )}</ol>`}
    <//>
    ${pages.isMore && html`<${Button} size="s" busy=${pages.busy} onPress=${pages.more}>${shared("load_more")}<//>`}
  <//>`
}

function Danger({ office, device, again, onClose }) {
  const [busy, setBusy] = useState(false)
  const { name } = device
  const isOff = device.state === "disabled"
  async function act(action, said) {
    setBusy(true)
    const answer = await office.ask("POST", `/devices/${device.id}/${action}`)
    setBusy(false)
    if (!answer.ok) return toast(problemText(problemOf(answer)), { tone: "bad" })
    toast(t(said, { name }), { tone: "good" })
    again()
    if (action === "revoke") onClose()
    return undefined
  }
  async function flip() {
    if (isOff) return act("enable", "switched_on")
    const sure = await confirm({ title: t("switch_off_title", { name }), text: t("switch_off_text"), yes: t("switch_off"), danger: true })
    return sure ? act("disable", "switched_off") : undefined
  }
  async function revoke() {
    const sure = await confirm({ title: t("revoke_title", { name }), text: t("revoke_text"), yes: t("revoke"), danger: true })
    if (sure) await act("revoke", "revoked")
  }
  return html`<${Section} title=${t("danger")}>
    <div class="of-actions of-left">
      <${Button} size="s" icon=${isOff ? "play" : "pause"} busy=${busy} onPress=${flip}>${t(isOff ? "switch_on" : "switch_off")}<//>
      <${Button} size="s" kind="danger" icon="trash" busy=${busy} onPress=${revoke}>${t("revoke")}<//>
    </div>
  <//>`
}

/** A box has no screen to tap on. */
function adviceFor({ kind }, fault) {
  if (kind === "printer" && fault === "offline") return "advice_printer_offline"
  return kind === "speaker" && fault === "audio_blocked" ? "advice_loudspeaker" : `advice_${fault}`
}
