import { html } from "../html.js"
import { clockTime, nameOf } from "../core/words.js"
import { Age } from "../parts/age.js"
import { Button } from "../parts/button.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { problemText } from "../parts/problem_text.js"
import { isSetAside } from "../ordering/ordering.js"
import { AlarmDetail, aboutOf } from "./alarm_detail.js"
import { OrderDetail } from "./order_detail.js"
import { PrintDetail, paperOf } from "./print_detail.js"
import { PlaceMark } from "./order_tabs.js"
import { listed } from "./said.js"
import { List, Side } from "./split.js"
import { t } from "./words.js"

const ICONS = { missed: "warning", late: "timer", cold: "dish", alarm: "bell-ring", print: "printer" }

/** What somebody should look at: what the kitchen has not seen, what is late, and what this terminal could not send. */
export function ProblemsTab({ screen, desk }) {
  const problems = desk.problems.value
  const waiting = desk.decisions.value
  const chosen = problems.find((one) => one.id === desk.chosen.value.problems) ?? null
  return html`
    <${List} title=${t("problems")} hint=${t("problems_hint")} n=${problems.length + waiting.length}>
      ${problems.length + waiting.length === 0 && html`<${Empty} icon="check-circle" title=${t("no_problems")} text=${t("no_problems_why")} />`}
      ${waiting.length > 0 && html`<h3 class="d-head">${t("this_terminal")}</h3>`}
      <ul class="d-rows">
        ${waiting.map((command) => html`<${Command} key=${command.id} command=${command} screen=${screen} desk=${desk} />`)}
      </ul>
      ${problems.length > 0 && waiting.length > 0 && html`<h3 class="d-head">${t("the_house")}</h3>`}
      <ul class="d-rows">
        ${problems.map((one) => html`<li key=${one.id}><${Row} problem=${one} on=${one.id === chosen?.id} screen=${screen} desk=${desk} /></li>`)}
      </ul>
    <//>
    <${Side}>${chosen?.alarm ? html`<${AlarmDetail} key=${chosen.id} alarm=${chosen.alarm} desk=${desk} />` : chosen?.jobs ? html`<${PrintDetail} key=${chosen.id} problem=${chosen} screen=${screen} desk=${desk} />` : chosen?.ticket ? html`<${OrderDetail} key=${chosen.id} ticket=${desk.ticketOf(chosen.ticket.id) ?? chosen.ticket} screen=${screen} desk=${desk} />` : html`<${Empty} icon="check-circle" title=${t("choose_problem")} />`}<//>
  `
}

function Row({ problem, on, screen, desk }) {
  const { kind, ticket, lines = [], alarm, jobs } = problem
  return html`<button type="button" class="d-row d-row-problem" data-kind=${kind} data-row=${problem.id} aria-current=${String(on)} onClick=${() => desk.choose(problem.id)} onFocus=${() => desk.choose(problem.id)}>
    <span class="d-problem-icon"><${Icon} name=${ICONS[kind]} size=${20} /></span>
    <span class="d-row-what">
      <b>${kind === "alarm" ? t(`alarm_${alarm.kind}`) : kind === "print" ? t("problem_print", { printer: problem.printer }) : t(`problem_${kind}`)}</b>
      <span class="d-row-who">${alarm ? aboutOf(alarm, desk) : ""}${jobs && listed(jobs.map(paperOf))}${ticket && `${ticket.order.number} · `}${listed(lines.map((line) => `${line.quantity}× ${nameOf(line)} (${desk.stationName(line.station)})`))}</span>
    </span>
    ${ticket && html`<${PlaceMark} order=${ticket.order} />`}
    <span class="d-row-end"><${Age} since=${problem.since} screen=${screen} amber_s=${1} red_s=${kind === "late" || kind === "missed" ? 1 : 900} /></span>
  </button>`
}

const WORD = { waiting: "command_waits", sending: "command_sending", stale: "command_stale", refused: "command_refused" }

function Command({ command, screen, desk }) {
  const zone = desk.shop.value?.timezone
  const refused = command.state === "refused"
  const decide = refused || command.state === "stale"
  return html`<li class="d-row d-row-command" data-state=${command.state}>
    <span class="d-problem-icon"><${Icon} name=${refused ? "error" : decide ? "warning" : "send"} size=${20} /></span>
    <span class="d-row-what">
      <b>${command.label || command.path}</b>
      <span class="d-row-who">${clockTime(command.at, zone)} · ${screen.me.value?.device?.name} · ${refused && command.problem ? problemText(command.problem, t) : t(WORD[command.state])}</span>
    </span>
    ${command.state === "stale" && html`<${Button} kind="primary" icon="send" onPress=${() => screen.outbox.retry(command.id)}>${t("send_now")}<//>`}
    ${isSetAside(command) && html`<${Button} kind="primary" icon="undo" onPress=${() => desk.takeUp(command)}>${t("take_up")}<//>`}
    ${decide && html`<${Button} onPress=${() => screen.outbox.drop(command.id)}>${t(refused && !isSetAside(command) ? "understood" : "discard")}<//>`}
  </li>`
}
