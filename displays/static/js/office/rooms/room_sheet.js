// One room: its guests, what can be done with it, and the orders of this stay and of those before.
import { money, nameOf } from "../../core/words.js"
import { html, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Dialog, Sheet, confirm } from "../../parts/dialog.js"
import { Empty } from "../../parts/empty.js"
import { Field, Stepper } from "../../parts/field.js"
import { Pill } from "../../parts/pill.js"
import { problemText } from "../../parts/problem_text.js"
import { toast } from "../../parts/toast.js"
import { Ending, Form, Select, Text, useForm } from "../form.js"
import { Loaded, problemOf, useRead } from "../hub.js"
import { byNumber } from "../lists.js"
import { OrderRow } from "../orders/order_row.js"
import { Facts, Section } from "../page.js"
import { t as shared } from "../words.js"
import { areaOf } from "../../venue/rooms.js"
import { ROOM_ICON, ROOM_TONE, actionsOf, roomWords } from "./states.js"
import { codesOf, ordersOf, totalOf, unfinishedOf } from "./stays.js"
import { t } from "./words.js"

const KIND = { open: "primary", clean: "good", block: "quiet", reserve: "plain" }

export function RoomSheet({ office, rooms, id, again, onClose }) {
  const [asking, setAsking] = useState(null)
  const [busy, setBusy] = useState(null)
  const room = rooms.find((one) => one.id === id)
  if (!room) return html`<${Sheet} open title=${t("no_such_room")} onClose=${onClose}><${Empty} icon="room" title=${t("no_such_room")} /><//>`
  const { board } = office.screen
  const orders = ordersOf(board.orders.values(), room.stay_id)

  async function act(action) {
    if (action === "open" || action === "move") return setAsking(action)
    if (!(await sure(action))) return undefined
    setBusy(action)
    const answer = await office.ask("POST", `/rooms/${room.id}/${action}`)
    setBusy(null)
    tell(answer, action, room)
    again()
    return undefined
  }

  function sure(action) {
    const { number } = room
    if (action === "clean") {
      const left = unfinishedOf(orders.flatMap((order) => board.linesOf(order.id)))
      const n = left.reduce((sum, line) => sum + line.quantity, 0)
      const dishes = left.map((line) => `${nameOf(line)} ×${line.quantity}`).join(", ")
      if (n > 0) return confirm({ title: t("unfinished_title", { n }), text: t("unfinished_text", { dishes }), yes: t("do_clean"), danger: true })
      if (room.state === "in_use") return confirm({ title: t("clean_title", { number }), text: t("clean_in_use_text"), yes: t("do_clean"), danger: true })
    }
    if (action === "checkout") {
      const text = t("checkout_text", { total: money(totalOf(orders), office.currency) })
      return confirm({ title: t("checkout_title", { number }), text, yes: t("do_checkout") })
    }
    if (action === "block") return confirm({ title: t("block_title", { number }), text: t("block_text"), yes: t("do_block"), danger: true })
    return true
  }

  return html`<${Sheet} open title=${t("room", { number: room.number })} onClose=${onClose} class="of-sheet">
    <div class="of-sheet-acts">
      <${Pill} tone=${ROOM_TONE[room.state]} icon=${ROOM_ICON[room.state]}>${roomWords(room.state)}<//>
      ${actionsOf(room.state, office.may).map(
        (action) => html`<${Button} key=${action} size="s" kind=${KIND[action] ?? "plain"} busy=${busy === action} onPress=${() => act(action)}>${t(`do_${action}`)}<//>`,
      )}
    </div>
    <${RoomFacts} office=${office} room=${room} orders=${orders} />
    <${Section} title=${t("this_stay")}>
      ${orders.length === 0 ? html`<p class="of-faint">${t("no_orders")}</p>` : html`<ul class="of-list">${orders.map((order) => html`<${OrderRow} key=${order.id} office=${office} order=${order} />`)}</ul>`}
    <//>
    ${office.may("orders.read") && html`<${Earlier} office=${office} room=${room} />`}
    ${asking === "open" && html`<${OpenRoom} office=${office} room=${room} again=${again} onClose=${() => setAsking(null)} />`}
    ${asking === "move" && html`<${MoveGuests} office=${office} room=${room} rooms=${rooms} again=${again} onClose=${() => setAsking(null)} onMoved=${onClose} />`}
  <//>`
}

