import { html } from "../html.js"
import { Icon } from "../parts/icon.js"
import { isUnfinished } from "./orders.js"
import { TABS } from "./desk.js"
import { t } from "./words.js"

const ICONS = { wristband_orders: "wristband", calls: "bell", orders: "list", ready: "serve", rooms: "room", bands: "tag", sessions: "spa", problems: "warning" }

/** The tabs, each with how much is in it; what asks for somebody stands out. */
export function Nav({ desk }) {
  const refused = desk.decisions.value.filter((one) => one.state === "refused" || one.state === "stale").length
  const counts = {
    wristband_orders: desk.toConfirm.value,
    calls: desk.calls.value.filter((call) => call.state === "open").length,
    orders: desk.tickets.value.filter(({ lines }) => lines.some(isUnfinished)).length,
    ready: desk.ready.value.length,
    rooms: desk.rooms.value.filter((room) => room.state === "dirty").length,
    bands: desk.bands.value.length,
    sessions: desk.sessions.value.length,
    problems: desk.problems.value.length + desk.decisions.value.length,
  }
  const loud = { wristband_orders: counts.wristband_orders > 0, calls: counts.calls > 0, problems: refused > 0 || desk.problems.value.some((one) => one.kind === "missed" || one.kind === "alarm") }
  return html`<nav class="d-nav" aria-label=${t("tabs")}>
    ${TABS.map(
      (id, at) => html`<button type="button" key=${id} class="d-tab" aria-current=${id === desk.tab.value && desk.dialog.value?.kind !== "order" ? "page" : null} onClick=${() => desk.go(id)}>
        <${Icon} name=${ICONS[id]} size=${20} /><span class="d-tab-name">${t(id)}</span>
        ${counts[id] > 0 && html`<b class="d-count" data-loud=${loud[id] || null}>${counts[id]}<span class="unseen"> ${t(`count_${id}`)}</span></b>`}
        <kbd>${at + 1}</kbd>
      </button>`,
    )}
  </nav>`
}
