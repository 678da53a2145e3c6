import { html, useEffect, useState } from "../html.js"
import { clockTime, nameOf } from "../core/words.js"
import { Button } from "../parts/button.js"
import { Sheet } from "../parts/dialog.js"
import { ErrorState } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { Pill } from "../parts/pill.js"
import { problemText } from "../parts/problem_text.js"
import { Skeleton } from "../parts/skeleton.js"
import { StateMark } from "../parts/state_mark.js"
import { toast } from "../parts/toast.js"
import { closedByCleaning, unfinishedOf } from "../venue/rooms.js"
import { t } from "./words.js"

const TONES = { free: "good", in_use: "info", dirty: "warn", reserved: "accent", out_of_order: "neutral" }
const CLEANABLE = new Set(["dirty", "in_use"])
const PAGE = 100

/** One room: who is there, what still waits for them, and the way to say that it is clean. */
export function RoomSheet({ room, screen, waiting, onOrder, onDishes, onClose }) {
  const [facts, setFacts] = useState(null)
  const [busy, setBusy] = useState(false)
  const read = async () => setFacts(await readRoom(screen, room))
  useEffect(() => {
    setFacts(null)
    read()
  }, [room.id, room.version])

  const clean = async () => {
    setBusy(true)
    const answer = await screen.ask("POST", `/rooms/${room.id}/clean`)
    setBusy(false)
    if (!answer.ok) return toast(answer.unreachable ? t("needs_network") : problemText(answer.problem, t), { tone: "bad" })
    toast(t(answer.body.changed ? "room_cleaned" : "room_was_clean", { number: room.number }), { tone: "good", icon: "clean" })
    return onClose()
  }

  const zone = screen.me.value?.shop?.timezone
  const unfinished = facts?.unfinished ?? []
  return html`<${Sheet} open=${true} from="bottom" title=${t("room", { number: room.number })} onClose=${onClose}>
    <div class="room-sheet">
      <p class="room-facts">
        <${Pill} tone=${TONES[room.state]}>${t(room.state)}<//>
        ${facts?.stay?.guests && html`<span><${Icon} name="users" size=${18} />${t("guests", { n: facts.stay.guests })}</span>`}
        ${facts?.stay && html`<span><${Icon} name="clock" size=${18} />${t("since", { time: clockTime(facts.stay.opened_at, zone) })}</span>`}
      </p>
      ${
        waiting > 0 &&
        html`<button class="room-link" onClick=${onDishes}>
          <${Icon} name="dish" size=${20} /><span>${t("to_fetch_here", { n: waiting })}</span><${Icon} name="chevron-right" size=${20} />
        </button>`
      }
      ${facts === null && html`<${Skeleton} kind="row" count=${2} />`}
      ${facts?.problem !== undefined && html`<${ErrorState} problem=${facts.problem} onRetry=${read} />`}
      ${unfinished.length > 0 && html`<${Unfinished} lines=${unfinished} cleaning=${CLEANABLE.has(room.state)} />`}
      <div class="room-acts">
        ${room.state === "in_use" && html`<${Button} size="l" icon="basket" wide onPress=${() => onOrder({ room })}>${t("order_here")}<//>`}
        ${
          CLEANABLE.has(room.state)
            ? html`<${CleanButton} room=${room} ready=${facts !== null && facts.problem === undefined} unfinished=${unfinished.length} busy=${busy} onPress=${clean} />`
            : html`<p class="room-hint">${t("cannot_clean")}</p>`
        }
      </div>
    </div>
  <//>`
}

/** What cleaning would leave undelivered; it is asked for once more where it ends somebody's stay or drops dishes. */
function CleanButton({ room, ready, unfinished, busy, onPress }) {
  const [sure, setSure] = useState(false)
  const asks = room.state === "in_use" || unfinished > 0
  if (asks && !sure) {
    return html`<${Button} size="l" kind=${room.state === "dirty" ? "primary" : "plain"} icon="clean" wide disabled=${!ready} onPress=${() => setSure(true)}>${t(room.state === "in_use" ? "clean_in_use" : "clean_done")}<//>`
  }
  return html`
    ${asks && html`<p class="room-warning" role="alert"><${Icon} name="warning" size=${22} /><span>${room.state === "in_use" && t("clean_ends")} ${unfinished > 0 && t("unfinished", { n: unfinished })}</span></p>`}
    <${Button} size="l" kind=${asks ? "danger" : "primary"} icon="clean" wide busy=${busy} disabled=${!ready} onPress=${onPress}>${t(asks ? "clean_anyway" : "clean_done")}<//>
  `
}

function Unfinished({ lines, cleaning }) {
  return html`<section class="unfinished">
    <h3><${Icon} name="warning" size=${20} />${t("unfinished", { n: lines.reduce((sum, line) => sum + line.quantity, 0) })}</h3>
    <ul>
      ${lines.map((line) => html`<li key=${line.id}><span>${line.quantity}×</span><span>${nameOf(line)}</span><${StateMark} state=${line.state} size="s" /></li>`)}
    </ul>
    ${cleaning && html`<p>${t("unfinished_why")}</p>`}
  </section>`
}

/** The stay and the lines that cleaning would leave behind: `{stay, unfinished}`, or `{problem}` where the hub does not answer. */
async function readRoom(screen, room) {
  if (!room.stay_id) return { stay: null, unfinished: [] }
  const [rooms, orders] = await Promise.all([
    screen.ask("GET", `/rooms?state=${room.state}&limit=${PAGE}`),
    screen.ask("GET", `/orders?room_id=${room.id}&limit=${PAGE}`),
  ])
  if (!rooms.ok || !orders.ok) return { problem: rooms.problem ?? orders.problem ?? null }
  const own = closedByCleaning(orders.body.items, room)
  const whole = await Promise.all(own.map((order) => screen.ask("GET", `/orders/${order.id}`)))
  const failed = whole.find((answer) => !answer.ok)
  if (failed) return { problem: failed.problem ?? null }
  return {
    stay: rooms.body.items.find((one) => one.id === room.id)?.stay ?? null,
    unfinished: unfinishedOf(whole.flatMap((answer) => answer.body.order.lines)),
  }
}
