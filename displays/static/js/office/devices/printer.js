// A printer: what it prints, a page to try it out, and its last papers.
import { dateLabel } from "../../core/words.js"
import { html, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Switch } from "../../parts/field.js"
import { Pill } from "../../parts/pill.js"
import { problemText } from "../../parts/problem_text.js"
import { toast } from "../../parts/toast.js"
import { Loaded, problemOf, usePages, useRead } from "../hub.js"
import { Section } from "../page.js"
import { t as shared } from "../words.js"
import { t } from "./printer_words.js"

const PRINTS = ["kitchen", "receipt", "fallback"]
const TONES = { waiting: "info", printing: "info", printed: "good", failed: "bad", expired: "warn", cancelled: "neutral" }

export function PrinterParts({ office, device }) {
  return html`<${Prints} office=${office} device=${device} /><${Papers} office=${office} device=${device} />`
}

function Prints({ office, device }) {
  const read = useRead(office, office.at("/printers"), ["im.device_changed"])
  const [busy, setBusy] = useState(null)
  const printer = read.body?.items.find((one) => one.id === device.id)
  async function change(name, on) {
    setBusy(name)
    const answer = await office.ask("PUT", `/printers/${device.id}`, { ...Object.fromEntries(PRINTS.map((each) => [each, printer[each]])), [name]: on })
    setBusy(null)
    if (!answer.ok) return toast(problemText(problemOf(answer)), { tone: "bad" })
    toast(t("changed", { name: device.name }), { tone: "good" })
    return read.again()
  }
  async function tryOut() {
    setBusy("test")
    const answer = await office.ask("POST", `/devices/${device.id}/test-print`)
    setBusy(null)
    toast(answer.ok ? t("test_sent", { name: device.name }) : problemText(problemOf(answer)), { tone: answer.ok ? "good" : "bad", icon: "printer" })
  }
  return html`<${Section} title=${t("prints")} text=${t("prints_text")}>
    <${Loaded} read=${{ ...read, body: read.body && (printer ?? {}) }} kind="line" count=${3}>
      ${() =>
        printer
          ? html`<div class="of-rows">
                ${PRINTS.map((name) => html`<${Switch} key=${name} label=${t(name)} hint=${t(`${name}_text`)} value=${printer[name]} disabled=${busy !== null} onChange=${(on) => change(name, on)} />`)}
              </div>
              <div class="of-actions of-left"><${Button} size="s" icon="printer" busy=${busy === "test"} onPress=${tryOut}>${t("test")}<//></div>`
          : html`<p class="of-faint">${t("not_in_use")}</p>`}
    <//>
  <//>`
}

function Papers({ office, device }) {
  const pages = usePages(office, office.at("/print-jobs", { device_id: device.id, limit: 20 }), ["print.job_changed"])
  const when = (at) => `${dateLabel(office.wall(at).day, { weekday: false })} ${office.time(at)}`
  async function again(job) {
    const answer = await office.ask("POST", `/print-jobs/${job.id}/print`, {})
    toast(answer.ok ? t("sent", { name: answer.body.print_job.device }) : problemText(problemOf(answer)), { tone: answer.ok ? "good" : "bad", icon: "printer" })
  }
  return html`<${Section} title=${t("papers")}>
    <${Loaded} read=${{ ...pages, body: pages.loading || pages.problem ? null : pages.items }} kind="line" count=${3}>
      ${(items) =>
        items.length === 0
          ? html`<p class="of-faint">${t("papers_empty")}</p>`
          : html`<ul class="of-papers">${items.map((job) => html`<${Paper} key=${job.id} job=${job} when=${when} onAgain=${again} />`)}</ul>`}
    <//>
    ${pages.isMore && html`<${Button} size="s" busy=${pages.busy} onPress=${pages.more}>${shared("load_more")}<//>`}
  <//>`
}

function Paper({ job, when, onAgain }) {
  const what = [t(`paper_${job.kind}`), job.number, job.round && t("round", { n: job.round }), job.place].filter(Boolean).join(" · ")
  const more = [when(job.created_at), job.copy > 0 && t("copy", { n: job.copy }), job.meant_for_id !== job.device_id && t("instead", { name: job.meant_for }), job.made_by].filter(Boolean).join(" · ")
  const isOver = job.state !== "waiting" && job.state !== "printing"
  return html`<li>
    <span class="of-two-lines"><strong>${what}</strong><small>${more}</small></span>
    <${Pill} tone=${job.problem ? "bad" : TONES[job.state]}>${t(job.problem ? `problem_${job.problem}` : `state_${job.state}`)}<//>
    ${isOver && html`<${Button} size="s" icon="printer" onPress=${() => onAgain(job)}>${t("again")}<//>`}
  </li>`
}
