import { html } from "../html.js"
import { clockTime, nameOf } from "../core/words.js"
import { Age } from "../parts/age.js"
import { Button } from "../parts/button.js"
import { Icon } from "../parts/icon.js"
import { Menu } from "../parts/menu.js"
import { Money } from "../parts/money.js"
import { Pill } from "../parts/pill.js"
import { StateMark } from "../parts/state_mark.js"
import { allergenWord } from "../ordering/words.js"
import { FETCH_MS } from "./desk.js"
import { actsOf, isToConfirm, isToFetch, isUnfinished, kitchenHas, placeOf, portionsOf, roundsOf } from "./orders.js"
import { OrderNumber } from "./order_tabs.js"
import { listed } from "./said.js"
import { t } from "./words.js"

const TONES = { placed: "neutral", in_progress: "info", ready: "good", served: "good", cancelled: "neutral", completed: "neutral" }

/** One order whole: its rounds, each line with its times and who, and what the desk can do. */
export function OrderDetail({ ticket, screen, desk }) {
  const { order } = ticket
  const acts = actsOf(ticket)
  const zone = desk.shop.value?.timezone
  const pending = screen.pending.value
  const busy = (action, lines) => lines.some((line) => pending.get(line.id)?.action === action)
  // What waits to be fetched on top, then the newest: a long evening has dozens of rounds.
  const rounds = roundsOf(ticket)
    .reverse()
    .sort((one, other) => other.lines.some(isToFetch) - one.lines.some(isToFetch))
  const done = rounds.filter((round) => !isOpen(round))
  const again = acts.call.some((line) => line.state === "called")
  const place = order.wristband ? { wristband: order.wristband, label: order.wristband } : order.room && { room: { id: order.room.id, number: order.room.number }, label: order.room.number }
  return html`<article class="d-detail" aria-label=${t("order_of", { number: order.number, place: placeOf(order) })}>
    <header class="d-detail-head">
      <${OrderNumber} order=${order} desk=${desk} screen=${screen} />
      <div>
        <strong class="d-detail-place"><${Icon} name=${order.wristband ? "wristband" : "room"} size=${20} />${placeOf(order)}${order.wristband && order.room ? html`<small>${t("in_room", { number: order.room.number })}</small>` : null}</strong>
        <span class="d-detail-sub">${t("begun", { time: clockTime(order.created_at, zone) })} · ${t(`from_${order.source}`)}</span>
      </div>
      ${isToConfirm(order) ? html`<${Pill} tone="accent" strong icon="hand">${t("to_confirm")}<//>` : html`<${Pill} tone=${TONES[order.state]}>${t(`state_${order.state}`)}<//>`}
    </header>
    <div class="d-detail-body">
      ${rounds.filter(isOpen).map((round) => html`<${Round} key=${round.round} round=${round} ticket=${ticket} screen=${screen} desk=${desk} />`)}
      ${
        done.length > 0 &&
        html`<details class="d-finished" open=${rounds.length <= 3 || done.length === rounds.length}>
          <summary>${t("finished_rounds", { n: done.length })}</summary>
          ${done.map((round) => html`<${Round} key=${round.round} round=${round} ticket=${ticket} screen=${screen} desk=${desk} />`)}
        </details>`
      }
      <dl class="d-sum">
        <div><dt>${t("total")}</dt><dd><${Money} minor=${order.total} currency=${order.currency} /></dd></div>
        ${order.paid > 0 && html`<div><dt>${t("paid")}</dt><dd><${Money} minor=${order.paid} currency=${order.currency} /></dd></div>`}
      </dl>
      <p class="d-later"><${Icon} name="money" size=${18} />${t("pay_at_till")}</p>
    </div>
    <footer class="d-acts">
      ${acts.confirm && html`<${Button} kind="primary" size="l" icon="send" wide data-first busy=${pending.get(order.id)?.action === "confirm"} onPress=${() => desk.confirmOrder(ticket)}>${t("confirm")}<kbd>C</kbd><//>`}
      ${
        acts.serve.length > 0 &&
        html`<${Button} kind="good" size="l" icon="check-all" data-first busy=${busy("serve", acts.serve)} onPress=${() => desk.serve(ticket)}>${t("serve_n", { n: portionsOf(acts.serve) })}<kbd>S</kbd><//>
          <${Button} size="l" icon="bell-ring" busy=${busy("call", acts.call)} onPress=${() => desk.call(ticket)}>${t(again ? "call_again" : "call")}<kbd>F9</kbd><//>`
      }
      ${place && html`<${Button} icon="plus" data-first=${acts.serve.length === 0 && !acts.confirm ? true : undefined} onPress=${() => desk.order(place)}>${t("add_dishes")}<//>`}
      <${Button} icon="printer" onPress=${() => desk.printReceipt(ticket)}>${t("print")}<kbd>F8</kbd><//>
      ${acts.cancel.length > 0 && html`<${Button} icon="close" busy=${busy("cancel", acts.cancel)} onPress=${() => desk.cancel(ticket, acts.cancel)}>${t("cancel_n", { n: portionsOf(acts.cancel) })}<kbd>Del</kbd><//>`}
    </footer>
  </article>`
}

function Round({ round, ticket, screen, desk }) {
  const zone = desk.shop.value?.timezone
  return html`<section class="d-round">
    <h3>
      <span>${t("round_by", { n: round.round, time: clockTime(round.placed_at, zone), name: round.placed_by })}</span>
      <${KitchenHas} round=${round} order=${ticket.order} screen=${screen} />
    </h3>
    <ul>
      ${round.lines.map((line) => html`<${Line} key=${line.id} line=${line} ticket=${ticket} screen=${screen} desk=${desk} />`)}
    </ul>
  </section>`
}

const isOpen = (round) => round.lines.some(isUnfinished)

/** "kitchen has it 0.8 s", or that it has not. */
function KitchenHas({ round, order, screen }) {
  const has = kitchenHas(round, order, round.seen_at ? 0 : screen.now.value)
  if (has === null) return null
  if (has === "seen") return html`<span class="d-has"><${Icon} name="check" size=${16} />${t("kitchen_has", { s: seconds(round.delay_ms) })}</span>`
  return html`<span class="d-has" data-has=${has}><${Icon} name=${has === "missed" ? "warning" : "clock"} size=${16} />${t(has === "missed" ? "kitchen_missed" : "kitchen_waits")}</span>`
}

const seconds = (ms) => (ms === null ? "–" : ms < 9_950 ? (Math.max(ms, 100) / 1000).toFixed(1) : String(Math.round(ms / 1000)))

const BY = { started: "started_by", ready: "ready_by", served: "served_by" }
const STEPS = ["placed", "started", "ready", "called", "served", "cancelled", "voided"]

function Line({ line, ticket, screen, desk }) {
  const zone = desk.shop.value?.timezone
  const late = (isToFetch(line) ? FETCH_MS : desk.lateOf(line)) / 1000
  const steps = STEPS.filter((step) => line[`${step}_at`])
  const pending = screen.pending.value.get(line.id)
  const options = line.options.flatMap((option) => option.choices ?? [option]).map(nameOf).filter(Boolean)
  return html`<li class="d-line" data-state=${line.state}>
    <span class="d-line-n">${line.quantity}×</span>
    <div class="d-line-what">
      <span class="d-line-name">${nameOf(line)}${line.rush && html`<span class="d-rush"><${Icon} name="flag" size=${14} />${t("rush_word")}</span>`}</span>
      ${options.length > 0 && html`<span class="d-line-more">${options.join(" · ")}</span>`}
      ${line.note && html`<span class="d-line-note">“${line.note}”</span>`}
      ${line.allergens.length > 0 && html`<span class="d-line-more"><${Icon} name="allergen" size=${14} />${listed(line.allergens.map((code) => allergenWord(code)))}</span>`}
      <span class="d-line-times">${steps.map((step) => `${clockTime(line[`${step}_at`], zone)} ${t(`at_${step}`)}${step === "called" && line.call_count > 1 ? ` ×${line.call_count}` : ""}${line[BY[step]] ? ` (${line[BY[step]]})` : ""}`).join(" → ")}${line.claimed_by && isToFetch(line) ? ` · ${t("claimed_by", { name: line.claimed_by })}` : ""}</span>
    </div>
    <div class="d-line-end">
      <${StateMark} state=${line.state} size="s" label=${pending ? t("sending_short") : undefined} />
      ${isUnfinished(line) && html`<${Age} since=${isToFetch(line) ? (line.ready_at ?? line.placed_at) : line.placed_at} screen=${screen} amber_s=${late * 0.6} red_s=${late} icon=${false} />`}
    </div>
    <${Menu} label=${t("more_of", { dish: nameOf(line) })} size="s" items=${itemsOf(line, ticket, desk)} />
  </li>`
}

function itemsOf(line, ticket, desk) {
  const open = isUnfinished(line)
  const out = desk.soldOut.value.has(line.sku_id)
  return [
    isToFetch(line) && { label: t("serve_one"), icon: "check-all", onPress: () => desk.serve(ticket, [line]) },
    isToFetch(line) && { label: t(line.state === "called" ? "call_again" : "call"), icon: "bell-ring", onPress: () => desk.call(ticket, [line]) },
    open && !isToFetch(line) && desk.settings.value.ext_rush && { label: t(line.rush ? "rush_less" : "rush"), icon: "flag", onPress: () => desk.rush(ticket, line) },
    line.state === "placed" && { label: t("cancel_one"), icon: "close", danger: true, onPress: () => desk.cancel(ticket, [line]) },
    line.state === "preparing" && { label: t("cancel_one"), hint: t("cancel_started"), icon: "close", disabled: true, onPress: () => {} },
    out
      ? { label: t("sell_again"), icon: "undo", onPress: () => desk.markSoldOut(line, null) }
      : { label: t("mark_today"), hint: t("mark_today_why", { time: desk.shop.value?.day_start ?? "03:00" }), icon: "sold-out", onPress: () => desk.markSoldOut(line, "today") },
    !out && { label: t("mark_indefinite"), icon: "ban", onPress: () => desk.markSoldOut(line, "indefinite") },
  ]
}
