import { html } from "../html.js"
import { clockTime } from "../core/words.js"
import { businessDay } from "../venue/day.js"
import { Age } from "../parts/age.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { Money } from "../parts/money.js"
import { Pill } from "../parts/pill.js"
import { StateMark } from "../parts/state_mark.js"
import { FETCH_MS } from "./desk.js"
import { OrderDetail } from "./order_detail.js"
import { countsOf, isToConfirm, isUnfinished, placeOf, redAt } from "./orders.js"
import { dishes, listed } from "./said.js"
import { List, Side, useChosen } from "./split.js"
import { t } from "./words.js"

const SOURCES = { pad: "pad", cashier: "cashier", handheld: "handheld", wristband: "wristband" }

function Tab({ screen, desk, tickets, title, hint, empty, row = OrderRow, primary }) {
  const chosen = useChosen(desk, tickets)
  const Row = row
  return html`
    <${List} title=${title} hint=${hint} n=${tickets.length}>
      ${tickets.length === 0 && html`<${Empty} ...${empty} />`}
      <ul class="d-rows">
        ${tickets.map((ticket) => html`<li key=${ticket.id}><${Row} ticket=${ticket} screen=${screen} desk=${desk} on=${ticket.id === chosen?.id} /></li>`)}
      </ul>
    <//>
    <${Side}>${chosen ? html`<${OrderDetail} key=${chosen.id} ticket=${chosen} screen=${screen} desk=${desk} primary=${primary} />` : html`<${Empty} icon="list" title=${t("choose_order")} text=${t("choose_order_why")} />`}<//>
  `
}

export function OrdersTab({ screen, desk }) {
  return html`<${Tab} screen=${screen} desk=${desk} tickets=${desk.tickets.value} title=${t("orders")} hint=${t("orders_hint")} empty=${{ icon: "list", title: t("no_orders"), text: t("no_orders_why") }} />`
}

export function WristbandOrdersTab({ screen, desk }) {
  const asks = desk.settings.value.wristband_needs_confirm
  return html`<${Tab}
    screen=${screen}
    desk=${desk}
    tickets=${desk.wristbandOrders.value}
    title=${t("wristband_orders")}
    hint=${t(asks ? "wristbands_asks" : "wristbands_direct")}
    empty=${{ icon: "wristband", title: t("no_wristband_orders"), text: t("no_wristband_orders_why") }}
  />`
}

export function ReadyTab({ screen, desk }) {
  return html`<${Tab} screen=${screen} desk=${desk} tickets=${desk.ready.value} row=${ReadyRow} title=${t("ready")} hint=${t("ready_hint")} empty=${{ icon: "serve", title: t("nothing_ready"), text: t("nothing_ready_why") }} />`
}

/** `#07`; yesterday's are marked, for today has the same numbers again. */
export function OrderNumber({ order, desk, screen }) {
  const shop = desk.shop.value
  const today = shop ? businessDay(Math.floor(screen.now.peek() / 60_000) * 60_000, shop.timezone, shop.day_start) : order.business_day
  return html`<b class="d-number">${order.business_day < today && html`<small>${t("yesterday")}</small>`}${order.number}</b>`
}

export function PlaceMark({ order }) {
  const band = order.wristband
  return html`<span class="d-place"><${Icon} name=${band ? "wristband" : "room"} size=${16} label=${t(band ? "wristband" : "room_word")} /><b>${placeOf(order)}</b>${band && order.room && html`<small>${order.room.number}</small>`}</span>`
}

/** What is still to come; of an order that is all served, its last round. */
function dishesOf({ order, lines }) {
  const open = lines.filter(isUnfinished)
  const last = order.rounds.at(-1)?.round
  const shown = open.length > 0 ? open : lines.filter((line) => line.round === last && line.state !== "cancelled")
  return dishes(shown) || t("all_cancelled")
}

function OrderRow({ ticket, screen, desk, on }) {
  const { order, lines } = ticket
  const last = order.rounds.at(-1)
  const open = lines.filter(isUnfinished)
  const oldest = open.map((line) => line.placed_at).sort()[0]
  const late = (redAt(open, desk.lateOf, FETCH_MS) - Date.parse(oldest)) / 1000
  const zone = desk.shop.value?.timezone
  return html`<button type="button" class="d-row" data-row=${order.id} aria-current=${String(on)} data-confirm=${isToConfirm(order) || null} onClick=${() => desk.choose(order.id)} onFocus=${() => desk.choose(order.id)}>
    <${OrderNumber} order=${order} desk=${desk} screen=${screen} />
    <${PlaceMark} order=${order} />
    <span class="d-row-what">
      <span class="d-row-dishes">${dishesOf(ticket)}</span>
      <span class="d-row-who"><${Icon} name=${SOURCES[last?.source] ?? "list"} size=${14} />${last && t("placed_by", { time: clockTime(last.placed_at, zone), name: last.placed_by })}${order.rounds.length > 1 && ` · ${t("rounds", { n: order.rounds.length })}`}</span>
    </span>
    <span class="d-row-states">
      ${isToConfirm(order) ? html`<${Pill} tone="accent" strong icon="hand">${t("to_confirm")}<//>` : countsOf(lines).filter(([state]) => state !== "cancelled" && (state !== "served" || open.length === 0)).map(([state, n]) => html`<span key=${state} class="d-state"><${StateMark} state=${state} size="s" label=${`${n} ${t(`line_${state}`)}`} /></span>`)}
    </span>
    <span class="d-row-end">${oldest ? html`<${Age} since=${oldest} screen=${screen} amber_s=${late * 0.6} red_s=${late} />` : html`<span class="d-done"><${Icon} name="check-all" size=${16} />${t("all_served")}</span>`}<${Money} minor=${order.total} currency=${order.currency} /></span>
  </button>`
}

function ReadyRow({ ticket, screen, desk, on }) {
  const { order, fetch } = ticket
  const called = fetch.filter((line) => line.state === "called")
  const times = Math.max(0, ...called.map((line) => line.call_count))
  const sending = fetch.every((line) => screen.pending.value.has(line.id))
  const claimed = [...new Set(fetch.map((line) => line.claimed_by).filter(Boolean))]
  return html`<button type="button" class="d-row" data-row=${order.id} aria-current=${String(on)} onClick=${() => desk.choose(order.id)} onFocus=${() => desk.choose(order.id)}>
    <${OrderNumber} order=${order} desk=${desk} screen=${screen} />
    <${PlaceMark} order=${order} />
    <span class="d-row-what">
      <span class="d-row-dishes">${dishes(fetch)}</span>
      <span class="d-row-who">${claimed.length > 0 ? html`<${Icon} name="hand" size=${14} />${t("claimed_by", { name: listed(claimed) })}` : html`<${Icon} name="dish" size=${14} />${t("nobody_fetches")}`} · ${[...new Set(fetch.map((line) => desk.stationName(line.station)))].join(" · ")}</span>
    </span>
    <span class="d-row-states">
      <span class="d-state"><${StateMark} state=${called.length > 0 ? "called" : "ready"} size="s" label=${sending ? t("sending_short") : called.length > 0 ? t("called_times", { n: times }) : undefined} /></span>
    </span>
    <span class="d-row-end"><${Age} since=${ticket.since} screen=${screen} amber_s=${180} red_s=${300} /></span>
  </button>`
}
