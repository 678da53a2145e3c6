// The menu as a file: out as CSV or XLSX, and in again after a rehearsal that changes nothing.
import { html, useRef, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Dialog } from "../../parts/dialog.js"
import { Icon } from "../../parts/icon.js"
import { Pill } from "../../parts/pill.js"
import { problemText } from "../../parts/problem_text.js"
import { toast } from "../../parts/toast.js"
import { saveFile } from "../files.js"
import { problemOf } from "../hub.js"
import { Figure } from "../page.js"
import { columnWords, mistakeWords, t } from "./words.js"

const PATIENCE_MS = 60_000
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

export async function exportMenu(office, format) {
  if (await saveFile(office, office.at("/menu/export", { format }), `menu-${office.today()}.${format}`)) toast(t("exported"), { tone: "good" })
}

export function ImportDialog({ office, again, onClose }) {
  const [state, setState] = useState({ step: "choose" })
  const input = useRef(null)

  async function send(file, isRehearsal) {
    const format = /\.xlsx$/i.test(file.name) ? "xlsx" : "csv"
    const body = new Blob([await file.arrayBuffer()], { type: format === "xlsx" ? XLSX : "text/csv" })
    return office.ask("POST", office.at("/menu/import", { format, dry_run: isRehearsal }), body, { timeout_ms: PATIENCE_MS })
  }

  async function choose(file) {
    if (!file) return
    setState({ step: "checking", file })
    const answer = await send(file, true)
    setState(answer.ok ? { step: "report", file, report: answer.body } : { step: "choose", problem: problemOf(answer) })
  }

  async function take() {
    setState((last) => ({ ...last, busy: true }))
    const answer = await send(state.file, false)
    if (!answer.ok) return setState((last) => ({ ...last, busy: false, problem: problemOf(answer) }))
    toast(t("imported"), { tone: "good" })
    again()
    onClose()
    return undefined
  }

  const { report } = state
  const changes = report ? report.added + report.changed : 0
  const isGood = report && report.errors.length === 0
  return html`<${Dialog}
    open
    title=${t("import_title")}
    size="l"
    onClose=${onClose}
    actions=${
      report &&
      html`
        <${Button} size="s" onPress=${() => setState({ step: "choose" })}>${t("other_file")}<//>
        ${isGood && changes > 0 && html`<${Button} size="s" kind="primary" busy=${state.busy} onPress=${take}>${t("import_now", { n: changes })}<//>`}
      `
    }
  >
    <div class="of-form">
      ${state.problem && html`<p class="of-refused" role="alert">${problemText(state.problem)}</p>`}
      ${state.step === "choose" && html`<${Drop} input=${input} onFile=${choose} />`}
      ${state.step === "checking" && html`<p class="of-drop" role="status"><span class="spinner spinner-l"></span>${t("checking", { name: state.file.name })}</p>`}
      ${report && html`<${Report} report=${report} changes=${changes} />`}
    </div>
  <//>`
}

function Drop({ input, onFile }) {
  function drop(event) {
    event.preventDefault()
    onFile(event.dataTransfer.files[0])
  }
  return html`<p class="of-faint">${t("import_text")}</p>
    <div class="of-drop" onDragOver=${(event) => event.preventDefault()} onDrop=${drop}>
      <${Icon} name="upload" size=${28} />
      <input type="file" class="of-hidden" ref=${input} accept=".csv,.xlsx" tabindex="-1" aria-label=${t("choose_file")} onChange=${(event) => onFile(event.currentTarget.files[0])} />
      <${Button} kind="primary" onPress=${() => input.current.click()}>${t("choose_file")}<//>
    </div>`
}

function Report({ report, changes }) {
  const { errors } = report
  return html`
    <div class="of-report">
      <${Figure} label=${t("report_added")} value=${report.added} icon="plus" />
      <${Figure} label=${t("report_changed")} value=${report.changed} icon="edit" />
      <${Figure} label=${t("report_unchanged")} value=${report.unchanged} icon="check" />
      <${Figure} label=${t("report_errors")} value=${errors.length} icon="warning" tone=${errors.length ? "bad" : ""} />
    </div>
    ${
      errors.length > 0 &&
      html`<p class="of-refused">${t("report_fix")}</p>
        <ol class="of-mistakes" tabindex="0" aria-label=${t("report_errors")}>
          ${errors.map((one, place) => html`<li key=${place}><b>${t("report_row", { n: one.row })}</b><span>${[one.column && columnWords(one.column), mistakeWords(one)].filter(Boolean).join(": ")}</span></li>`)}
        </ol>`
    }
    ${
      errors.length === 0 &&
      report.rows.length > 0 &&
      html`<h3 class="of-mini-title">${t("report_rows")}</h3>
        <ol class="of-mistakes of-rows-changed" tabindex="0" aria-label=${t("report_rows")}>
          ${report.rows.map((one) => html`<li key=${one.row}><b>${t("report_row", { n: one.row })}</b><span><strong>${one.name}</strong> ${one.what === "added" ? html`<${Pill} tone="good">${t("row_added")}<//>` : html`<span class="of-faint">${one.columns.map(columnWords).join(" · ")}</span>`}</span></li>`)}
        </ol>`
    }
    ${errors.length === 0 && changes === 0 && html`<p class="of-fine"><${Icon} name="check-circle" size=${18} />${t("import_nothing")}</p>`}
  `
}

