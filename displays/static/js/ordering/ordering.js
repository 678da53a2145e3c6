// A round that a waiter writes down: for whom, from which menu, what is chosen. Kept on the device until the hub has it.
import { computed, effect, signal, untracked } from "../html.js"
import { newKey } from "../core/keys.js"
import { get, put as keep } from "../core/storage.js"
import * as baskets from "./basket.js"
import { catalogueOf } from "./catalogue.js"
import { t } from "./words.js"

export function openOrdering(screen) {
  const place = signal(null) // {room} or {wristband}
  const catalogue = signal(null)
  const problem = signal(null) // why the menu could not be had: {problem}
  const basket = signal(baskets.emptyBasket(newKey(), null))
  const under_way = signal(new Set()) // baskets whose answer is not there yet
  const sending = computed(() => under_way.value.has(basket.value.id))
  const left = new Set() // baskets that were refused here while the next one was being written
  const soldOut = computed(() => new Set(catalogue.value ? [...catalogue.value.bySku.values()].filter((item) => item.sold_out).map((item) => item.sku_id) : []))
  const review = computed(() => baskets.review(basket.value, catalogue.value ?? { bySku: new Map() }, soldOut.value))

  const asSent = new Map() // basket id -> the basket as it was sent
  let loading = null
  let asked = 0
  let taken = 0 // the question whose answer is shown

  /** Answers overtake each other: what was asked before the menu that is shown is older than it. */
  async function fetchMenu() {
    const mine = ++asked
    const answer = await screen.ask("GET", "/menu")
    if (mine < taken) return
    problem.value = answer.ok ? null : { problem: answer.problem ?? null }
    if (!answer.ok) return
    taken = mine
    catalogue.value = catalogueOf(answer.body)
    if (basket.peek().lines.some((line) => line.refused)) change(baskets.forgiveAll(basket.peek())) // the new menu says what cannot be had
  }

  const loadMenu = () => (loading = fetchMenu())

  /** The menu as soon as it is there, for keys pressed before it was; null when it cannot be had. Who asks first goes on first. */
  async function whenMenu() {
    if (!catalogue.peek()) await (loading ?? loadMenu())
    return catalogue.peek()
  }

  screen.onEvent((event) => {
    const changed = event.type === "store.menu_changed" || event.type === "store.sold_out_changed"
    if (changed && loading) loadMenu() // the answer that is on its way may not know of it
  })

  const change = (next) => (basket.value = next)
  const isUnderWay = (id, is) => (under_way.value = new Set(is ? [...under_way.peek(), id] : [...under_way.peek()].filter((one) => one !== id)))

  /** What was refused comes back once nothing else is being written: its dishes must not end up in another order. */
  function giveBack() {
    const first = screen.outbox.waiting.peek().find((entry) => isSetAside(entry) && left.has(entry.subject))
    if (first && !place.peek()) takeUp(first)
  }

  /** An order that was set aside becomes the one that is written; false while another holds dishes. It leaves the outbox once it is kept here. */
  function takeUp({ id, subject, kept, problem: why }) {
    if (basket.peek().lines.length > 0) return false
    left.delete(subject)
    place.value = kept.place
    change(marked(kept.basket, why?.lines))
    loadMenu()
    write().then(() => screen.outbox.drop(id))
    return true
  }

  /** The next order, while the one before is still on its way; one that is being written is not left. */
  function next() {
    const sent = asSent.get(basket.peek().id)
    if (!sent) return giveBack()
    if (since(sent, basket.peek()).length > 0) return
    change(baskets.emptyBasket(newKey(), null))
    place.value = null
  }

  const write = keepBasket(screen, place, basket)

  /**
   * Answers `{ok, queued, problem, order, is_left}`; what was ordered leaves the basket only when it is safe. `is_left`: the next order was
   * begun meanwhile.
   */
  async function send() {
    const where = place.peek()
    const sent = basket.peek()
    const body = { ...baskets.orderOf(sent), ...(where.room ? { room_id: where.room.id, stay_id: where.room.stay_id } : { wristband: where.wristband }) }
    asSent.set(sent.id, sent)
    isUnderWay(sent.id, true)
    const answer = await screen.command("POST", "/orders", body, { subject: sent.id, action: "place", label: labelOf(where, body.lines), kept: { place: where, basket: sent } })
    isUnderWay(sent.id, false)
    asSent.delete(sent.id)
    const isLeft = basket.peek().id !== sent.id
    const isSafe = answer.ok || answer.queued
    if (isLeft && !isSafe) left.add(sent.id)
    if (!isLeft && !isSafe) stay(sent, answer.problem)
    if (!isLeft && isSafe) {
      change({ ...baskets.emptyBasket(newKey(), null), lines: since(sent, basket.peek()) })
      if (basket.peek().lines.length === 0) place.value = null
    }
    giveBack()
    return { ...answer, order: answer.body?.order, is_left: isLeft }
  }

  /** Refused while it is still looked at: it stands here, and nowhere else. */
  function stay(sent, why) {
    change(marked(basket.peek(), why?.lines))
    const entry = screen.outbox.waiting.peek().find((one) => isSetAside(one) && one.subject === sent.id)
    if (entry) write().then(() => screen.outbox.drop(entry.id))
  }

  return {
    place,
    catalogue,
    problem,
    basket,
    soldOut,
    review,
    sending,
    loadMenu,
    whenMenu,
    send,
    next,
    takeUp,
    put: (wanted) => change(baskets.put(basket.peek(), { ...wanted, id: newKey() })),
    rewrite: (id, wanted) => change(baskets.rewrite(basket.peek(), id, wanted)),
    withQuantity: (id, quantity) => change(baskets.withQuantity(basket.peek(), id, quantity)),
    clear: () => change(baskets.emptyBasket(newKey(), null)),
  }
}

