import { html, useState } from "../html.js"
import { STATES, byArea, counts } from "../venue/rooms.js"
import { Age } from "../parts/age.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { portionsOf } from "./orders.js"
import { RoomDetail } from "./room_detail.js"
import { List, Side, useChosen } from "./split.js"
import { t } from "./words.js"

export const ROOM_ICONS = { free: "check-circle", in_use: "users", dirty: "clean", reserved: "calendar", out_of_order: "ban" }

/** The rooms by area, each with what one wants to know of it at a glance. */
export function RoomsTab({ screen, desk }) {
  const [only, setOnly] = useState(null)
  const rooms = desk.rooms.value
  const chosen = useChosen(desk, rooms)
  const found = counts(rooms)
  const areas = byArea(rooms, only)
  const tools = html`<div class="d-chips" role="group" aria-label=${t("rooms")}>
    <${Chip} on=${only === null} label=${t("all")} n=${rooms.length} onPress=${() => setOnly(null)} />
    ${STATES.filter((state) => found[state]).map((state) => html`<${Chip} key=${state} on=${only === state} icon=${ROOM_ICONS[state]} label=${t(`room_${state}`)} n=${found[state]} onPress=${() => setOnly(only === state ? null : state)} />`)}
  </div>`
  return html`
    <${List} title=${t("rooms")} tools=${tools}>
      ${rooms.length === 0 && html`<${Empty} icon="room" title=${t("no_rooms")} />`}
      ${areas.map(
        ({ area, name, rooms: members }) => html`<section key=${area} class="d-area">
          ${name && html`<h3>${name}</h3>`}
          <ul class="d-tiles">
            ${members.map((view) => html`<li key=${view.id}><${Tile} view=${view} on=${view.id === chosen?.id} screen=${screen} desk=${desk} /></li>`)}
          </ul>
        </section>`,
      )}
    <//>
    <${Side}>${chosen?.room ? html`<${RoomDetail} key=${chosen.id} view=${chosen} screen=${screen} desk=${desk} />` : html`<${Empty} icon="room" title=${t("choose_room")} />`}<//>
  `
}

function Chip({ on, icon, label, n, onPress }) {
  return html`<button type="button" class="d-chip" aria-pressed=${String(on)} onClick=${onPress}>${icon && html`<${Icon} name=${icon} size=${16} />`}<span>${label}</span><b>${n}</b></button>`
}

function Tile({ view, on, screen, desk }) {
  const waiting = portionsOf(view.unfinished)
  const since = view.stay?.opened_at
  return html`<button type="button" class="d-tile" data-row=${view.id} data-state=${view.state} aria-current=${String(on)} onClick=${() => desk.choose(view.id)} onFocus=${() => desk.choose(view.id)}>
    <span class="d-tile-head"><b>${view.number}</b><span class="d-tile-state"><${Icon} name=${ROOM_ICONS[view.state]} size=${16} />${t(`room_${view.state}`)}</span></span>
    <span class="d-tile-facts">
      ${view.guests > 0 && html`<span><${Icon} name="user" size=${15} label=${t("guests_word")} />${view.guests}</span>`}
      ${view.state === "in_use" && since && html`<${Age} since=${since} screen=${screen} />`}
      ${view.bands.length > 0 && html`<span><${Icon} name="wristband" size=${15} label=${t("wristbands_word")} />${view.bands.map((one) => one.wristbands[0]).join(" ")}</span>`}
    </span>
    <span class="d-tile-foot">
      ${waiting > 0 && html`<span class="d-tile-waiting"><${Icon} name="dish" size=${15} />${t("open_n", { n: waiting })}</span>`}
      ${view.sessions.length > 0 && html`<span class="d-tile-session"><${Icon} name="spa" size=${15} />${view.sessions.map((one) => one.staff.name).join(" ")}</span>`}
    </span>
  </button>`
}
