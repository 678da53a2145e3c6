import { html } from "../html.js"
import { clockTime } from "../core/words.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { Left, SessionActs, SessionForm } from "./session_parts.js"
import { List, Side } from "./split.js"
import { t } from "./words.js"

/** Therapists at work: on, longer, off. */
export function SessionsTab({ screen, desk }) {
  const sessions = desk.sessions.value
  const zone = desk.shop.value?.timezone
  return html`
    <${List} title=${t("sessions")} hint=${t("sessions_hint")} n=${sessions.length}>
      ${sessions.length === 0 && html`<${Empty} icon="spa" title=${t("no_sessions")} text=${t("no_sessions_why")} />`}
      <ul class="d-rows">
        ${sessions.map(
          (session) => html`<li key=${session.id} class="d-row d-row-session">
            <b class="d-number">${session.room.number}</b>
            <span class="d-place"><${Icon} name="spa" size=${16} /><b>${session.staff.name}</b></span>
            <span class="d-row-who">${t("on_since", { time: clockTime(session.started_at, zone) })}${session.ends_at ? ` · ${t("until", { time: clockTime(session.ends_at, zone) })}` : ""}</span>
            <${Left} session=${session} screen=${screen} />
            <${SessionActs} session=${session} desk=${desk} />
          </li>`,
        )}
      </ul>
    <//>
    <${Side}><section class="d-detail"><header class="d-detail-head"><h2>${t("clock_on")}</h2></header><div class="d-detail-body"><${SessionForm} desk=${desk} /></div></section><//>
  `
}
