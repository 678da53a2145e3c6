import { html, useState } from "../html.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { RoomSheet } from "./room_sheet.js"
import { STATES, byArea, counts } from "../venue/rooms.js"
import { t } from "./words.js"

export const ROOM_ICONS = { free: "check-circle", in_use: "users", dirty: "clean", reserved: "calendar", out_of_order: "ban" }

/** The rooms and what they are; a tap shows one and what can be done there. */
export function RoomsTab({ screen, desk, rooms, onOrder, onDishes }) {
  const [only, setOnly] = useState(null)
  const [openId, setOpenId] = useState(null)
  const found = counts(rooms)
  const open = rooms.find((room) => room.id === openId)
  const waiting = desk.waitingByRoom.value
  const areas = byArea(rooms, only)
  return html`
    <div class="chips" role="group" aria-label=${t("rooms")}>
      <${Chip} on=${only === null} label=${t("all")} n=${rooms.length} onPress=${() => setOnly(null)} />
      ${STATES.filter((state) => found[state]).map(
        (state) => html`<${Chip} key=${state} on=${only === state} icon=${ROOM_ICONS[state]} label=${t(state)} n=${found[state]} onPress=${() => setOnly(only === state ? null : state)} />`,
      )}
    </div>
    ${areas.length === 0 && html`<${Empty} icon="room" title=${t("no_rooms")} />`}
    ${areas.map(
      ({ area, name, rooms: members }) => html`<section key=${area} class="area">
        ${name && html`<h2 class="area-name">${name}</h2>`}
        <ul class="rooms">
          ${members.map((room) => html`<li key=${room.id}><${Tile} room=${room} waiting=${waiting.get(room.id)} onPress=${() => setOpenId(room.id)} /></li>`)}
        </ul>
      </section>`,
    )}
    ${open && html`<${RoomSheet} key=${open.id} room=${open} screen=${screen} waiting=${waiting.get(open.id)} onOrder=${onOrder} onDishes=${onDishes} onClose=${() => setOpenId(null)} />`}
  `
}

function Chip({ on, icon, label, n, onPress }) {
  return html`<button class="chip" aria-pressed=${String(on)} onClick=${onPress}>
    ${icon && html`<${Icon} name=${icon} size=${18} />`}<span>${label}</span>${n !== undefined && html`<b>${n}</b>`}
  </button>`
}

function Tile({ room, waiting, onPress }) {
  return html`<button class="room" data-state=${room.state} onClick=${onPress}>
    <span class="room-number">${room.number}</span>
    <span class="room-state"><${Icon} name=${ROOM_ICONS[room.state]} size=${18} />${t(room.state)}</span>
    ${waiting > 0 && html`<span class="room-waiting"><${Icon} name="dish" size=${16} label=${t("to_fetch_here", { n: waiting })} />${waiting}</span>`}
  </button>`
}
