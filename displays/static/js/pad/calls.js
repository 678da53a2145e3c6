// A guest's buttons: what was pressed, whether it has reached the staff, and who comes.

import { computed, effect, signal, untracked } from "../html.js"
import { toast } from "../parts/toast.js"
import { isOfStay } from "./same_stay.js"
import { t } from "./words.js"

export const SERVICES = ["water", "clean", "cashier", "therapist"]
/** What could not be sent for so long is not wanted any more: the guest has gone to the desk, or has been thirsty in vain. */
const FORGET_MS = 10 * 60_000

/** How a service stands: `{state: "none"|"kept"|"paced"|"sending"|"open"|"accepted"|"late", call?, busy?}`; "kept" waits on the pad for the network,
 *  "paced" until the hub takes presses of these guests again, and who was promised somebody and waits too long ("late") may call anew. Pure. */
export function standOf(service, { calls, pending, stayId, isLive, isPaced = false, unwanted = new Set() }) {
  const call = calls.find((one) => one.service === service)
  if (call && call.state === "accepted" && call.escalated_at) return { state: "late", call, busy: pending.has(subjectOf(stayId, service)) }
  if (call) return { state: call.state, call, busy: pending.has(call.id) }
  const subject = subjectOf(stayId, service)
  if (pending.has(subject)) return { state: !isLive ? "kept" : isPaced ? "paced" : "sending", busy: unwanted.has(subject) }
  return { state: "none" }
}

/** Whether the hub wants no presses of these guests for the moment: they all go to one address, and `rests(path)` says that it was too many. */
export const isPaced = (entries, rests) => entries.some(({ action, path }) => action === "service" && rests(path))

/** Who comes, in words: people by name; a guest has no use for that of a device. */
export const whoComes = ({ by, by_kind: kind }) => (kind === "user" ? t("service_accepted", { by }) : t("service_accepted_by_staff"))

/** The subject of a button's command: whose it is, so that it never rings for the next guests. */
export function subjectOf(stayId, service) {
  return `${stayId}:${service}`
}

export class Calls {
  #told = new Map() // call -> the state the guest has heard of
  #unwanted = signal(new Set()) // subjects of presses that are to be taken back, until they are

  constructor(screen, stay) {
    this.screen = screen
    this.stay = stay
    const calls = screen.watch((board) => [...board.array("pad_calls").values()])
    this.stands = computed(() => {
      const known = { calls: calls.value, pending: screen.pending.value, stayId: stay.value?.id, isLive: screen.link.value.state === "live", isPaced: isPaced(screen.outbox.waiting.value, (path) => screen.outbox.isResting(path)), unwanted: this.#unwanted.value }
      return new Map(SERVICES.map((service) => [service, standOf(service, known)]))
    })
    /** For the start page: a call that somebody answers, and one that waits. */
    this.underWay = computed(() => {
      const stands = [...this.stands.value.values()]
      return { accepted: stands.find(({ state }) => state === "accepted"), open: stands.find(({ state }) => state === "open" || state === "late") }
    })
  }

  /** Follow the board from now on. */
  start() {
    this.screen.onEvent((event, { replayed }) => event.type === "im.pad_call_changed" && this.#hear(event.data.pad_call, replayed))
    effect(() => this.#tidy(this.screen.outbox.waiting.value, this.screen.now.value))
    effect(() => this.#takeBack(this.screen.outbox.waiting.value, this.stands.value))
  }

  of(service) {
    return this.stands.value.get(service)
  }

  /** Press a button. It is kept like an order until the hub has it. */
  async press(service) {
    const stay = this.stay.peek()
    if (!stay) return
    this.#settle(subjectOf(stay.id, service))
    const about = { subject: subjectOf(stay.id, service), action: "service", label: t("service_label", { service: t(`service_${service}`) }) }
    const answer = await this.screen.command("POST", "/me/calls", { service, stay_id: stay.id }, about)
    if (!answer.ok && !answer.queued && !answer.dropped) toast(t("service_failed"), { tone: "bad" })
  }

  /** Not needed any more, as long as nobody is on the way. */
  async withdraw(service) {
    const { call } = this.of(service)
    if (!call) {
      this.#unwanted.value = new Set(this.#unwanted.peek()).add(subjectOf(this.stay.peek()?.id, service))
      return // by #takeBack, at once or when the press is not on the wire any more
    }
    const answer = await this.screen.command("DELETE", `/me/calls/${call.id}`, null, { subject: call.id, action: "withdraw", label: t("service_withdraw") })
    if (answer.ok) toast(t("service_withdrawn"))
    else if (!answer.queued) toast(t("service_withdraw_late"), { tone: "warn" })
  }

  /** What is not needed: a press is dropped as soon as it is not on the wire, and when it has rung meanwhile the call is withdrawn. */
  #takeBack(entries, stands) {
    untracked(() => {
      for (const service of SERVICES) {
        const subject = subjectOf(this.stay.peek()?.id, service)
        if (!this.#unwanted.peek().has(subject)) continue
        const { state, call } = stands.get(service)
        if (call) {
          this.#settle(subject)
          if (state === "open") this.withdraw(service)
          continue
        }
        const entry = entries.find((one) => one.action === "service" && one.subject === subject)
        if (entry) this.screen.outbox.drop(entry.id).then((isDropped) => isDropped && this.#settle(subject))
      }
    })
  }

  /** Nothing is to be taken back any more. */
  #settle(subject) {
    const unwanted = new Set(this.#unwanted.peek())
    if (unwanted.delete(subject)) this.#unwanted.value = unwanted
  }

  /** What was refused is said once; what waited too long is let go. */
  #tidy(entries, now) {
    untracked(() => {
      for (const entry of entries) {
        if (entry.action !== "service" && entry.action !== "withdraw") continue
        const isRefused = entry.state === "refused"
        if (!isRefused && now - entry.at < FORGET_MS) continue
        this.screen.outbox.drop(entry.id)
        if (this.#unwanted.peek().has(entry.subject)) this.#settle(entry.subject)
        else if (isRefused && entry.action === "service" && isOfStay(entry, this.stay.peek()?.id)) toast(t("service_failed"), { tone: "bad" })
      }
    })
  }

  #hear(call, replayed) {
    const before = this.#told.get(call.id)
    this.#told.set(call.id, call.state)
    const isOurs = this.stay.peek() && call.room.id === this.screen.board.room?.id
    if (replayed || before === call.state || !isOurs || !call.by) return
    if (call.state === "accepted") toast(whoComes(call), { tone: "good", icon: "bell-ring" })
    if (call.state === "finished") toast(t("service_done", { service: t(`service_${call.service}`) }), { tone: "good" })
  }
}
