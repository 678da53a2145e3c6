// Orders: found by day, number, room or wristband; one order with its dishes and everything that happened to it.
import { dateLabel, money } from "../../core/words.js"
import { html, useEffect, useState } from "../../html.js"
import { Button, IconButton } from "../../parts/button.js"
import { Empty } from "../../parts/empty.js"
import { SearchField, SelectField } from "../../parts/field.js"
import { Table } from "../../parts/table.js"
import { typed as amount } from "../amounts.js"
import { dayPlus } from "../days.js"
import { Loaded, usePages } from "../hub.js"
import { holds } from "../lists.js"
import { Page } from "../page.js"
import { go, place, refine } from "../router.js"
import { download, csvOf } from "../sheets.js"
import { t as shared } from "../words.js"
import { useDayOrders } from "./day_orders.js"
import { OrderPage } from "./order_page.js"
import { whereOf } from "./order_row.js"
import { ORDER_STATES, OrderState } from "./states.js"
import { t } from "./words.js"

export default function Orders({ office }) {
  const { rest } = place.value
  if (rest[0]) return html`<${OrderPage} key=${rest[0]} office=${office} id=${rest[0]} />`
  return place.value.query.day === "all" ? html`<${EveryDay} office=${office} />` : html`<${OrderList} office=${office} />`
}

const TYPING_MS = 250
const BY = ["number", "room", "wristband"]

