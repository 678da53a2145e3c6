import { html, useEffect, useState } from "../html.js"
import { clockTime } from "../core/words.js"
import { Button } from "../parts/button.js"
import { Icon } from "../parts/icon.js"
import { Menu } from "../parts/menu.js"
import { t } from "./words.js"

/** A paper in a few words: its order, and what it is. */
export const paperOf = (job) => t(`paper_${job.kind}`, { number: job.number ?? "", round: job.round ?? "" }).trim()

/** What a printer did not print, and what somebody can do about each. */
export function PrintDetail({ problem, screen, desk }) {
  const { printer, jobs } = problem
  const others = usePrinters(screen).filter((one) => one.id !== jobs[0].device_id && one.ready)
  const old = jobs.some((job) => job.state === "expired")
  return html`<article class="d-detail">
    <header class="d-detail-head"><${Icon} name="printer" size=${28} /><h2>${t("problem_print", { printer })}</h2></header>
    <div class="d-detail-body">
      <p class="d-hint"><${Icon} name="info" size=${18} />${t(old ? "print_old" : "print_held")}</p>
      <ul class="d-papers" aria-label=${t("print_jobs")}>
        ${jobs.map((job) => html`<${Paper} key=${job.id} job=${job} others=${others} desk=${desk} />`)}
      </ul>
    </div>
    ${jobs.length > 1 && html`<footer class="d-acts"><${Button} icon="close" onPress=${() => desk.dropPrints(jobs)}>${t("print_drop_all")}<//></footer>`}
  </article>`
}

function Paper({ job, others, desk }) {
  const items = [
    ...others.map((one) => ({ label: one.name, icon: "printer", onPress: () => desk.printAgain(job, one) })),
    { label: t("print_drop"), icon: "close", onPress: () => desk.dropPrints([job]) },
  ]
  return html`<li class="d-paper" data-print-job=${job.id}>
    <span class="d-row-what">
      <b>${paperOf(job)}</b>
      <span class="d-row-who">${[job.place, clockTime(job.created_at, desk.shop.value?.timezone), t(`print_${job.problem}`)].filter(Boolean).join(" · ")}</span>
    </span>
    <${Button} kind="primary" icon="printer" data-first onPress=${() => desk.printAgain(job)}>${t("print_again")}<//>
    <${Menu} label=${t("print_elsewhere")} items=${items} />
  </li>`
}

/** The printers of the shop, asked for when somebody has to choose one. */
function usePrinters(screen) {
  const [known, setKnown] = useState([])
  useEffect(() => {
    let isHere = true
    screen.ask("GET", "/printers").then((answer) => isHere && answer.ok && setKnown(answer.body.items))
    return () => (isHere = false)
  }, [screen])
  return known
}
