// What the guest has in hand: the menu, the basket, the page that is open. Everything that is true for the venue comes from the board.

import { closePicture } from "../chat/pictures.js"
import { openMessages } from "../core/messages.js"
import * as storage from "../core/storage.js"
import { newKey } from "../core/keys.js"
import { nameOf } from "../core/words.js"
import { batch, computed, effect, signal } from "../html.js"
import { dismissQuestion } from "../parts/dialog.js"
import { toast } from "../parts/toast.js"
import * as basket from "../ordering/basket.js"
import { catalogueOf, languageOf, picturesOf } from "../ordering/catalogue.js"
import { Calls } from "./calls.js"
import { PadChat } from "./chat.js"
import { Idle } from "./idle.js"
import { KeptBasket } from "./kept_basket.js"
import { asksForMenu, refusalOf } from "./refusals.js"
import { isOfStay, subjectOf } from "./same_stay.js"
import { t } from "./words.js"

const MENU_RETRY_MS = 4000
const NOTICE_SECONDS = 8
/** The language the address asks for: new guests are then greeted in it instead of the shop's. */
const ADDRESSED = new URLSearchParams(location.search).get("lang")

export class Pad {
  /** The menu, as `catalogueOf` gives it; null until there is one. */
  catalogue = signal(null)
  /** The menu was asked for in vain; it is asked for again and again. */
  menuMissing = signal(false)
  /** The guest's basket; null while it is read. */
  basket = signal(null)
  /** Whether a guest is at the pad; otherwise the start page shows. */
  begun = signal(false)
  /** What stands on the right, and in its sheet on a narrow screen: "basket" or "progress". */
  panel = signal("basket")
  /** The open sheet: null or `{kind: "dish"|"bill"|"service"|"chat"|"panel", …}`. */
  sheet = signal(null)
  /** Why the last order came back: a key of the words, or null. */
  refusal = signal(null)

  #kept = null
  #stayId = undefined
  #fetching = false
  #idle = new Idle(performance.now())

  constructor(screen) {
    this.screen = screen
    this.shop = screen.watch((board) => board.shop)
    this.room = screen.watch((board) => board.room)
    this.stay = screen.watch((board) => board.stay)
    this.soldOut = screen.watch((board) => new Map(board.array("sold_out")))
    this.lines = screen.watch((board) => [...board.lines.values()])
    this.calls = new Calls(screen, this.stay)
    this.chat = new PadChat(screen, this.stay, {
      isOpen: () => this.sheet.peek()?.kind === "chat",
      touch: () => this.#idle.touch(performance.now()),
      open: () => this.#openChat(),
    })
    this.currency = computed(() => this.catalogue.value?.currency ?? "CNY")
    this.zone = computed(() => this.shop.value?.timezone)
    this.review = computed(() => {
      const held = this.basket.value ?? basket.emptyBasket("", "")
      return this.catalogue.value ? basket.review(held, this.catalogue.value, this.soldOut.value) : NOTHING
    })
    /** Why nothing can be ordered now: null, "paused", "closed" or "checked_out". */
    this.stop = computed(() => {
      if (this.stay.value?.checked_out_at) return "checked_out"
      const state = this.shop.value?.state
      return state === "paused" || state === "closed" ? state : null
    })
    /** Why the last order came back, as long as that still stands in the way. */
    this.refused = computed(() => {
      const why = this.refusal.value
      if (why === "refused_sold_out") return this.review.value.problems > 0 ? why : null
      if (why === "refused_shop") return this.stop.value ? why : null
      return why
    })
    this.offline = computed(() => screen.link.value.state === "offline")
  }

