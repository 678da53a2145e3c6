// Kitchen statistics: how long things waited, cooked and stood ready, by station, dish and hour. Medians and 90 %, never means alone.
import { age, dateLabel, language, nameOf } from "../../core/words.js"
import { html, useMemo, useState } from "../../html.js"
import { Empty } from "../../parts/empty.js"
import { SearchField, SelectField } from "../../parts/field.js"
import { Menu } from "../../parts/menu.js"
import { Table } from "../../parts/table.js"
import { Segmented } from "../../parts/tabs.js"
import { daysBetween } from "../days.js"
import { saveFile } from "../files.js"
import { Loaded, useRead } from "../hub.js"
import { holds } from "../lists.js"
import { Figure, Page, Section } from "../page.js"
import { place, refine } from "../router.js"
import { t as shared } from "../words.js"
import { Chart } from "./chart.js"
import { hoursShown, lateShare, RANGES, rangeOf } from "./ranges.js"
import { t } from "./words.js"

const SPANS = ["waiting", "cooking", "pickup"]
const COLOUR = { waiting: "--accent", cooking: "--info", pickup: "--good" }
const MEASURES = { median: "median_ms", p90: "p90_ms" }

export default function Statistics({ office }) {
  const { query } = place.value
  const today = office.today()
  const range = rangeOf(query, today)
  const stations = useRead(office, office.at("/kds/stations"))
  const read = useRead(office, office.at("/kds/stats", { from: range.from, to: range.to, station: query.station }))
  const known = stations.body?.stations ?? []
  const name = (code) => nameOf(known.find((one) => one.code === code)) || code
  const { body } = read
  return html`<${Page}
    office=${office}
    title=${shared("area_statistics")}
    subtitle=${body && subtitleOf(range, body.total.portions)}
    actions=${body && html`<${Exports} office=${office} range=${range} station=${query.station} />`}
  >
    <${Range} range=${range} today=${today} stations=${known} station=${query.station ?? ""} />
    <${Loaded} read=${read} kind="card" count=${3}>
      ${() =>
        body.total.lines === 0
          ? html`<div class="of-card"><${Empty} icon="chart" title=${t("empty")} text=${t("empty_text")} /></div>`
          : html`
              <${Spans} total=${body.total} />
              <${Course} office=${office} body=${body} />
              <${ByStation} rows=${body.stations} name=${name} />
              <${ByDish} rows=${body.dishes} name=${name} />
            `}
    <//>
  <//>`
}

/** Tables that the hub makes: one row per business day and dish, station or hour. */
function Exports({ office, range: { from, to }, station }) {
  const items = ["dish", "station", "hour", "day"].map((by) => ({
    label: t(`by_${by}`),
    icon: "download",
    onPress: () => saveFile(office, office.at("/kds/stats/export", { by, from, to, station }), `kitchen-by-${by}-${from}${from === to ? "" : `-${to}`}.csv`),
  }))
  return html`<${Menu} size="s" kind="plain" icon="download" label=${shared("download_csv")} items=${items}>${shared("download_csv")}<//>`
}

function subtitleOf({ from, to }, n) {
  if (from === to) return t("subtitle_day", { day: dateLabel(from), n })
  return t("subtitle_range", { from: dateLabel(from, { weekday: false }), to: dateLabel(to, { weekday: false }), n })
}

function Range({ range, today, stations, station }) {
  return html`<div class="of-range">
    <${Segmented} size="s" label=${t("range")} options=${RANGES.map((id) => ({ id, label: t(`range_${id}`) }))} value=${range.id} onChange=${(id) => refine(id === "own" ? { range: id, from: range.from, to: range.to } : { range: id === "today" ? "" : id, from: "", to: "" })} />
    ${
      range.id === "own" &&
      html`<span class="of-day">
        <span class="input of-date"><input type="date" aria-label=${t("from")} value=${range.from} max=${range.to} onChange=${(event) => refine({ from: event.currentTarget.value })} /></span>
        <span aria-hidden="true">–</span>
        <span class="input of-date"><input type="date" aria-label=${t("to")} value=${range.to} min=${range.from} max=${today} onChange=${(event) => refine({ to: event.currentTarget.value })} /></span>
      </span>`
    }
    ${stations.length > 1 && html`<${SelectField} aria-label=${t("station")} value=${station} options=${[{ id: "", label: t("every_station") }, ...stations.map((one) => ({ id: one.code, label: nameOf(one) }))]} onChange=${(code) => refine({ station: code })} />`}
  </div>`
}

const said = (ms) => (ms === null || ms === undefined ? t("no_value") : age(ms))

/** The three spans of a dish's way, each with where it begins and ends, and what went wrong beside them. */
function Spans({ total }) {
  const share = lateShare(total)
  return html`
    <div class="of-spans">
      ${SPANS.map(
        (span) => html`<section key=${span} class="of-span" data-span=${span} aria-label=${t(span)}>
          <h2 class="of-span-name">${t(span)}<small>${t(`${span}_span`)}</small></h2>
          <div class="of-span-values">
            <span><b>${said(total[span].median_ms)}</b><small>${t("median")}</small></span>
            <span><b>${said(total[span].p90_ms)}</b><small>${t("p90")}</small></span>
          </div>
          <p class="of-span-note">${t("of_lines", { n: total[span].count })}</p>
        </section>`,
      )}
    </div>
    <div class="of-figures">
      <${Figure} label=${t("portions")} value=${total.portions} note=${t("of_lines", { n: total.lines })} />
      <${Figure} label=${t("late")} value=${total.late} unit=${share === null ? "" : `${share}%`} note=${t("late_text")} />
      <${Figure} label=${t("recalled")} value=${total.recalled} />
      <${Figure} label=${t("cancelled")} value=${total.cancelled} />
      <${Figure} label=${t("voided")} value=${total.voided} />
      <${Figure} label=${t("abandoned")} value=${total.abandoned} note=${t("abandoned_text")} />
    </div>
  `
}

