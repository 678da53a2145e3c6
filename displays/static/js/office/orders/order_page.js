// One order: its dishes with how long each took, and everything that happened to it.
import { age, dateLabel, money, nameOf } from "../../core/words.js"
import { html } from "../../html.js"
import { Empty } from "../../parts/empty.js"
import { StateMark } from "../../parts/state_mark.js"
import { Table } from "../../parts/table.js"
import { Loaded, useEvents, useRead } from "../hub.js"
import { Facts, Page, Section } from "../page.js"
import { addressOf } from "../places.js"
import { t as shared } from "../words.js"
import { whereOf } from "./order_row.js"
import { SaidOfLine, useSaid } from "./said.js"
import { OrderState } from "./states.js"
import { Timeline } from "./timeline.js"
import { t } from "./words.js"

const CHANGES = ["orders.order_placed", "orders.order_changed", "orders.order_closed", "kds.line_moved", "kds.round_seen", "kds.round_missed"]

export function OrderPage({ office, id }) {
  const read = useRead(office, `/orders/${id}`)
  const history = useRead(office, `/orders/${id}/history`)
  const stations = useRead(office, office.may("kds.read") ? office.at("/kds/stations") : null)
  const said = useSaid(office, id)
  const again = () => {
    read.again()
    history.again()
  }
  useEvents(office, CHANGES, again, ({ data }) => (data.order?.id ?? data.round?.order_id) === id)
  const back = { href: addressOf("orders"), label: shared("area_orders") }
  const order = read.body?.order
  if (read.problem?.code === "not_found") {
    return html`<${Page} office=${office} title=${t("no_such")} back=${back}><${Empty} icon="bill" title=${t("no_such")} /><//>`
  }
  return html`<${Page}
    office=${office}
    title=${order ? t("order", { number: order.number }) : shared("area_orders")}
    subtitle=${order && `${whereOf(order)} · ${dateLabel(order.business_day, { year: true })}`}
    back=${back}
    actions=${order && html`<${OrderState} state=${order.state} />`}
  >
    <${Loaded} read=${read} kind="row" count=${6}>
      ${() => html`<div class="of-order-page">
        <div class="of-two-main">
          <${Section} class="of-card"><${OrderFacts} office=${office} order=${order} /><//>
          <${Section} title=${t("lines")}><${Dishes} order=${order} stations=${stations.body?.stations ?? []} said=${said} /><//>
        </div>
        <${Section} title=${t("timeline")} text=${t("timeline_text")} class="of-card">
          <${Loaded} read=${history} kind="line" count=${8}>${(body) => html`<${Timeline} office=${office} order=${order} history=${body} said=${said} />`}<//>
        <//>
      </div>`}
    <//>
  <//>`
}

function OrderFacts({ office, order }) {
  return html`<${Facts} rows=${[
    [t("guest_place"), whereOf(order)],
    [t("first_round"), office.time(order.created_at)],
    [t("rounds"), order.rounds.length],
    [t("source"), shared(`source_${order.source}`)],
    [t("total"), money(order.total, order.currency)],
    order.paid > 0 && [t("paid"), money(order.paid, order.currency)],
    !order.confirmed && [t("state"), t("not_confirmed")],
  ]} />`
}

const isGone = (line) => line.state === "cancelled" || line.state === "voided"

function Dishes({ order, stations, said }) {
  const stationOf = (line) => nameOf(stations.find((one) => one.code === line.station)) || line.station
  const span = (from, to) => (from && to ? age(Date.parse(to) - Date.parse(from)) : html`<span class="of-faint">–</span>`)
  return html`<div>
    <${Table}
      class="of-table"
      label=${t("lines")}
      rows=${order.lines}
      columns=${[
        { key: "quantity", label: t("quantity"), align: "right", render: (line) => html`<strong>${line.quantity}×</strong>` },
        { key: "dish", label: t("dish"), render: (line) => html`<${Dish} line=${line} rounds=${order.rounds.length} said=${said} />` },
        { key: "state", label: t("state"), render: (line) => html`<${StateMark} state=${line.state} size="s" />` },
        { key: "station", label: t("station"), class: "of-wide-only", render: stationOf },
        { key: "waiting", label: t("waiting"), align: "right", class: "of-wide-only", render: (line) => span(line.placed_at, line.started_at) },
        { key: "cooking", label: t("cooking"), align: "right", class: "of-wide-only", render: (line) => span(line.started_at, line.ready_at) },
        { key: "pickup", label: t("pickup"), align: "right", class: "of-wide-only", render: (line) => span(line.ready_at, line.served_at) },
        { key: "sum", label: t("sum"), align: "right", render: (line) => html`<span class="of-sum">${isGone(line) ? html`<s>${money(line.unit_price * line.quantity, order.currency)}</s>` : money(line.unit_price * line.quantity, order.currency)}</span>` },
      ]}
    />
    <p class="of-order-total"><span>${t("total_of")}</span><span class="of-sum">${money(order.total, order.currency)}</span></p>
  </div>`
}

function Dish({ line, rounds, said }) {
  const options = line.options.map((option) => option.name ?? nameOf(option)).filter(Boolean)
  return html`<span class="of-two-lines">
    <strong>${isGone(line) ? html`<s>${nameOf(line)}</s>` : nameOf(line)}</strong>
    <span class="of-dish-notes">
      ${line.rush && html`<span class="of-rush">${t("rush")}</span>`}
      ${options.length > 0 && html`<span>${options.join(" · ")}</span>`}
      ${line.note && html`<span>${t("note", { text: line.note })}</span>`}
      ${rounds > 1 && html`<span>${t("round_n", { n: line.round })}</span>`}
      <${SaidOfLine} said=${said} line=${line} />
    </span>
  </span>`
}
