// What the waiter works on, as signals: trips, rings, what is being sent.
import { computed, effect, signal, untracked } from "../html.js"
import { nameOf } from "../core/words.js"
import { businessDay } from "../venue/day.js"
import { problemText } from "../parts/problem_text.js"
import { toast } from "../parts/toast.js"
import { byWhose, portions, trips, unanswered } from "./fetching.js"
import { followHeads } from "./heads.js"
import { Leaving, UNDO_MS } from "./leaving.js"
import { Ring } from "./ring.js"
import { t } from "./words.js"

export function openDesk(screen, sound) {
  const lines = screen.watch((board) => [...board.lines.values()])
  const shop = screen.watch((board) => board.shop)
  const heads = followHeads(screen, lines)
  const me = computed(() => screen.me.value?.device?.name ?? screen.me.value?.user?.name ?? "")
  const held = signal([])

  // What has been pressed counts at once, whether the hub has answered or is still away.
  const groups = computed(() => {
    const pending = screen.pending.value
    const known = { me: me.value, heads: heads.value, claiming: pressed(pending, "claim"), going: new Set([...pressed(pending, "serve"), ...held.value]) }
    return byWhose(trips(lines.value, known))
  })
  const waitingByRoom = computed(() => {
    const found = new Map()
    for (const line of lines.value) if (line.room) found.set(line.room.id, (found.get(line.room.id) ?? 0) + line.quantity)
    return found
  })

  /** Where a trip goes, in a few letters. */
  const placeOf = ([line]) => line.room?.number ?? heads.peek().get(line.order_id)?.wristband ?? line.number

  /** One request for all lines of a trip; each is answered for itself. */
  async function send(action, some) {
    const label = t(`act_${action}`, { place: `${placeOf(some)} · ${dishesOf(some)}` })
    const body = { action, line_ids: some.map((line) => line.id), partial: true }
    say(await screen.command("POST", "/kds/lines/transitions", body, { subject: body.line_ids, action, label }))
  }

  const leaving = new Leaving(
    (some) => send("serve", some),
    () => (held.value = leaving.ids),
  )

  function serve(some) {
    leaving.hold(some)
    const undo = () => leaving.undo() && toast(t("undone"), { icon: "undo", seconds: 2 })
    toast(t("delivered", { place: placeOf(some), n: portions(some) }), { tone: "good", icon: "check-all", seconds: UNDO_MS / 1000, action: { label: t("undo"), onPress: undo } })
  }

  ringFor(screen, sound, groups)
  // The first tap of a shift is enough for the browser to let the ring sound.
  addEventListener("pointerdown", () => sound.state.peek() === "blocked" && sound.unlock())
  addEventListener("pagehide", () => leaving.flush())
  document.addEventListener("visibilitychange", () => document.hidden && leaving.flush())
  return {
    groups,
    waitingByRoom,
    stations: followStations(screen),
    today: computed(() => (shop.value ? businessDay(Math.floor(screen.now.value / 60_000) * 60_000, shop.value.timezone, shop.value.day_start) : "")),
    claim: (some) => send("claim", some),
    serve,
  }
}

function pressed(pending, action) {
  const found = new Set()
  for (const [id, one] of pending) if (one.action === action && one.state !== "stale") found.add(id)
  return found
}

/** What the hub made of it, where that is not what was pressed. */
function say(answer) {
  if (answer.queued) return toast(t("will_send"), { tone: "warn", icon: "wifi-off" })
  if (!answer.ok) return toast(problemText(answer.problem, t), { tone: "bad" })
  const refused = answer.body.results.filter((result) => result.problem)
  const [first] = refused
  if (!first) return undefined
  const taken = first.problem.code === "already_claimed" && first.problem.claimed_by
  const why = taken ? t("taken_by", { name: taken }) : problemText(first.problem, t)
  return toast(refused.length > 1 ? t("some_refused", { n: refused.length, why }) : why, { tone: "warn" })
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

/** Chime and vibration for called lines that nobody has taken. A board that is not live rings for nobody. */
function ringFor(screen, sound, groups) {
  const ring = new Ring()
  effect(() => {
    const now = screen.now.value
    const lines = unanswered(groups.value.nobody)
    untracked(() => {
      if (screen.link.value.state === "offline" || !ring.due(lines, now)) return
      sound.play("call")
      shake(screen, [220, 120, 220, 120, 420])
    })
  })
}

/** Browsers shake only for somebody who has touched the page, and complain otherwise. */
export function shake(screen, pattern) {
  if (screen.settings.value.vibration !== false && navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(pattern)
}