/** Over the hours of a day, or over the days. */
function Course({ office, body }) {
  const [measure, setMeasure] = useState("median")
  const [by, setBy] = useState("hour")
  const isByDay = by === "day" && body.days.length > 1
  const steps = useMemo(() => (isByDay ? daysShown(body) : hoursShown(body.hours, office.shop.day_start)), [body, isByDay, office.shop.day_start, language.value])
  const member = MEASURES[measure]
  const chart = useMemo(
    () => ({
      labels: steps.map((step) => step.label),
      bars: { label: t("portions"), values: steps.map(({ figures }) => figures?.portions ?? 0) },
      lines: SPANS.map((span) => ({ label: t(span), colour: COLOUR[span], dashed: measure === "p90", values: steps.map(({ figures }) => figures?.[span][member] ?? null) })),
    }),
    [steps, measure],
  )
  const value = t(measure === "p90" ? "p90_short" : measure)
  const title = t(isByDay ? "by_day" : "by_hour")
  return html`<${Section}
    title=${title}
    text=${t(isByDay ? "by_day_text" : "by_hour_text", { zone: office.zone, value })}
    class="of-card"
    actions=${html`
      ${body.days.length > 1 && html`<${Segmented} size="s" label=${t("range")} options=${[{ id: "hour", label: t("by_hour") }, { id: "day", label: t("by_day") }]} value=${by} onChange=${setBy} />`}
      <${Segmented} size="s" label=${title} options=${[{ id: "median", label: t("median") }, { id: "p90", label: t("p90_short") }]} value=${measure} onChange=${setMeasure} />
    `}
  >
    <${Chart} ...${chart} say=${age} label=${t("chart_label", { what: `${title}, ${value}` })} />
    <details class="of-details">
      <summary>${t("as_table")}</summary>
      <${Table} dense rows=${steps.filter(({ figures }) => figures)} rowKey="label" label=${title} columns=${[{ key: "label", label: t(isByDay ? "day" : "hour"), render: ({ label }) => label }, ...figureColumns(({ figures }) => figures)]} />
    </details>
  <//>`
}

function daysShown({ from, to, days }) {
  const known = new Map(days.map((one) => [one.business_day, one]))
  return daysBetween(from, to).map((day) => ({ label: dateLabel(day, { weekday: false }), figures: known.get(day) ?? null }))
}

/** The columns that every table of figures ends with. */
function figureColumns(of = (row) => row) {
  const spans = SPANS.flatMap((span) =>
    Object.entries(MEASURES).map(([measure, member]) => ({
      key: `${span}_${measure}`,
      label: t(`name_${measure}`, { name: t(span) }),
      align: "right",
      class: measure === "p90" ? "of-wide-only" : undefined,
      sort: (row) => of(row)[span][member],
      render: (row) => (measure === "p90" ? html`<span class="of-faint">${said(of(row)[span][member])}</span>` : said(of(row)[span][member])),
    })),
  )
  return [{ key: "portions", label: t("portions"), align: "right", sort: (row) => of(row).portions, render: (row) => of(row).portions }, ...spans, { key: "late", label: t("late_share"), align: "right", sort: (row) => lateShare(of(row)), render: (row) => html`<${Late} figures=${of(row)} />` }]
}

function Late({ figures }) {
  const share = lateShare(figures)
  if (share === null) return html`<span class="of-faint">${t("no_value")}</span>`
  return html`<span class="of-late-share"><span class="of-share" aria-hidden="true"><i style=${{ width: `${share}%` }}></i></span>${share}%</span>`
}

function ByStation({ rows, name }) {
  return html`<${Section} title=${t("by_station")}>
    <${Table} rows=${rows} rowKey="station" label=${t("by_station")} columns=${[{ key: "station", label: t("station"), sort: true, render: (row) => html`<strong>${name(row.station)}</strong>` }, ...figureColumns()]} />
  <//>`
}

function ByDish({ rows, name }) {
  const [typed, setTyped] = useState("")
  const shown = useMemo(() => rows.filter((row) => holds(typed, nameOf(row), row.name)).sort((one, other) => other.portions - one.portions), [rows, typed])
  return html`<${Section} title=${t("by_dish")} actions=${html`<${SearchField} value=${typed} onChange=${setTyped} placeholder=${t("search")} />`}>
    <${Table}
      rows=${shown}
      rowKey=${(row) => `${row.station}/${row.sku_id}`}
      label=${t("by_dish")}
      empty=${html`<${Empty} icon="search" title=${shared("nothing_found")} text=${shared("nothing_found_text")} />`}
      columns=${[
        { key: "name", label: t("dish"), sort: nameOf, render: (row) => html`<span class="of-two-lines"><strong>${nameOf(row)}</strong><small>${name(row.station)}</small></span>` },
        ...figureColumns(),
      ]}
    />
  <//>`
}
