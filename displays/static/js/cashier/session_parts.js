import { html, useState } from "../html.js"
import { age, clockTime } from "../core/words.js"
import { Button } from "../parts/button.js"
import { SelectField } from "../parts/field.js"
import { Icon } from "../parts/icon.js"
import { Menu } from "../parts/menu.js"
import { Segmented } from "../parts/tabs.js"
import { areaOf } from "../venue/rooms.js"
import { t } from "./words.js"

const LENGTHS = [45, 60, 90, 0]
const LONGER = [15, 30, 60]

/** How much of a session is left, or how far it is over. */
export function Left({ session, screen }) {
  if (!session.ends_at) return html`<span class="d-left">${t("no_end")}</span>`
  const ms = Date.parse(session.ends_at) - screen.now.value
  return html`<span class="d-left" data-over=${ms < 0 || null}><${Icon} name="timer" size=${16} />${t(ms < 0 ? "over_by" : "left", { time: age(Math.abs(ms)) })}</span>`
}

export function SessionActs({ session, desk }) {
  const [busy, setBusy] = useState(false)
  const run = async (act) => {
    setBusy(true)
    await act
    setBusy(false)
  }
  return html`<span class="d-session-acts">
    <${Menu} kind="plain" size="m" icon="timer" label=${t("extend_of", { name: session.staff.name })} items=${LONGER.map((n) => ({ label: t("plus_minutes", { n }), icon: "plus", onPress: () => run(desk.extend(session, n)) }))}>${t("extend")}<//>
    <${Button} icon="check" busy=${busy} onPress=${() => run(desk.endSession(session))}>${t("clock_off")}<//>
  </span>`
}

export function SessionRow({ session, screen, desk }) {
  const zone = desk.shop.value?.timezone
  return html`<div class="d-session">
    <span><b>${session.staff.name}</b><small>${t("on_since", { time: clockTime(session.started_at, zone) })} · <${Left} session=${session} screen=${screen} /></small></span>
    <${SessionActs} session=${session} desk=${desk} />
  </div>`
}

/** Put a therapist to work: in this room, or in one that is chosen. */
export function SessionForm({ room, desk }) {
  const busyIds = new Set(desk.sessions.value.map((one) => one.staff.id))
  const people = desk.staff.value
  const rooms = desk.rooms.value.filter((one) => one.state === "in_use")
  const [person, setPerson] = useState(null)
  const [place, setPlace] = useState(null)
  const [minutes, setMinutes] = useState(60)
  const [busy, setBusy] = useState(false)
  const free = people.filter((one) => !busyIds.has(one.id))
  const who = free.find((one) => one.id === person)
  const where = room ?? rooms.find((one) => one.id === place)
  const begin = async (event) => {
    event.preventDefault()
    setBusy(true)
    const answer = await desk.beginSession(who, where, minutes)
    setBusy(false)
    if (answer.ok) setPerson(null)
  }
  if (people.length === 0) return html`<p class="d-hint">${t("no_therapists")}</p>`
  return html`<form class="d-form d-form-session" onSubmit=${begin}>
    <${SelectField} label=${t("therapist")} value=${person} onChange=${setPerson} placeholder=${free.length > 0 ? t("choose") : t("all_busy")} options=${people.map((one) => ({ id: one.id, label: busyIds.has(one.id) ? `${one.name} · ${t("at_work")}` : one.name, disabled: busyIds.has(one.id) }))} />
    ${!room && html`<${SelectField} label=${t("room_word")} value=${place} onChange=${setPlace} placeholder=${t("choose")} options=${rooms.map((one) => ({ id: one.id, label: [one.number, areaOf(one)].filter(Boolean).join(" · ") }))} />`}
    <div class="field"><span class="field-label">${t("minutes")}</span><${Segmented} label=${t("minutes")} value=${String(minutes)} onChange=${(id) => setMinutes(Number(id))} options=${LENGTHS.map((n) => ({ id: String(n), label: n ? String(n) : t("open_end") }))} /></div>
    <${Button} type="submit" kind=${room ? "plain" : "primary"} icon="spa" busy=${busy} disabled=${!who || !where}>${t("clock_on")}<//>
  </form>`
}
