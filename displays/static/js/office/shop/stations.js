// The stations of the kitchen and the ages at which a dish there is late.
import { nameOf } from "../../core/words.js"
import { html, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Dialog } from "../../parts/dialog.js"
import { Empty } from "../../parts/empty.js"
import { Table } from "../../parts/table.js"
import { toast } from "../../parts/toast.js"
import { Ending, Form, Text, useForm, useLeaveGuard } from "../form.js"
import { Loaded, useRead } from "../hub.js"
import { Section } from "../page.js"
import { t as shared } from "../words.js"
import { t } from "./words.js"

const CODE = /^[a-z][a-z0-9_-]{0,19}$/

export function Stations({ office }) {
  const [editing, setEditing] = useState(null)
  const read = useRead(office, office.at("/kds/stations"))
  const add = html`<${Button} size="s" icon="plus" onPress=${() => setEditing({})}>${t("add_station")}<//>`
  return html`<${Section} title=${t("part_stations")} text=${t("stations_text")} class="of-card" actions=${add}>
    <${Loaded} read=${read} kind="row" count=${3}>
      ${({ stations }) => html`
        <${Table}
          class="of-table"
          label=${t("part_stations")}
          rows=${stations}
          rowKey="code"
          onRow=${setEditing}
          empty=${html`<${Empty} icon="kitchen" title=${t("stations_empty")} text=${t("stations_empty_text")} />`}
          columns=${[
            { key: "name", label: t("station"), render: (one) => html`<span class="of-two-lines"><strong>${nameOf(one)}</strong><small>${one.code}</small></span>` },
            { key: "amber", label: t("amber"), align: "right", render: (one) => html`<span class="of-age-amber">${t("after_minutes", { n: one.amber_seconds / 60 })}</span>` },
            { key: "red", label: t("red"), align: "right", render: (one) => html`<span class="of-age-red">${t("after_minutes", { n: one.red_seconds / 60 })}</span>` },
          ]}
        />
        ${editing && html`<${StationDialog} office=${office} station=${editing} stations=${stations} again=${read.again} onClose=${() => setEditing(null)} />`}
      `}
    <//>
  <//>`
}

function StationDialog({ office, station, stations, again, onClose }) {
  const isNew = !station.code
  const initial = {
    code: station.code ?? "",
    names: { "zh-CN": station.names?.["zh-CN"] ?? "", en: station.names?.en ?? "" },
    amber_seconds: minutes(station.amber_seconds ?? 300),
    red_seconds: minutes(station.red_seconds ?? 480),
  }
  const form = useForm(initial, (values) => check(values, isNew, stations))
  const close = useLeaveGuard(form, onClose)
  async function send() {
    const answer = await form.submit(({ code, names, amber_seconds, red_seconds }) =>
      office.ask("PUT", office.at(`/kds/stations/${encodeURIComponent(code)}`), {
        names: Object.fromEntries(Object.entries(names).map(([language, text]) => [language, text.trim()]).filter(([, text]) => text)),
        amber_seconds: secondsOf(amber_seconds),
        red_seconds: secondsOf(red_seconds),
        position: station.position ?? stations.length,
      }),
    )
    if (!answer) return
    toast(t("station_saved", { name: nameOf(answer.body.station) }), { tone: "good" })
    again()
    onClose()
  }
  const title = isNew ? t("add_station") : t("edit_station", { name: nameOf(station) })
  return html`<${Dialog} open title=${title} size="m" onClose=${close}>
    <${Form} form=${form} onSubmit=${send} label=${title}>
      ${isNew && html`<${Text} form=${form} at="/code" label=${t("code")} hint=${t("code_hint")} maxlength="20" autocapitalize="none" spellcheck=${false} autocomplete="off" autofocus />`}
      <div class="of-pair">
        <${Text} form=${form} at="/names/zh-CN" label=${t("name_zh_station")} maxlength="80" lang="zh-CN" />
        <${Text} form=${form} at="/names/en" label=${t("name_en_station")} maxlength="80" lang="en" />
        <${Text} form=${form} at="/amber_seconds" label=${t("amber")} inputmode="decimal" autocomplete="off" />
        <${Text} form=${form} at="/red_seconds" label=${t("red")} inputmode="decimal" autocomplete="off" />
      </div>
      <${Ending} form=${form} close=${close} label=${shared("save")} />
    <//>
  <//>`
}

function check({ code, names, amber_seconds, red_seconds }, isNew, stations) {
  const [amber, red] = [secondsOf(amber_seconds), secondsOf(red_seconds)]
  const found = {}
  if (isNew && !CODE.test(code)) found["/code"] = t("code_wrong")
  if (isNew && stations.some((one) => one.code === code)) found["/code"] = t("code_taken")
  if (!names["zh-CN"].trim() && !names.en.trim()) found["/names/zh-CN"] = shared("required")
  if (amber === null) found["/amber_seconds"] = t("minutes_wrong")
  if (red === null) found["/red_seconds"] = t("minutes_wrong")
  else if (amber !== null && red < amber) found["/red_seconds"] = t("red_wrong")
  return found
}

function minutes(seconds) {
  return String(Math.round((seconds / 60) * 100) / 100)
}

/** Minutes as they were typed, in seconds; null outside of what a station may have. */
function secondsOf(text) {
  const value = Math.round(Number(text.replace(",", ".")) * 60)
  return text.trim() !== "" && value >= 10 && value <= 86_400 ? value : null
}
