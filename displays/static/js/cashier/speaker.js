// What this terminal says aloud. Of several terminals of a shop one is the speaker; the others only write what happened.
import { openMessages } from "../core/messages.js"
import { toast } from "../parts/toast.js"
import { callWaits, isOverdue, ringing, timesRung } from "../venue/calls.js"
import { aboutOf } from "./alarm_detail.js"
import { placeOf } from "./orders.js"
import { t } from "./words.js"

/** Of these this terminal tells in its own words, with a way to what they are about. */
const TOLD = new Set(["order_placed", "service_requested", "service_overdue", "device_alarm"])

export const isSpeaker = (screen) => screen.settings.value.speaker !== false

/** Gives the messages of this terminal. */
export function soundFor(screen, sound, desk) {
  let takeAway = () => {}
  const rung = new Map() // call -> how often it has rung here
  const write = (text, { tone, icon, id }) => {
    takeAway() // one piece of news at a time: the list holds the rest
    takeAway = toast(text, { tone, icon, seconds: 8, action: { label: t("show"), onPress: () => desk.go(id.tab, id.id) } })
  }
  const say = (name, text, how) => {
    if (isSpeaker(screen)) sound.play(name, { about: how.about })
    write(text, how)
  }
  const messages = openMessages(screen, sound, {
    speaks: () => isSpeaker(screen),
    stands: (message) => callWaits(screen.board, message) && (message.lines.length === 0 || message.lines.some((id) => screen.board.lines.has(id))),
    onShown(message) {
      const id = message.order && desk.ticketOf(message.order) ? { tab: "orders", id: message.order } : { tab: "calls", id: message.pad_call ?? undefined }
      if (message.repeat > 1 || !TOLD.has(message.event)) write(message.text, { icon: "sound-on", id })
    },
  })
  screen.onEvent((event, { replayed, own }) => {
    if (replayed || own) return
    const { order, round, lines } = event.data ?? {}
    if (event.type === "orders.order_placed" && order?.wristband) {
      const key = order.confirmed === false ? "heard_confirm" : "heard_order"
      say("new_order", t(key, { code: placeOf(order), number: order.number, n: (lines ?? []).length }), { about: "order_placed", icon: "wristband", id: { tab: "wristband_orders", id: order.id } })
    }
    if (event.type === "im.pad_call_changed" && event.data.pad_call) {
      const { pad_call: call } = event.data
      const before = rung.get(call.id) ?? (call.version === 1 || isOverdue(call) ? 0 : timesRung(call)) // one we never heard of has only moved
      rung.set(call.id, timesRung(call))
      if (call.state === "finished") rung.delete(call.id)
      if (timesRung(call) <= before || !ringing([call]).length || call.state === "finished") return
      const key = !isOverdue(call) ? "heard_call" : call.state === "open" ? "heard_call_late" : "heard_call_forgotten"
      const about = isOverdue(call) ? "service_overdue" : "service_requested"
      say("call", t(key, { number: call.room?.number ?? "", service: t(`service_${call.service}`), name: call.by ?? "" }), { about, icon: "bell-ring", id: { tab: "calls", id: call.id } })
    }
    if (event.type === "im.alarm_raised" && event.data.alarm.kind !== "round_missed") {
      const { alarm } = event.data
      say("alarm", `${t(`alarm_${alarm.kind}`)}: ${aboutOf(alarm, desk)}`, { about: "device_alarm", tone: "warn", icon: "warning", id: { tab: "problems", id: `alarm:${alarm.id}` } })
    }
    if (event.type === "kds.round_missed" && round) {
      const ticket = desk.ticketOf(round.order_id)
      if (ticket) say("alarm", t("heard_missed", { number: ticket.order.number }), { about: "device_alarm", tone: "warn", icon: "warning", id: { tab: "problems", id: `missed:${round.order_id}:${round.round}` } })
    }
  })
  // The first touch of a shift is enough for the browser to let the chimes sound.
  const unlock = () => sound.state.peek() === "blocked" && sound.unlock()
  addEventListener("pointerdown", unlock)
  addEventListener("keydown", unlock)
  return messages
}
