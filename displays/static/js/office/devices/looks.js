// How a device is and where it stands, as lists and sheets show it.
import { age, nameOf } from "../../core/words.js"
import { html } from "../../html.js"
import { Pill } from "../../parts/pill.js"
import { isNotSetUp } from "./binding.js"
import { FAULT_ICON, faultWords, presenceWords } from "./faults_words.js"
import { t } from "./words.js"

const PRESENCE = { online: ["good", "wifi"], away: ["neutral", "eye-off"], offline: ["bad", "wifi-off"] }

export function Presence({ device }) {
  if (device.state === "disabled") return html`<${Pill} icon="ban">${t("disabled")}<//>`
  if (isNotSetUp(device)) return html`<${Pill} icon="clock">${t("not_set_up")}<//>`
  const [tone, icon] = PRESENCE[device.presence] ?? PRESENCE.offline
  return html`<${Pill} tone=${tone} icon=${icon}>${presenceWords(device.presence)}<//>`
}

/** Its faults besides being away, which its presence says already. */
export function Faults({ device }) {
  const others = device.faults.filter((fault) => fault !== "offline")
  if (others.length === 0) return html`<span class="of-faint">${device.faults.length || isNotSetUp(device) ? "–" : t("no_faults")}</span>`
  return html`<span class="of-pills">${others.map((fault) => html`<${Pill} key=${fault} tone="warn" icon=${FAULT_ICON[fault]}>${faultWords(fault)}<//>`)}</span>`
}

/** Where a device is, in words: its room, its stations, or nowhere. */
export function placeOf(device, stations) {
  const names = device.stations.map((code) => nameOf(stations.find((one) => one.code === code)) || code)
  const parts = [device.room && t("room_n", { number: device.room.number }), names.join(", ")].filter(Boolean)
  if (parts.length) return parts.join(" · ")
  return device.kind === "kitchen" ? t("all_stations") : html`<span class="of-faint">${["call_screen", "cashier", "handheld"].includes(device.kind) ? "–" : t("unbound")}</span>`
}

export function lastSeen(office, device) {
  if (device.presence !== "offline") return t("now")
  return device.last_seen_at ? t("asked", { age: age(office.now() - Date.parse(device.last_seen_at)) }) : t("never")
}
