// Kitchen statistics: how long things waited, cooked and stood ready, by station, dish and hour. Medians and 90 %, never means alone.
import { age, dateLabel, nameOf } from "../../core/words.js"
import { html, useMemo, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Empty } from "../../parts/empty.js"
import { SearchField, SelectField } from "../../parts/field.js"
import { Table } from "../../parts/table.js"
import { Segmented } from "../../parts/tabs.js"
import { Loaded, useRead } from "../hub.js"
import { holds } from "../lists.js"
import { Figure, Page, Section } from "../page.js"
import { place, refine } from "../router.js"
import { csvOf, download } from "../sheets.js"
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
    subtitle=${body && subtitleOf(range, body.total.lines)}
    actions=${body && html`<${Button} size="s" icon="download" disabled=${body.total.lines === 0} onPress=${() => save(range, body, name)}>${shared("download_csv")}<//>`}
  >
    <${Range} range=${range} today=${today} stations=${known} station=${query.station ?? ""} />
    <${Loaded} read=${read} kind="card" count=${3}>
      ${() =>
        body.total.lines === 0
          ? html`<div class="of-card"><${Empty} icon="chart" title=${t("empty")} text=${t("empty_text")} /></div>`
          : html`
              <${Spans} total=${body.total} />
              <${Hours} office=${office} hours=${body.hours} />
              <${ByStation} rows=${body.stations} name=${name} />
              <${ByDish} rows=${body.dishes} name=${name} />
            `}
    <//>
  <//>`
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
      <${Figure} label=${t("lines")} value=${total.lines} />
      <${Figure} label=${t("late")} value=${total.late} unit=${share === null ? "" : `${share}%`} note=${t("late_text")} />
      <${Figure} label=${t("recalled")} value=${total.recalled} />
      <${Figure} label=${t("cancelled")} value=${total.cancelled} />
      <${Figure} label=${t("voided")} value=${total.voided} />
      <${Figure} label=${t("abandoned")} value=${total.abandoned} note=${t("abandoned_text")} />
    </div>
  `
}

function Hours({ office, hours }) {
  const [measure, setMeasure] = useState("median")
  const shown = useMemo(() => hoursShown(hours, office.shop.day_start), [hours, office.shop.day_start])
  const member = MEASURES[measure]
  const chart = useMemo(
    () => ({
      labels: shown.map(({ hour }) => `${hour}:00`),
      bars: { label: t("lines"), values: shown.map(({ figures }) => figures?.lines ?? 0) },
      lines: SPANS.map((span) => ({ label: t(span), colour: COLOUR[span], dashed: measure === "p90", values: shown.map(({ figures }) => figures?.[span][member] ?? null) })),
    }),
    [shown, measure],
  )
  if (shown.length === 0) return null
  const value = t(measure)
  return html`<${Section}
    title=${t("by_hour")}
    text=${t("by_hour_text", { zone: office.zone, value })}
    class="of-card"
    actions=${html`<${Segmented} size="s" label=${t("by_hour")} options=${[{ id: "median", label: t("median") }, { id: "p90", label: t("p90_short") }]} value=${measure} onChange=${setMeasure} />`}
  >
    <${Chart} ...${chart} say=${age} label=${t("chart_label", { what: value })} />
    <details class="of-details">
      <summary>${t("as_table")}</summary>
      <${Table} dense rows=${shown.filter(({ figures }) => figures)} rowKey="hour" label=${t("by_hour")} columns=${[{ key: "hour", label: t("hour"), render: ({ hour }) => t("hour_span", { from: hour, to: (hour + 1) % 24 }) }, ...figureColumns(({ figures }) => figures)]} />
    </details>
  <//>`
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
  return [{ key: "lines", label: t("lines"), align: "right", sort: (row) => of(row).lines, render: (row) => of(row).lines }, ...spans, { key: "late", label: t("late_share"), align: "right", sort: (row) => lateShare(of(row)), render: (row) => html`<${Late} figures=${of(row)} />` }]
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
  const shown = useMemo(() => rows.filter((row) => holds(typed, nameOf(row), row.name)).sort((one, other) => other.lines - one.lines), [rows, typed])
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

/** One sheet with all that is shown, a row per station, dish and hour, times in seconds. */
function save({ from, to }, body, name) {
  const seconds = (ms) => (ms === null ? null : Math.round(ms / 1000))
  const rows = [
    ...body.stations.map((row) => ({ kind: t("by_station"), what: name(row.station), row })),
    ...body.dishes.map((row) => ({ kind: t("by_dish"), what: nameOf(row), row })),
    ...body.hours.map((row) => ({ kind: t("by_hour"), what: `${row.hour}:00`, row })),
  ]
  const columns = [
    { label: t("from"), value: () => from },
    { label: t("to"), value: () => to },
    { label: t("range"), value: ({ kind }) => kind },
    { label: shared("area_statistics"), value: ({ what }) => what },
    { label: t("lines"), value: ({ row }) => row.lines },
    ...SPANS.flatMap((span) =>
      Object.entries(MEASURES).map(([measure, member]) => ({
        label: `${t("in_seconds", { name: t(`name_${measure}`, { name: t(span) }) })} ${t(`${span}_span`)}`,
        value: ({ row }) => seconds(row[span][member]),
      })),
    ),
    ...["late", "recalled", "cancelled", "voided", "abandoned"].map((member) => ({ label: t(member), value: ({ row }) => row[member] })),
  ]
  download(`${t("file")}-${from}${from === to ? "" : `-${to}`}.csv`, csvOf(columns, rows))
}
