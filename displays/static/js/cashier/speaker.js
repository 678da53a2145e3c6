// What this terminal says aloud. Of several terminals of a shop one is the speaker; the others only write what happened.
import { toast } from "../parts/toast.js"
import { aboutOf } from "./alarm_detail.js"
import { placeOf } from "./orders.js"
import { t } from "./words.js"

export const isSpeaker = (screen) => screen.settings.value.speaker !== false

export function soundFor(screen, sound, desk) {
  let takeAway = () => {}
  const say = (name, text, { tone, icon, id }) => {
    if (isSpeaker(screen)) sound.play(name)
    takeAway() // one piece of news at a time: the list holds the rest
    takeAway = toast(text, { tone, icon, seconds: 8, action: { label: t("show"), onPress: () => desk.go(id.tab, id.id) } })
  }
  screen.onEvent((event, { replayed, own }) => {
    if (replayed || own) return
    const { order, round, lines } = event.data ?? {}
    if (event.type === "orders.order_placed" && order?.wristband) {
      const key = order.confirmed === false ? "heard_confirm" : "heard_order"
      say("new_order", t(key, { code: placeOf(order), number: order.number, n: (lines ?? []).length }), { icon: "wristband", id: { tab: "wristband_orders", id: order.id } })
    }
    if (event.type === "im.pad_call_changed" && event.data.pad_call?.state === "open") {
      const { pad_call: call } = event.data
      if (call.version > 1 && !call.escalated_at) return // the guests have moved
      say("call", t(call.escalated_at ? "heard_call_late" : "heard_call", { number: call.room?.number ?? "", service: t(`service_${call.service}`) }), { icon: "bell-ring", id: { tab: "calls", id: call.id } })
    }
    if (event.type === "im.alarm_raised" && event.data.alarm.kind !== "round_missed") {
      const { alarm } = event.data
      say("alarm", `${t(`alarm_${alarm.kind}`)}: ${aboutOf(alarm, desk)}`, { tone: "warn", icon: "warning", id: { tab: "problems", id: `alarm:${alarm.id}` } })
    }
    if (event.type === "kds.round_missed" && round) {
      const ticket = desk.ticketOf(round.order_id)
      if (ticket) say("alarm", t("heard_missed", { number: ticket.order.number }), { tone: "warn", icon: "warning", id: { tab: "problems", id: `missed:${round.order_id}:${round.round}` } })
    }
  })
  // The first touch of a shift is enough for the browser to let the chimes sound.
  const unlock = () => sound.state.peek() === "blocked" && sound.unlock()
  addEventListener("pointerdown", unlock)
  addEventListener("keydown", unlock)
}

