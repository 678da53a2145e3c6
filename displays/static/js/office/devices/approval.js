// Letting a screen in: what it says it is, what it is called, where it stands, and whether it takes another one's place.
import { html } from "../../html.js"
import { Dialog } from "../../parts/dialog.js"
import { KIND_ICON } from "../../parts/frame.js"
import { Icon } from "../../parts/icon.js"
import { toast } from "../../parts/toast.js"
import { Ending, Form, Select, Text, useForm, useLeaveGuard } from "../form.js"
import { byNumber } from "../lists.js"
import { kindName, t as shared } from "../words.js"
import { needsRoom, takesRoom, takesStations } from "./binding.js"
import { RoomAndStations } from "./room_and_stations.js"
import { t } from "./words.js"

export function Approval({ office, pairing, replaced, devices, stations, onDone, onClose }) {
  const { kind } = pairing
  const old = replaced?.kind === kind ? replaced : null
  const form = useForm({ ...placeOfOld(old), name: old?.name ?? freeName(kind, devices), replaces: old?.id ?? "" }, (values) => ({
    ...(values.name.trim() === "" && { "/name": shared("required") }),
    ...(needsRoom(kind) && !values.room_id && !values.replaces && { "/room_id": t("room_needed") }),
  }))
  const close = useLeaveGuard(form, onClose)
  const { values } = form
  const alike = devices.filter((device) => device.kind === kind).sort((one, other) => byNumber(one.name, other.name))

  function chooseReplaced(id) {
    const one = devices.find((device) => device.id === id)
    form.set("/replaces", id)
    if (!one) return
    form.set("/name", one.name)
    form.set("/room_id", one.room?.id ?? "")
    form.set("/stations", one.stations)
  }

  async function send() {
    const answer = await form.submit(() => office.ask("POST", `/device-pairings/${pairing.user_code}/approval`, bodyOf(kind, values, office.shop.id)))
    if (!answer) return
    toast(t("approved", { name: answer.body.name }), { tone: "good" })
    onDone()
  }

  const title = t("approve_title", { code: pairing.user_code })
  const { code } = form.refused.problem ?? {}
  return html`<${Dialog} open title=${title} size="m" onClose=${close}>
    <${Form} form=${form} onSubmit=${send} label=${title}>
      ${code === "not_found" && html`<p class="of-refused" role="alert">${t("code_unknown")}</p>`}
      <${ItSays} pairing=${pairing} />
      ${replaced && !old && html`<p class="of-refused" role="alert">${t("replaces_other", { kind: kindName(kind), name: replaced.name })}</p>`}
      <${Select}
        form=${form}
        at="/replaces"
        onChange=${chooseReplaced}
        label=${t("replaces")}
        hint=${values.replaces ? t("replaces_hint") : undefined}
        options=${[{ id: "", label: t("replaces_none") }, ...alike.map((device) => ({ id: device.id, label: [device.name, device.room?.number].filter(Boolean).join(" · ") }))]}
      />
      <${Text}
        form=${form}
        at="/name"
        label=${t("name")}
        hint=${t("name_hint")}
        maxlength="80"
      />
      <${RoomAndStations} form=${form} office=${office} kind=${kind} stations=${stations} />
      <${Ending} form=${form} close=${close} label=${t("approve")} />
    <//>
  <//>`
}

/** The kind is the page that was opened on it: nobody here can make it another. */
function ItSays({ pairing }) {
  return html`<p class="of-it-says">
    <span class="of-device-icon"><${Icon} name=${KIND_ICON[pairing.kind]} size=${20} /></span>
    <span class="of-two-lines"><strong>${kindName(pairing.kind)}</strong><small>${[t("kind_said"), pairing.model].filter(Boolean).join(" · ")}</small></span>
  </p>`
}

function bodyOf(kind, { name, room_id, stations, replaces }, shopId) {
  return {
    shop_id: shopId,
    kind,
    name: name.trim(),
    ...(takesRoom(kind) && { room_id: room_id || null }),
    ...(takesStations(kind) && { stations }),
    ...(replaces && { replaces }),
  }
}

const placeOfOld = (old) => ({ room_id: old?.room?.id ?? "", stations: old?.stations ?? [] })

/** A name nobody bears yet, such as "Kitchen screen 3". */
function freeName(kind, devices) {
  const taken = new Set(devices.map((device) => device.name))
  for (let n = devices.filter((device) => device.kind === kind).length + 1; ; n++) {
    const name = `${kindName(kind)} ${n}`
    if (!taken.has(name)) return name
  }
}