  /** Follow the board from now on. */
  start() {
    effect(() => this.#followMenu(this.shop.value))
    effect(() => this.#followStay(this.screen.phase.value, this.stay.value))
    effect(() => this.#takeBackRefused(this.screen.outbox.waiting.value))
    effect(() => this.#restWhenIdle(this.screen.now.value))
    effect(() => this.#keepAwake(Boolean(this.stay.value)))
    this.screen.onEvent((event) => this.#hear(event))
    this.calls.start()
    this.chat.start()
    openMessages(this.screen, null, { onShown: ({ text }) => toast(text, { icon: "note", seconds: NOTICE_SECONDS }) })
    for (const name of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) {
      addEventListener(name, () => this.#idle.touch(performance.now()), { passive: true, capture: true })
    }
  }

  begin() {
    this.#idle.touch(performance.now())
    this.begun.value = true
  }

  /** Back to the start page. The basket stays. */
  rest() {
    dismissQuestion()
    closePicture()
    batch(() => {
      this.begun.value = false
      this.sheet.value = null
      this.panel.value = "basket"
    })
  }

  open(sheet) {
    this.sheet.value = sheet
  }

  close() {
    this.sheet.value = null
  }

  #openChat() {
    if (!this.stay.peek()) return
    this.begin()
    this.chat.tab.value = "support"
    this.open({ kind: "chat" })
  }

  speak(chosen) {
    this.screen.set("language", chosen)
  }

  // The basket

  keep(next) {
    if (next === this.basket.peek()) return
    this.basket.value = next
    this.#kept?.write(next)
  }

  /** Put a dish in; the same tap again makes it more. Answers the id of its line, or null when the basket is full. */
  add(item, { options = [], note = "", quantity = 1 } = {}) {
    const before = this.basket.peek()
    const after = basket.put(before, { id: newKey(), sku_id: item.sku_id, options, note, quantity })
    if (after === before) {
      toast(t("basket_full"), { tone: "warn" })
      return null
    }
    this.keep(after)
    const changed = after.lines.find((line, index) => line !== before.lines[index])
    return changed?.id ?? null
  }

  rewrite(lineId, wanted) {
    this.keep(basket.rewrite(this.basket.peek(), lineId, wanted))
  }

  setQuantity(lineId, quantity) {
    this.keep(basket.withQuantity(this.basket.peek(), lineId, quantity))
  }

  clear() {
    this.keep({ ...this.basket.peek(), lines: [] })
    this.refusal.value = null
  }

  dropProblems() {
    this.keep(basket.withoutProblems(this.basket.peek(), this.catalogue.peek(), this.soldOut.peek()))
    this.refusal.value = null
  }

  /**
   * Send the basket. It leaves the screen at once and the storage only when the order is answered or kept: a reload in between finds
   * either the order in the outbox or the basket as it was.
   */
  async order() {
    const sent = this.basket.peek()
    if (!sent || sent.lines.length === 0 || this.stop.peek()) return
    const body = basket.orderOf(sent)
    const about = { subject: subjectOf(sent), action: "order", label: t("order_n", { n: this.review.peek().count }) }
    const answering = this.screen.command("POST", "/orders", body, about)
    batch(() => {
      this.basket.value = this.#kept.empty(sent.stay_id)
      this.refusal.value = null
      this.panel.value = "progress"
    })
    const answer = await answering
    if (this.#stayId !== sent.stay_id) return
    if (answer.problem) return this.#bringBack(body, answer.problem)
    this.#kept.write(this.basket.peek())
    if (answer.ok) toast(t("placed_done", { number: answer.body.order.number }), { tone: "good" })
  }

  /** Take back a line that nobody has begun with. */
  async cancel(line) {
    const answer = await this.screen.command("POST", `/kds/lines/${line.id}/cancel`, {}, { subject: line.id, action: "cancel", label: `${t("cancel")} ${nameOf(line)}` })
    if (answer.ok) toast(t("cancelled_done", { name: nameOf(line) }))
    else if (answer.queued) toast(t("cancel_queued"), { tone: "warn" })
    else toast(t("cancel_late"), { tone: "warn" })
  }

  // What happens by itself

  async fetchMenu() {
    if (this.#fetching) return
    this.#fetching = true
    const answer = await this.screen.ask("GET", "/menu")
    this.#fetching = false
    this.menuMissing.value = !answer.ok
    if (answer.ok) {
      this.#takeMenu(answer.body)
      this.#followMenu(this.shop.peek()) // it may have become another one while this one was on its way
    } else setTimeout(() => this.#followMenu(this.shop.peek()), MENU_RETRY_MS)
  }

  #followMenu(shop) {
    if (!shop) return
    const held = this.catalogue.peek()
    if (held === null) this.#recallMenu(shop)
    if (held === null || held.version < shop.menu_version) this.fetchMenu()
  }

  /** The menu of the last visit, so that a reload without network has something to show. */
  async #recallMenu(shop) {
    const kept = await storage.get("kept", `menu:${shop.id}`)
    if (kept && this.catalogue.peek() === null) this.catalogue.value = catalogueOf(kept)
  }

  #takeMenu(menu) {
    const total = this.review.peek().total
    const isFirst = this.catalogue.peek() === null
    batch(() => {
      this.catalogue.value = catalogueOf(menu)
      if (this.basket.peek()) this.keep(basket.forgiveAll(this.basket.peek()))
    })
    if (!isFirst && this.review.peek().total !== total) toast(t("price_changed"), { tone: "info" })
    storage.put("kept", `menu:${this.shop.peek().id}`, menu).catch(() => {})
    for (const address of picturesOf(this.catalogue.peek())) new Image().src = address
  }

  /** Another guest, or none: nothing of the last one stays on the pad. */
  #followStay(phase, stay) {
    if (phase !== "ready" || this.#stayId === (stay?.id ?? null)) return
    const isOther = this.#stayId !== undefined
    this.#stayId = stay?.id ?? null
    this.#kept ??= new KeptBasket(storage, this.screen.me.peek()?.device?.id ?? "pad", newKey)
    batch(() => {
      this.basket.value = null
      this.refusal.value = null
      if (isOther) this.rest()
    })
    if (isOther && this.catalogue.peek()) this.speak(ADDRESSED ?? languageOf(this.catalogue.peek()))
    this.#dropOthersCommands(stay)
    if (stay) this.#readBasket(stay.id)
    else this.#kept.forget().catch(() => {})
  }

  async #readBasket(stayId) {
    const ordered = new Set(this.screen.outbox.waiting.peek().map((entry) => entry.subject))
    const read = await this.#kept.read(stayId, (id) => ordered.has(subjectOf({ stay_id: stayId, id }))).catch(() => this.#kept.empty(stayId))
    if (this.#stayId === stayId) this.basket.value = read
  }

  /** An order of the last guest that never left the pad must not go on the next one's bill, and what they called for must not come to them. */
  #dropOthersCommands(stay) {
    for (const entry of this.screen.outbox.waiting.peek()) {
      if (OF_A_STAY.has(entry.action) && !isOfStay(entry, stay?.id)) this.screen.outbox.drop(entry.id)
    }
  }

  /** Orders that waited for the network and were then refused come back like those refused at once. */
  #takeBackRefused(entries) {
    for (const entry of entries) {
      if (entry.action !== "order" || entry.state !== "refused") continue
      this.screen.outbox.drop(entry.id)
      if (this.basket.peek() && isOfStay(entry, this.#stayId)) this.#bringBack(entry.body, entry.problem)
    }
  }

  #bringBack(body, problem) {
    batch(() => {
      this.keep(basket.bringBack(this.basket.peek(), body, problem?.lines, newKey))
      this.refusal.value = refusalOf(problem)
      this.panel.value = "basket"
    })
    if (asksForMenu(problem)) this.fetchMenu()
  }

  #hear(event) {
    if (event.type === "store.menu_changed") return this.fetchMenu()
    if (event.type !== "store.sold_out_changed" || !this.basket.peek()) return
    const back = event.data.removed?.sold_out ?? []
    this.keep(basket.forgive(this.basket.peek(), back))
    for (const skuId of [...back, event.data.sold_out?.id]) {
      const item = this.catalogue.peek()?.bySku.get(skuId)
      if (!item || basket.countOf(this.basket.peek(), skuId) === 0) continue
      const word = back.includes(skuId) ? "back_again" : "now_sold_out"
      toast(t(word, { name: nameOf(item) }), { tone: word === "back_again" ? "good" : "warn" })
    }
  }

  /** The pad of an empty room may sleep. The setting is for the next start, which knows of no stay yet. */
  #keepAwake(hasGuests) {
    if (this.screen.settings.peek().awake !== hasGuests) this.screen.set("awake", hasGuests)
    this.screen.awake.keep(hasGuests)
  }

  #restWhenIdle() {
    if (this.begun.peek() && this.#idle.isDue(performance.now())) this.rest()
  }
}

const OF_A_STAY = new Set(["order", "service", "chat", "chat_begin"])
const NOTHING = { lines: [], count: 0, total: 0, problems: 0 }
