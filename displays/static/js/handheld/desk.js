// What the waiter works on, as signals: trips, rings, what is being sent.
import { computed, effect, signal, untracked } from "../html.js"
import { openMessages } from "../core/messages.js"
import { nameOf } from "../core/words.js"
import { addressOf, callWaits, ringing, timesRung } from "../venue/calls.js"
import { businessDay } from "../venue/day.js"
import { problemText } from "../parts/problem_text.js"
import { toast } from "../parts/toast.js"
import { byWhose, portions, trips, unanswered } from "./fetching.js"
import { followHeads } from "./heads.js"
import { Ring } from "./ring.js"
import { t } from "./words.js"

/** A delivery can be taken back for so long, because the hub knows no way back for a waiter. Meanwhile it lies in the outbox's storage. */
const UNDO_MS = 3_000

export function openDesk(screen, sound) {
  const lines = screen.watch((board) => [...board.lines.values()])
  const shop = screen.watch((board) => board.shop)
  const heads = followHeads(screen, lines)
  const boardCalls = screen.watch((board) => [...board.array("pad_calls").values()])
  const me = computed(() => screen.me.value?.device?.name ?? screen.me.value?.user?.name ?? "")

  // What has been pressed counts at once, whether the hub has answered or is still away.
  const groups = computed(() => {
    const pending = screen.pending.value
    const known = { me: me.value, heads: heads.value, claiming: pressed(pending, "claim"), going: pressed(pending, "serve") }
    return byWhose(trips(lines.value, known))
  })
  const waitingByRoom = computed(() => {
    const found = new Map()
    for (const line of lines.value) if (line.room) found.set(line.room.id, (found.get(line.room.id) ?? 0) + line.quantity)
    return found
  })

  // A call that was just finished here is gone at once, one that was just taken is mine, and one that was handed back nobody's, whether the
  // hub has answered or is still away.
  const calls = computed(() => {
    const pending = screen.pending.value
    const going = pressed(pending, "finish")
    const taking = pressed(pending, "accept")
    const takingOver = pressed(pending, "take_over")
    const freeing = pressed(pending, "hand_back")
    const shown = boardCalls.value.filter((call) => !going.has(call.id))
    return shown.map((call) => {
      if (takingOver.has(call.id) || (call.state === "open" && taking.has(call.id))) return { ...call, state: "accepted", by: me.value, escalated_at: null }
      return freeing.has(call.id) ? { ...call, state: "open", by: null, escalated_at: null } : call
    })
  })

  /** "I go", "take over", "hand back" or "done", for a guest's call. */
  async function answerCall(call, action) {
    const label = `${call.room.number} · ${t(call.service)} · ${t(action)}`
    const answer = await screen.command("POST", addressOf(call, action), null, { subject: call.id, action, label })
    if (answer.queued) toast(t("will_send"), { tone: "warn", icon: "wifi-off" })
    else if (!answer.ok) toast(problemText(answer.problem, t), { tone: answer.problem?.code === "already_accepted" ? "info" : "bad" })
  }

  /** Where a trip goes, in a few letters. */
  const placeOf = ([line]) => line.room?.number ?? heads.peek().get(line.order_id)?.wristband ?? line.number

  /** One request for all lines of a trip; each is answered for itself. */
  function send(action, some, hold_ms = 0) {
    const label = t(`act_${action}`, { place: `${placeOf(some)} · ${dishesOf(some)}` })
    const body = { action, line_ids: some.map((line) => line.id), partial: true }
    return screen.outbox.hold("POST", "/kds/lines/transitions", body, { subject: body.line_ids, action, label, hold_ms })
  }

  async function claim(some) {
    const { answer } = await send("claim", some)
    say(await answer, me.value)
  }

  let leaving = null // the delivery that can still be taken back
  const go = () => leaving !== null && screen.outbox.release(leaving)

  async function serve(some) {
    go() // whoever delivers again has not changed their mind about the one before
    const { id, answer } = await send("serve", some, UNDO_MS)
    leaving = id
    const undo = async () => toast(t((await screen.outbox.drop(id)) ? "undone" : "undo_late"), { icon: "undo", seconds: 2 })
    toast(t("delivered", { place: placeOf(some), n: portions(some) }), { tone: "good", icon: "check-all", seconds: UNDO_MS / 1000, action: { label: t("undo"), onPress: undo } })
    say(await answer, me.value)
  }

  ringFor(screen, sound, "line_called", () => unanswered(groups.value.nobody), [220, 120, 220, 120, 420])
  ringFor(screen, sound, "service_requested", () => ringing(calls.value).map(ringsAs), [420, 160, 420])
  const messages = openMessages(screen, sound, {
    stands(message) {
      const fetched = message.event === "line_called" && message.lines.length > 0 && !message.lines.some((id) => screen.board.lines.has(id))
      return !fetched && callWaits(screen.board, message)
    },
    // What stands on the board rings and shakes by itself, until somebody goes.
    onShown(message) {
      if (message.lines.length > 0 || message.pad_call !== null) return
      toast(message.text, { icon: "note", seconds: 8 })
      shake(screen, [220, 120, 220])
    },
  })
  // The first tap of a shift is enough for the browser to let the ring sound.
  addEventListener("pointerdown", () => sound.state.peek() === "blocked" && sound.unlock())
  addEventListener("pagehide", go)
  document.addEventListener("visibilitychange", () => document.hidden && go())
  return {
    groups,
    calls,
    me,
    answerCall,
    messages,
    waitingByRoom,
    stations: followStations(screen),
    today: computed(() => (shop.value ? businessDay(Math.floor(screen.now.value / 60_000) * 60_000, shop.value.timezone, shop.value.day_start) : "")),
    claim,
    serve,
  }
}

