// Devices: those with faults first, live; new ones that wait to be let in; each with where it is and was.
import { html, useEffect, useMemo, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Empty } from "../../parts/empty.js"
import { SearchField, SelectField } from "../../parts/field.js"
import { KIND_ICON } from "../../parts/frame.js"
import { Icon } from "../../parts/icon.js"
import { Table } from "../../parts/table.js"
import { Tabs } from "../../parts/tabs.js"
import { Loaded, useAll, useRead } from "../hub.js"
import { byNumber, holds } from "../lists.js"
import { Page } from "../page.js"
import { go, place, refine } from "../router.js"
import { kindName, t as shared } from "../words.js"
import { inOrder, isNotSetUp, KINDS } from "./binding.js"
import { DeviceSheet } from "./device_sheet.js"
import { Inbox } from "./inbox.js"
import { Faults, lastSeen, placeOf, Presence } from "./looks.js"
import { SpeechNote } from "./speech.js"
import { t } from "./words.js"

export default function Devices({ office }) {
  const read = useAll(office, office.at("/devices"), ["im.device_changed"])
  const stations = useRead(office, office.at("/kds/stations"))
  const waiting = useWaiting(office)
  const here = place.value
  const devices = useLive(office, read.body)
  const live = { ...read, body: devices }
  const known = stations.body?.stations ?? []
  const isPairing = here.rest[0] === "pair" || here.rest[0] === "waiting"
  const faulty = (devices ?? []).filter((device) => device.faults.length > 0).length
  const unused = (devices ?? []).filter(isNotSetUp).length
  const online = (devices ?? []).filter((device) => device.presence !== "offline").length
  const opened = !isPairing && here.rest[0]
  return html`<${Page}
    office=${office}
    title=${shared("area_devices")}
    subtitle=${devices && t(unused ? "subtitle_unused" : "subtitle", { n: devices.length, online, faulty, unused })}
    actions=${!isPairing && html`<${Button} size="s" kind="primary" icon="plus" onPress=${() => go("devices", ["pair"])}>${t("pair")}<//>`}
  >
    <${Tabs}
      label=${shared("area_devices")}
      tabs=${[
        { id: "devices", label: t("tab_devices"), icon: "pad", count: faulty || undefined, tone: "bad" },
        { id: "pair", label: t("tab_pairing"), icon: "inbox", count: waiting.body?.length ?? 0, tone: "info" },
      ]}
      value=${isPairing ? "pair" : "devices"}
      onChange=${(next) => go("devices", next === "pair" ? ["pair"] : [])}
    />
    ${!isPairing && html`<${SpeechNote} office=${office} />`}
    <${Loaded} read=${live} kind="row" count=${8}>
      ${() =>
        isPairing
          ? html`<${Inbox} office=${office} waiting=${waiting} devices=${devices} stations=${known} again=${read.again} />`
          : html`<${DeviceList} office=${office} devices=${devices} stations=${known} />`}
    <//>
    ${devices && opened && html`<${DeviceSheet} key=${opened} office=${office} device=${devices.find((one) => one.id === opened)} stations=${known} again=${read.again} onClose=${() => go("devices", [], here.query)} />`}
  <//>`
}

const LOOK_AGAIN_MS = 5000

/** Screens that wait. No event tells of them, so the list is asked for again while it is looked at. */
function useWaiting(office) {
  const read = useAll(office, "/device-pairings")
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && read.again(), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [read.again])
  const own = read.body && read.body.filter((one) => one.shop_id === office.shop.id)
  return { ...read, body: own }
}

/** What the list says, with what the board knows better since. */
function useLive(office, listed) {
  const changes = office.screen.changed.value
  return useMemo(() => listed && listed.map((device) => ({ ...device, ...office.screen.board.array("devices").get(device.id) })), [listed, changes])
}

function DeviceList({ office, devices, stations }) {
  const [typed, setTyped] = useState("")
  const { query } = place.value
  const shown = inOrder(devices, byNumber).filter(
    (device) => (!query.kind || device.kind === query.kind) && (!query.faulty || device.faults.length > 0) && holds(typed, device.name, device.room?.number, kindName(device.kind)),
  )
  if (devices.length === 0) return html`<${Empty} icon="pad" title=${t("empty")} text=${t("empty_text")} />`
  return html`
    <div class="of-filter">
      <${SearchField} value=${typed} onChange=${setTyped} placeholder=${t("search")} />
      <${SelectField}
        aria-label=${t("kind")}
        options=${[{ id: "", label: t("all_kinds") }, ...KINDS.map((kind) => ({ id: kind, label: kindName(kind) }))]}
        value=${query.kind ?? ""}
        onChange=${(kind) => refine({ kind })}
      />
      <button type="button" class="of-chip" aria-pressed=${Boolean(query.faulty)} onClick=${() => refine({ faulty: query.faulty ? "" : "1" })}>
        <${Icon} name="warning" size=${14} />${t("only_faulty")}
      </button>
    </div>
    <${Table}
      class="of-table"
      label=${shared("area_devices")}
      rows=${shown}
      onRow=${(device) => go("devices", [device.id], query)}
      empty=${html`<${Empty} icon="search" title=${t("none_found")} text=${shared("nothing_found_text")} />`}
      columns=${[
        {
          key: "name",
          label: t("device"),
          sort: true,
          render: (device) => html`<span class="of-device">
            <span class="of-device-icon"><${Icon} name=${KIND_ICON[device.kind]} size=${18} /></span>
            <span class="of-two-lines"><strong>${device.name}</strong><small>${kindName(device.kind)}</small></span>
          </span>`,
        },
        { key: "place", label: t("place"), sort: (device) => device.room?.number ?? "", render: (device) => placeOf(device, stations) },
        { key: "presence", label: t("presence"), sort: true, render: (device) => html`<${Presence} device=${device} />` },
        { key: "faults", label: t("faults"), render: (device) => html`<${Faults} device=${device} />` },
        { key: "app", label: t("app"), class: "of-wide-only", render: (device) => html`<span class="of-faint">${device.app || "–"}</span>` },
        { key: "seen", label: t("last_seen"), class: "of-wide-only", sort: (device) => device.last_seen_at, render: (device) => lastSeen(office, device) },
      ]}
    />
  `
}
