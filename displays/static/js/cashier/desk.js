// What the desk works on, as signals, and everything it does, each in one place: an act says what became of it.
import { batch, computed, effect, html, signal, untracked } from "../html.js"
import { money, nameOf } from "../core/words.js"
import { limitsOf } from "../venue/ages.js"
import { addressOf as callAddress, isOverdue } from "../venue/calls.js"
import { openFacts } from "../venue/facts.js"
import { confirm } from "../parts/dialog.js"
import { problemText } from "../parts/problem_text.js"
import { toast } from "../parts/toast.js"
import { CancelReasons } from "./cancel_reasons.js"
import { actsOf, isToConfirm, ofWristbands, placeOf, portionsOf, problemsOf, ticketsOf, toFetch } from "./orders.js"
import { bandsOf, roomsOf } from "./places.js"
import { dishes } from "./said.js"
import { t } from "./words.js"

export const TABS = ["wristband_orders", "calls", "orders", "ready", "rooms", "bands", "sessions", "problems"]
/** After so long somebody should ask why food still stands there. */
export const FETCH_MS = 5 * 60_000
const LOOK_MS = 5_000

export function openDesk(screen, ordering) {
  const tab = signal("orders")
  const chosen = signal({}) // tab -> id
  const dialog = signal(null) // {kind, …}
  const placed = signal(null) // the order this terminal has placed, until its event is here
  const facts = openFacts(screen)
  effect(() => {
    if (screen.phase.value === "ready") untracked(ordering.loadMenu) // whoever presses F2 and types at once finds it there
  })
  const staff = followTherapists(screen)

  const tickets = screen.watch(ticketsOf)
  const rooms = computed(() => (screen.changed.value, roomsOf(screen.board, tickets.value)))
  const bands = computed(() => (screen.changed.value, bandsOf(screen.board, tickets.value)))
  const sessions = screen.watch((board) => [...board.array("sessions").values()].sort((one, other) => one.started_at.localeCompare(other.started_at)))
  const calls = screen.watch((board) => [...board.array("pad_calls").values()].sort((one, other) => one.created_at.localeCompare(other.created_at)))
  const alarms = screen.watch((board) => [...board.array("alarms").values()])
  const prints = screen.watch((board) => [...board.array("print_jobs").values()])
  const soldOut = screen.watch((board) => new Set(board.array("sold_out").keys()))
  const shop = screen.watch((board) => board.shop)
  const slow = computed(() => Math.floor(screen.now.value / LOOK_MS) * LOOK_MS)
  const lateOf = (line) => limitsOf(line, facts.limits.value).red * 1000
  const problems = computed(() => problemsOf(tickets.value, alarms.value, prints.value, slow.value, lateOf, FETCH_MS))
  const decisions = computed(() => screen.outbox.waiting.value)
  const wristbandOrders = computed(() => ofWristbands(tickets.value))
  const ready = computed(() => toFetch(tickets.value))
  const toConfirm = computed(() => tickets.value.filter(({ order }) => isToConfirm(order)).length)
  const settings = computed(() => facts.shop.value?.settings ?? {})

  const ticketOf = (id) => tickets.value.find((ticket) => ticket.id === id) ?? null
  /** The order that the keys act on. */
  const current = computed(() => {
    const id = chosen.value[tab.value]
    if (tab.value === "problems") return problems.value.find((one) => one.id === id)?.ticket ?? null
    return ticketOf(id)
  })

  /** The hub has taken the order and its row is on the way: until then no other order may stand in its place, for a key would act on that one. */
  const awaits = computed(() => placed.value !== null && tab.value === "orders" && chosen.value.orders === placed.value)
  effect(() => {
    if (ticketOf(placed.value)) placed.value = null
  })

  const choose = (id, on = tab.peek()) => {
    if (chosen.peek()[on] !== id) chosen.value = { ...chosen.peek(), [on]: id }
  }
  const go = (to, id) =>
    batch(() => {
      tab.value = to
      dialog.value = null
      if (id !== undefined) choose(id, to)
    })

  /** To the order that was placed here just now. */
  const goToPlaced = (id) =>
    batch(() => {
      placed.value = id
      go("orders", id)
    })

  /** A write that waits for the hub if it must. Answers whether it is done or safe. */
  async function send(method, path, body, about, done) {
    const answer = await screen.command(method, path, body, about)
    if (answer.queued) toast(t("will_send"), { tone: "warn", icon: "wifi-off" })
    else if (!answer.ok) toast(problemText(answer.problem, t), { tone: "bad" })
    else if (done) done(answer.body)
    return answer
  }

  /** A write that makes sense only now: nothing is kept when the hub is away. */
  async function now(path, body, done) {
    const answer = await screen.ask("POST", path, body)
    if (!answer.ok) toast(answer.unreachable ? t("needs_network") : problemText(answer.problem, t), { tone: "bad" })
    else done?.(answer.body)
    return answer
  }

  const labelOf = (action, ticket, lines) => t(`act_${action}`, { place: `${ticket.order.number} ${placeOf(ticket.order)}`, what: dishes(lines) })

  /** One request for some lines of an order; each is answered for itself. */
  function moveLines(action, ticket, lines, more = {}) {
    if (lines.length === 0) return undefined
    const ids = lines.map((line) => line.id)
    return send("POST", "/kds/lines/transitions", { action, line_ids: ids, partial: true, ...more }, { subject: ids, action, label: labelOf(action, ticket, lines) }, ({ results }) => {
      const refused = results.filter((result) => result.problem)
      if (refused.length > 0) return toast(t("some_refused", { n: refused.length, why: problemText(refused[0].problem, t) }), { tone: "warn" })
      if (action === "call" && results.every((result) => result.coalesced)) return toast(t("just_called"), { icon: "bell-ring" })
      return toast(t(`done_${action}`, { place: placeOf(ticket.order), n: portionsOf(lines) }), { tone: "good", icon: ICONS[action] })
    })
  }

  function confirmOrder(ticket) {
    const about = { subject: ticket.id, action: "confirm", label: labelOf("confirm", ticket, ticket.lines) }
    return send("POST", `/orders/${ticket.id}/confirm`, undefined, about, () => toast(t("done_confirm", { place: placeOf(ticket.order) }), { tone: "good", icon: "send" }))
  }

  async function cancel(ticket, lines) {
    const all = lines.length === actsOf(ticket).cancel.length && lines.length > 1
    const title = t(all ? "cancel_order_sure" : "cancel_line_sure", { number: ticket.order.number, n: portionsOf(lines) })
    const text = `${dishes(lines)}\n${t("cancel_why")}`
    const reason = signal(null)
    const sure = await confirm({ title, text, inside: html`<${CancelReasons} reason=${reason} />`, yes: t("cancel_yes"), no: t("keep"), danger: true })
    return sure ? moveLines("cancel", ticket, lines, reason.value === null ? {} : { reason: reason.value.trim() }) : undefined
  }

  /** F8: the receipt of this order, on the printer that is there for it. */
  function printReceipt(ticket) {
    if (!ticket) return toast(t("print_which"), { icon: "printer" })
    return now(`/orders/${ticket.id}/receipt`, {}, ({ print_job: job, changed }) => {
      const said = changed ? (job.copy > 0 ? "done_copy" : "done_receipt") : "receipt_waits"
      toast(t(said, { number: ticket.order.number, printer: job.device }), { tone: changed ? "good" : "neutral", icon: "printer" })
    })
  }
  const printAgain = (job, printer) => now(`/print-jobs/${job.id}/print`, printer ? { device_id: printer.id } : {}, ({ print_job: made }) => toast(t("done_print", { printer: made.device }), { tone: "good", icon: "printer" }))
  const dropPrints = (jobs) => Promise.all(jobs.map((job) => now(`/print-jobs/${job.id}/cancel`)))

  const rush = (ticket, line) =>
    send("POST", `/kds/lines/${line.id}/rush`, { on: !line.rush }, { subject: line.id, action: "rush", label: labelOf("rush", ticket, [line]) }, () =>
      toast(t(line.rush ? "rush_off" : "done_rush", { place: placeOf(ticket.order) }), { tone: "good", icon: "flag" }),
    )

  async function markSoldOut(dish, mode) {
    const answer = mode === null ? await screen.ask("DELETE", `/sold-out/${dish.sku_id}`) : await screen.ask("PUT", `/sold-out/${dish.sku_id}`, { mode })
    if (!answer.ok) return toast(answer.unreachable ? t("needs_network") : problemText(answer.problem, t), { tone: "bad" })
    return toast(t(mode === null ? "back_on_sale" : `sold_out_${mode}`, { dish: nameOf(dish) }), { tone: "good", icon: "sold-out" })
  }

  const me = computed(() => screen.me.value?.device?.name ?? screen.me.value?.user?.name ?? "")

  const answerCall = (call, action) =>
    send("POST", callAddress(call, action), undefined, { subject: call.id, action, label: `${call.room.number} · ${t(`service_${call.service}`)} · ${t(action)}` })

  /** In place of whoever said they would go. The desk may at any time, but not by a slip of the finger while there is time left. */
  async function takeOver(call) {
    if (isOverdue(call)) return answerCall(call, "take_over")
    const said = { name: call.by, number: call.room.number }
    const sure = await confirm({ title: t("take_over_sure", said), text: t("take_over_why", said), yes: t("take_over") })
    return sure ? now(callAddress(call, "take_over")) : undefined
  }

  const openRoom = (view, guests, wristbands) =>
    send("POST", `/rooms/${view.id}/open`, { guests, wristbands }, { subject: view.id, action: "open", label: t("act_open", { number: view.number }) }, () =>
      toast(t("done_open", { number: view.number, n: guests }), { tone: "good", icon: "users" }),
    )

  const moveGuests = (view, to) => now(`/rooms/${view.id}/move`, { to: to.id }, () => toast(t("done_move", { from: view.number, to: to.number }), { tone: "good", icon: "move" }))

  async function checkOut(view) {
    const n = portionsOf(view.own_unfinished)
    const text = paragraphs(n > 0 && t("unfinished", { n }), unpaid(view), n === 0 && t("checkout_why"))
    const sure = await confirm({ title: t("checkout_sure", { number: view.number }), text, yes: t("checkout"), danger: n > 0 })
    return sure ? now(`/rooms/${view.id}/checkout`, undefined, () => toast(t("done_checkout", { number: view.number }), { tone: "good", icon: "sign-out" })) : undefined
  }

  /** Cleaning closes the orders of the room's own stay: what nobody has brought yet is asked about before. */
  async function clean(view) {
    const n = portionsOf(view.own_unfinished)
    const asks = n > 0 || view.state === "in_use"
    const why = paragraphs(view.state === "in_use" && t("clean_ends"), n > 0 && `${dishes(view.own_unfinished)}. ${t("unfinished_why")}`, view.state === "in_use" && unpaid(view))
    const sure = !asks || (await confirm({ title: n > 0 ? t("clean_anyway", { n }) : t("clean_sure", { number: view.number }), text: why, yes: t("clean"), danger: true }))
    return sure ? now(`/rooms/${view.id}/clean`, undefined, (body) => toast(t(body.changed ? "done_clean" : "was_clean", { number: view.number }), { tone: "good", icon: "clean" })) : undefined
  }

  const changeRoom = (view, action) => now(`/rooms/${view.id}/${action}`, undefined, () => toast(t(`done_${action}`, { number: view.number }), { tone: "good" }))

  const handOut = (code, guests, roomId) =>
    send("POST", `/wristbands/${encodeURIComponent(code)}/hand-out`, roomId ? { guests, room_id: roomId } : { guests }, { subject: code, action: "hand_out", label: t("act_hand_out", { code }) }, () =>
      toast(t("done_hand_out", { code }), { tone: "good", icon: "wristband" }),
    )

  async function handIn(band) {
    const n = portionsOf(band.unfinished)
    const text = paragraphs(n > 0 ? `${dishes(band.unfinished)}. ${t("unfinished_why")}` : t("hand_in_why"), unpaid(band))
    const sure = await confirm({ title: n > 0 ? t("hand_in_anyway", { n }) : t("hand_in_sure", { code: band.code }), text, yes: t("hand_in"), danger: n > 0 })
    return sure ? now(`/wristbands/${encodeURIComponent(band.code)}/hand-in`, undefined, () => toast(t("done_hand_in", { code: band.code }), { tone: "good", icon: "wristband" })) : undefined
  }

  const beginSession = (person, room, minutes) =>
    now("/therapist-sessions", { staff_id: person.id, room_id: room.id, ...(minutes ? { minutes } : {}) }, () => toast(t("done_session", { name: person.name, number: room.number }), { tone: "good", icon: "spa" }))
  const extend = (session, minutes) => now(`/therapist-sessions/${session.id}/extend`, { minutes }, () => toast(t("done_extend", { name: session.staff.name, n: minutes }), { tone: "good", icon: "timer" }))
  const endSession = (session) => now(`/therapist-sessions/${session.id}/finish`, undefined, () => toast(t("done_finish", { name: session.staff.name }), { tone: "good", icon: "check" }))

  /** An order that was refused, to be written anew; the one that is being written goes first. */
  function takeUp(command) {
    if (!ordering.takeUp(command)) toast(t("other_order_first"), { tone: "warn" })
    dialog.value = { kind: "order" }
  }

  /** A new order, the next one if the one before is still being sent; with a place, for that one. */
  function order(place) {
    ordering.next()
    if (place) ordering.place.value = place
    dialog.value = { kind: "order" }
  }

  return {
    tab, chosen, dialog, facts, staff, ordering,
    tickets, rooms, bands, sessions, calls, soldOut, shop, problems, decisions, wristbandOrders, ready, toConfirm, settings, current,
    awaits, ticketOf, choose, go, goToPlaced, lateOf, order, takeUp,
    confirmOrder, cancel, rush, markSoldOut, printReceipt, printAgain, dropPrints,
    call: (ticket, lines = actsOf(ticket).call) => moveLines("call", ticket, lines),
    serve: (ticket, lines = actsOf(ticket).serve) => moveLines("serve", ticket, lines),
    me, answerCall, takeOver, openRoom, moveGuests, checkOut, clean, changeRoom, handOut, handIn, beginSession, extend, endSession,
    now: () => screen.clock.now(),
    stationName: (code) => nameOf(facts.stations.value.find((station) => station.code === code)) || code,
  }
}

const paragraphs = (...said) => said.filter(Boolean).join("\n")

/** Whoever lets guests go is told what they have not paid. */
const unpaid = ({ to_pay }) => to_pay && t("not_paid", { sum: money(to_pay.minor, to_pay.currency) })

const ICONS = { call: "bell-ring", serve: "check-all", cancel: "close" }

/** Who can be put to work on a guest; asked again whenever the link comes back. */
function followTherapists(screen) {
  const known = signal([])
  const ask = async () => {
    const answer = await screen.ask("GET", "/therapists")
    if (answer.ok) known.value = answer.body.therapists
  }
  effect(() => {
    if (screen.phase.value === "ready" && screen.link.value.state === "live") untracked(ask)
  })
  return known
}