function pressed(pending, action) {
  const found = new Set()
  for (const [id, one] of pending) if (one.action === action && one.state !== "stale") found.add(id)
  return found
}

/** What the hub made of it, where that is not what was pressed. `me` is this device's name. */
function say(answer, me) {
  if (answer.dropped) return undefined
  if (answer.queued) return toast(t("will_send"), { tone: "warn", icon: "wifi-off" })
  if (!answer.ok) return toast(problemText(answer.problem, t), { tone: "bad" })
  const refused = answer.body.results.filter((result) => result.problem)
  const [first] = refused
  if (!first) return sayServed(answer, me)
  const taken = first.problem.code === "already_claimed" && first.problem.claimed_by
  const why = taken ? t("taken_by", { name: taken }) : problemText(first.problem, t)
  return toast(refused.length > 1 ? t("some_refused", { n: refused.length, why }) : why, { tone: "warn" })
}

/** Somebody else has carried all of it there already. */
function sayServed({ body: { results }, replayed }, me) {
  const names = new Set(results.map(({ line, changed }) => (changed === false && line?.served_by) || me))
  const [name] = names
  if (replayed || names.size !== 1 || name === me) return undefined
  return toast(t("served_by", { name }), { tone: "info", icon: "users" })
}

const dishesOf = (lines) => lines.map((line) => `${line.quantity}× ${nameOf(line)}`).join(", ")

/** The names of the stations by code, so that the waiter knows where in the kitchen a dish stands. */
function followStations(screen) {
  const known = signal([])
  const ask = async () => {
    const answer = await screen.ask("GET", "/kds/stations")
    if (answer.ok) known.value = answer.body.stations
  }
  effect(() => {
    if (screen.phase.value === "ready" && screen.link.value.state === "live") untracked(ask)
  })
  return computed(() => new Map(known.value.map((station) => [station.code, nameOf(station)])))
}

/** A guest's call rings anew when it has waited too long, or is made anew. */
const ringsAs = (call) => ({ id: call.id, call_count: timesRung(call) })

/** Chime and vibration for what nobody has taken: called lines, guests' calls. A board that is not live rings for nobody. */
function ringFor(screen, sound, about, waiting, pattern) {
  const ring = new Ring()
  effect(() => {
    const now = screen.now.value
    const open = waiting()
    untracked(() => {
      if (screen.link.value.state === "offline" || !ring.due(open, now)) return
      sound.play("call", { about })
      shake(screen, pattern)
    })
  })
}

/** Browsers shake only for somebody who has touched the page, and complain otherwise. */
export function shake(screen, pattern) {
  if (screen.settings.value.vibration !== false && navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(pattern)
}
