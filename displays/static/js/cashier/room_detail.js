import { html, useState } from "../html.js"
import { clockTime } from "../core/words.js"
import { Button } from "../parts/button.js"
import { Dialog } from "../parts/dialog.js"
import { Empty } from "../parts/empty.js"
import { Stepper, TextField } from "../parts/field.js"
import { Icon } from "../parts/icon.js"
import { Pill } from "../parts/pill.js"
import { areaOf } from "../venue/rooms.js"
import { BriefOrder } from "./brief_order.js"
import { codesIn } from "./places.js"
import { SessionForm, SessionRow } from "./session_parts.js"
import { t } from "./words.js"

const TONES = { free: "good", in_use: "info", dirty: "warn", reserved: "accent", out_of_order: "neutral" }
const CAN_OPEN = new Set(["free", "reserved"])

/** One room: who is there, what waits for them, and what can be done in its state. */
export function RoomDetail({ view, screen, desk }) {
  const { state, stay } = view
  const zone = desk.shop.value?.timezone
  return html`<article class="d-detail" aria-label=${t("room", { number: view.number })}>
    <header class="d-detail-head">
      <b class="d-number">${view.number}</b>
      <div>
        <strong class="d-detail-place">${areaOf(view)}</strong>
        <span class="d-detail-sub">${stay ? `${t("guests", { n: stay.guests })} · ${t("since", { time: clockTime(stay.opened_at, zone) })}` : t("nobody_here")}</span>
      </div>
      <${Pill} tone=${TONES[state]}>${t(`room_${state}`)}<//>
    </header>
    <div class="d-detail-body">
      ${CAN_OPEN.has(state) && html`<${OpenForm} view=${view} desk=${desk} />`}
      ${state === "dirty" && html`<p class="d-note"><${Icon} name="clean" size=${18} />${t("dirty_why")}</p>`}
      ${state === "out_of_order" && html`<p class="d-note"><${Icon} name="ban" size=${18} />${t("blocked_why")}</p>`}
      ${
        view.bands.length > 0 &&
        html`<section class="d-part"><h3>${t("wristbands_here")}</h3>
          <ul class="d-bands">${view.bands.map((one) => html`<li key=${one.id}><button type="button" onClick=${() => desk.go("bands", one.id)}><${Icon} name="wristband" size=${16} /><b>${one.wristbands[0]}</b><span>${t("guests", { n: one.guests })}</span></button></li>`)}</ul></section>`
      }
      ${
        view.orders.length > 0 &&
        html`<section class="d-part"><h3>${t("open_orders")}</h3>
          ${view.orders.map((ticket) => html`<${BriefOrder} key=${ticket.id} ticket=${ticket} screen=${screen} desk=${desk} />`)}</section>`
      }
      ${state === "in_use" && html`<section class="d-part"><h3>${t("therapists")}</h3>
        ${view.sessions.map((session) => html`<${SessionRow} key=${session.id} session=${session} screen=${screen} desk=${desk} />`)}
        <${SessionForm} room=${view} desk=${desk} /></section>`}
    </div>
    <${Acts} view=${view} screen=${screen} desk=${desk} />
  </article>`
}

function OpenForm({ view, desk }) {
  const [guests, setGuests] = useState(2)
  const [codes, setCodes] = useState("")
  const [busy, setBusy] = useState(false)
  const open = async (event) => {
    event.preventDefault()
    setBusy(true)
    await desk.openRoom(view, guests, codesIn(codes))
    setBusy(false)
  }
  return html`<form class="d-form" onSubmit=${open}>
    <h3>${t("open_room")}</h3>
    <div class="d-form-row"><span class="field-label">${t("guests_word")}</span><${Stepper} label=${t("guests_word")} value=${guests} min=${1} max=${30} onChange=${setGuests} /></div>
    <${TextField} label=${t("wristbands_optional")} hint=${codesIn(codes).length > 0 ? codesIn(codes).join(" · ") : t("wristbands_hint")} icon="wristband" value=${codes} onChange=${setCodes} autocomplete="off" spellcheck=${false} />
    <${Button} type="submit" kind="primary" size="l" icon="users" wide busy=${busy} data-first>${t("open_room_n", { number: view.number })}<//>
  </form>`
}

const OTHER_ACTS = {
  free: [
    { action: "reserve", icon: "calendar" },
    { action: "block", icon: "ban" },
  ],
  reserved: [{ action: "release", icon: "undo" }],
  dirty: [{ action: "block", icon: "ban" }],
}

function Acts({ view, desk }) {
  const [busy, setBusy] = useState(null)
  const [moving, setMoving] = useState(false)
  const run = (name, act) => async () => {
    setBusy(name)
    await act()
    setBusy(null)
  }
  const inUse = view.state === "in_use"
  const others = OTHER_ACTS[view.state] ?? []
  return html`<footer class="d-acts">
    ${
      inUse &&
      html`<${Button} kind="primary" icon="plus" data-first onPress=${() => desk.order({ room: { id: view.id, number: view.number }, label: view.number })}>${t("new_order")}<//>
        <${Button} icon="move" onPress=${() => setMoving(true)}>${t("move")}<//>
        <${Button} icon="sign-out" busy=${busy === "checkout"} onPress=${run("checkout", () => desk.checkOut(view))}>${t("checkout")}<//>
        <${Button} icon="clean" busy=${busy === "clean"} onPress=${run("clean", () => desk.clean(view))}>${t("clean_now")}<//>`
    }
    ${view.state === "dirty" && html`<${Button} kind="primary" size="l" icon="clean" data-first busy=${busy === "clean"} onPress=${run("clean", () => desk.clean(view))}>${t("clean_done")}<//>`}
    ${view.state === "out_of_order" && html`<${Button} kind="primary" icon="undo" data-first onPress=${run("unblock", () => desk.changeRoom(view, "unblock"))}>${t("unblock")}<//>`}
    ${others.map(({ action, icon }) => html`<${Button} key=${action} icon=${icon} busy=${busy === action} onPress=${run(action, () => desk.changeRoom(view, action))}>${t(action)}<//>`)}
    ${moving && html`<${MoveDialog} view=${view} desk=${desk} onClose=${() => setMoving(false)} />`}
  </footer>`
}

/** Where to: the rooms that are free. Guests, their open order and the therapist go along. */
function MoveDialog({ view, desk, onClose }) {
  const [busy, setBusy] = useState(null)
  const free = desk.rooms.value.filter((one) => CAN_OPEN.has(one.state)).sort((one, other) => one.number.localeCompare(other.number, "en", { numeric: true }))
  const move = async (to) => {
    setBusy(to.id)
    const answer = await desk.moveGuests(view, to)
    setBusy(null)
    if (!answer.ok) return
    onClose()
    desk.choose(to.id)
  }
  return html`<${Dialog} open title=${t("move_from", { number: view.number })} onClose=${onClose}>
    <p class="d-hint">${t("move_why")}</p>
    ${free.length === 0 && html`<${Empty} icon="room" title=${t("no_free_rooms")} />`}
    <div class="d-pick">
      ${free.map((to) => html`<${Button} key=${to.id} size="l" busy=${busy === to.id} onPress=${() => move(to)}>${to.number}<small>${areaOf(to)}${to.state === "reserved" ? ` · ${t("room_reserved")}` : ""}</small><//>`)}
    </div>
  <//>`
}