/** An order that the hub refused and that nobody has taken up again. */
export const isSetAside = (entry) => entry.action === "place" && entry.state === "refused" && Boolean(entry.kept)

const labelOf = (where, lines) => t("act_order", { place: where.label, n: lines.reduce((sum, line) => sum + line.quantity, 0) })

/** What was put in while the order was on its way. */
function since(sent, now) {
  const before = new Map(sent.lines.map((line) => [line.id, line.quantity]))
  return now.lines.map((line) => ({ ...line, quantity: line.quantity - (before.get(line.id) ?? 0) })).filter((line) => line.quantity > 0)
}

/** The lines that the hub named in its refusal, each with its code. */
function marked(basket, bad) {
  const codes = new Map((bad ?? []).map((line) => [line.index, line.code]))
  return { ...basket, lines: basket.lines.map((line, index) => (codes.has(index) ? { ...line, refused: codes.get(index) } : line)) }
}

/** What was chosen outlives a reload, not the day; nor does it come back when its order stands in the outbox. */
const KEPT_MS = 2 * 3600_000

function keepBasket(screen, place, basket) {
  let begun = false
  let ready = false // before what was kept is read, nothing is written over it
  const name = () => `handheld:${screen.me.peek()?.device?.id ?? "me"}`
  const begin = async () => {
    begun = true
    const ordered = new Set(screen.outbox.waiting.peek().map((entry) => entry.subject))
    const kept = await get("basket", name()).catch(() => null)
    ready = true
    if (ordered.has(kept?.basket.id)) return write()
    if (!kept || screen.clock.now() - kept.at > KEPT_MS || basket.peek().lines.length || place.peek()) return
    place.value = kept.place
    basket.value = kept.basket
  }
  const write = () => keep("basket", name(), { place: place.peek(), basket: basket.peek(), at: screen.clock.now() }).catch(() => {})
  effect(() => {
    if (screen.phase.value === "ready" && !begun) untracked(begin)
  })
  effect(() => {
    place.value
    basket.value
    if (ready) untracked(write)
  })
  return write
}