/** Over every day: the hub looks, newest first. */
function EveryDay({ office }) {
  const { query } = place.value
  const by = BY.includes(query.by) ? query.by : "number"
  const [typed, setTyped] = useState(query.text ?? "")
  useEffect(() => {
    const timer = setTimeout(() => refine({ text: typed.trim() }), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed])
  const text = by === "number" ? (query.text ?? "").replace(/\D/g, "") : query.text
  const pages = usePages(office, office.at("/orders", { [by]: text, state: query.state, limit: 50 }))
  return html`<${Page} office=${office} title=${shared("area_orders")} subtitle=${t("every_day")}>
    <div class="of-filter">
      <${Button} size="s" icon="calendar" onPress=${() => refine({ day: "", text: "", by: "" })}>${t("one_day")}<//>
      <${SelectField} aria-label=${t("look_for")} options=${BY.map((id) => ({ id, label: t(`by_${id}`) }))} value=${by} onChange=${(id) => refine({ by: id })} />
      <${SearchField} value=${typed} onChange=${setTyped} placeholder=${t(`by_${by}`)} />
      <${States} value=${query.state} />
    </div>
    <${Loaded} read=${{ ...pages, body: pages.loading || (pages.problem && pages.items.length === 0) ? null : pages.items }} kind="row" count=${10}>
      ${() => html`<${OrderTable} office=${office} orders=${pages.items} dated empty=${html`<${Empty} icon="search" title=${t("none")} text=${shared("nothing_found_text")} />`} />`}
    <//>
    ${pages.isMore && html`<div class="of-center"><${Button} size="s" busy=${pages.busy} onPress=${pages.more}>${shared("load_more")}<//></div>`}
  <//>`
}

function States({ value }) {
  return html`<${SelectField}
    aria-label=${t("state")}
    options=${[{ id: "", label: t("all_states") }, ...ORDER_STATES.map((state) => ({ id: state, label: shared(`order_${state}`) }))]}
    value=${value ?? ""}
    onChange=${(state) => refine({ state })}
  />`
}

function OrderList({ office }) {
  const { query } = place.value
  const today = office.today()
  const day = query.day || today
  const read = useDayOrders(office, day)
  const [typed, setTyped] = useState("")
  const all = [...(read.body ?? [])].sort((one, other) => (one.created_at < other.created_at ? 1 : -1))
  const shown = all.filter((order) => (!query.state || order.state === query.state) && holds(typed, order.number, order.room?.number, order.wristband))
  const total = all.filter((order) => order.state !== "cancelled").reduce((sum, order) => sum + order.total, 0)
  const to = (next) => refine({ day: next === today ? "" : next })
  return html`<${Page}
    office=${office}
    title=${shared("area_orders")}
    subtitle=${read.body && t("subtitle", { day: dateLabel(day), n: all.length, total: money(total, office.currency) })}
    actions=${html`<${Button} size="s" icon="download" disabled=${all.length === 0} onPress=${() => download(`orders-${day}.csv`, csvOf(sheetOf(office), shown))}>${shared("download_csv")}<//>`}
  >
    <div class="of-filter">
      <div class="of-day" role="group" aria-label=${t("day")}>
        <${IconButton} size="s" icon="chevron-left" label=${t("earlier")} onPress=${() => to(dayPlus(day, -1))} />
        <span class="input of-date"><input type="date" aria-label=${t("day")} value=${day} max=${today} onChange=${(event) => event.currentTarget.value && to(event.currentTarget.value)} /></span>
        <${IconButton} size="s" icon="chevron-right" label=${t("later")} disabled=${day >= today} onPress=${() => to(dayPlus(day, 1))} />
        ${day !== today && html`<${Button} size="s" kind="quiet" onPress=${() => to(today)}>${t("today")}<//>`}
      </div>
      <${SearchField} value=${typed} onChange=${setTyped} placeholder=${t("number_hint")} />
      <${States} value=${query.state} />
      <${Button} size="s" kind="quiet" icon="search" onPress=${() => refine({ day: "all" })}>${t("every_day")}<//>
    </div>
    <${Loaded} read=${read} kind="row" count=${10}>
      ${() => html`<${OrderTable}
        office=${office}
        orders=${shown}
        empty=${
          all.length === 0
            ? html`<${Empty} icon="bill" title=${t("empty")} text=${t("empty_text")} />`
            : html`<${Empty} icon="search" title=${t("none")} text=${shared("nothing_found_text")} />`
        }
      />`}
    <//>
  <//>`
}

function OrderTable({ office, orders, empty, dated = false }) {
  return html`<${Table}
    class="of-table"
    label=${shared("area_orders")}
    rows=${orders}
    onRow=${(order) => go("orders", [order.id])}
    empty=${empty}
    columns=${[
      { key: "number", label: t("number"), sort: true, render: (order) => html`<strong class="of-number">${order.number}</strong>` },
      dated && { key: "business_day", label: t("day"), sort: true, render: (order) => dateLabel(order.business_day, { year: true }) },
      { key: "where", label: t("where"), sort: (order) => order.wristband ?? order.room?.number, render: whereOf },
      { key: "created_at", label: t("placed_at"), class: "of-not-phone", sort: true, render: (order) => office.time(order.created_at) },
      { key: "rounds", label: t("rounds"), align: "right", class: "of-wide-only", sort: (order) => order.rounds.length, render: (order) => order.rounds.length },
      { key: "source", label: t("source"), class: "of-wide-only", sort: true, render: (order) => shared(`source_${order.source}`) },
      { key: "state", label: t("state"), sort: true, render: (order) => html`<${OrderState} state=${order.state} />` },
      { key: "total", label: t("total"), align: "right", sort: true, render: (order) => html`<span class="of-sum">${money(order.total, order.currency)}</span>` },
    ].filter(Boolean)}
  />`
}

function sheetOf(office) {
  return [
    { label: t("day"), value: (order) => order.business_day },
    { label: t("number"), value: (order) => order.number },
    { label: t("where"), value: whereOf },
    { label: t("placed_at"), value: (order) => `${office.wall(order.created_at).day} ${office.time(order.created_at)}` },
    { label: t("rounds"), value: (order) => order.rounds.length },
    { label: t("source"), value: (order) => shared(`source_${order.source}`) },
    { label: t("state"), value: (order) => shared(`order_${order.state}`) },
    { label: `${t("total")} (${office.currency})`, value: (order) => amount(order.total, order.currency) },
  ]
}