/** Say what became of an action on a room. */
function tell(answer, action, room) {
  if (!answer.ok) toast(problemText(problemOf(answer)), { tone: "bad" })
  else if (answer.body.changed === false) toast(t("nothing_changed"))
  else toast(t(`done_${action}`, { number: answer.body.room?.number ?? room.number }), { tone: "good" })
}

function RoomFacts({ office, room, orders }) {
  const { board } = office.screen
  const { stay } = room
  const bands = [...board.array("stays").values()].filter((one) => one.room?.id === room.id).flatMap((one) => one.wristbands)
  const sessions = [...board.array("sessions").values()].filter((one) => one.room.id === room.id && one.state === "on")
  return html`<${Facts} rows=${[
    [t("area"), areaOf(room)],
    stay && [t("guests"), shared("guests", { n: stay.guests })],
    stay && [t("opened"), office.time(stay.opened_at)],
    stay?.checked_out_at && [t("checked_out"), office.time(stay.checked_out_at)],
    orders.length > 0 && [t("spent"), money(totalOf(orders), office.currency)],
    bands.length > 0 && [t("wristbands"), bands.sort(byNumber).join(", ")],
    sessions.length > 0 && [t("therapists"), sessions.map((one) => therapist(office, one)).join(", ")],
  ]} />`
}

function therapist(office, session) {
  const name = session.staff.name
  return session.ends_at ? t("therapist_until", { name, time: office.time(session.ends_at) }) : t("therapist_open", { name, time: office.time(session.started_at) })
}

function Earlier({ office, room }) {
  const read = useRead(office, office.at("/orders", { room_id: room.id, limit: 30 }), ["orders.order_closed"])
  return html`<${Section} title=${t("earlier")}>
    <${Loaded} read=${read} count=${3}>
      ${({ items }) => {
        const before = items.filter((order) => order.stay_id !== room.stay_id)
        if (before.length === 0) return html`<p class="of-faint">${t("no_earlier")}</p>`
        return html`<ul class="of-list">${before.map((order) => html`<${OrderRow} key=${order.id} office=${office} order=${order} dated />`)}</ul>`
      }}
    <//>
  <//>`
}

function OpenRoom({ office, room, again, onClose }) {
  const form = useForm({ guests: 2, bands: "" })
  async function send() {
    const answer = await form.submit(({ guests, bands }) => office.ask("POST", `/rooms/${room.id}/open`, { guests, wristbands: codesOf(bands) }))
    if (!answer) return
    tell(answer, "open", room)
    again()
    onClose()
  }
  return html`<${Dialog} open title=${t("open_title", { number: room.number })} size="s" onClose=${onClose}>
    <${Form} form=${form} onSubmit=${send} label=${t("open_title", { number: room.number })}>
      <${Field} label=${t("guest_count")} error=${form.error("/guests")}>
        <${Stepper} value=${form.at("/guests")} min=${1} max=${99} onChange=${(value) => form.set("/guests", value)} label=${t("guest_count")} />
      <//>
      <${Text} form=${form} at="/bands" label=${t("hand_out_too")} hint=${t("hand_out_hint")} />
      <${Ending} form=${form} close=${onClose} label=${t("do_open")} />
    <//>
  <//>`
}

function MoveGuests({ office, room, rooms, again, onClose, onMoved }) {
  const free = rooms.filter((one) => ["free", "reserved"].includes(one.state)).sort((one, other) => byNumber(one.number, other.number))
  const form = useForm({ to: "" }, ({ to }) => (to ? {} : { "/to": t("choose_room") }))
  async function send() {
    const answer = await form.submit(({ to }) => office.ask("POST", `/rooms/${room.id}/move`, { to }))
    if (!answer) return
    tell(answer, "move", room)
    again()
    onMoved()
  }
  return html`<${Dialog} open title=${t("move_title", { number: room.number })} size="s" onClose=${onClose}>
    <${Form} form=${form} onSubmit=${send} label=${t("move_title", { number: room.number })}>
      <p class="of-faint">${free.length ? t("move_text") : t("no_free_room")}</p>
      <${Select}
        form=${form}
        at="/to"
        label=${t("move_to")}
        options=${[{ id: "", label: t("choose_room") }, ...free.map((one) => ({ id: one.id, label: [one.number, areaOf(one), one.state === "reserved" && roomWords("reserved")].filter(Boolean).join(" · ") }))]}
      />
      <${Ending} form=${form} close=${onClose} label=${t("do_move")} disabled=${free.length === 0} />
    <//>
  <//>`
}
