// Rooms and stays: the board by area, the wristbands that are out, and each room with its guests and their orders.
import { money } from "../../core/words.js"
import { html, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Empty } from "../../parts/empty.js"
import { Icon } from "../../parts/icon.js"
import { Tabs } from "../../parts/tabs.js"
import { Loaded, useAll } from "../hub.js"
import { byNumber, counted, grouped } from "../lists.js"
import { Page, Section } from "../page.js"
import { addressOf } from "../places.js"
import { go, place, refine } from "../router.js"
import { t as shared } from "../words.js"
import { areaOf } from "../../venue/rooms.js"
import { AddRoom, AddWristband } from "./add.js"
import { RoomSheet } from "./room_sheet.js"
import { ROOM_ICON, roomWords } from "./states.js"
import { bandsOut, totalOf } from "./stays.js"
import { t } from "./words.js"
import { Wristbands } from "./wristbands.js"

export default function Rooms({ office }) {
  const [adding, setAdding] = useState(null)
  const read = useRooms(office)
  const here = place.value
  const tab = here.query.tab === "wristbands" && office.may("rooms.use") ? "wristbands" : "rooms"
  const counts = counted(read.body ?? [], (room) => room.state)
  const mayAdd = office.may("shop.edit")
  return html`<${Page}
    office=${office}
    title=${shared("area_rooms")}
    subtitle=${read.body && t("subtitle", { used: counts.in_use ?? 0, dirty: counts.dirty ?? 0, free: counts.free ?? 0 })}
    actions=${
      mayAdd &&
      html`<${Button} size="s" icon="plus" onPress=${() => setAdding(tab)}>${t(tab === "rooms" ? "add_room" : "add_wristband")}<//>`
    }
  >
    ${
      office.may("rooms.use") &&
      html`<${Tabs}
        label=${shared("area_rooms")}
        tabs=${[
          { id: "rooms", label: t("tab_rooms"), icon: "room" },
          { id: "wristbands", label: t("tab_wristbands"), icon: "wristband", count: bandsOut(office.screen.board).length },
        ]}
        value=${tab}
        onChange=${(next) => refine({ tab: next === "rooms" ? "" : next })}
      />`
    }
    <${Loaded} read=${read} kind="tile" count=${12}>
      ${(rooms) => (tab === "rooms" ? html`<${Board} office=${office} rooms=${rooms} counts=${counts} />` : html`<${Wristbands} office=${office} rooms=${rooms} />`)}
    <//>
    ${read.body && here.rest[0] && html`<${RoomSheet} key=${here.rest[0]} office=${office} rooms=${read.body} id=${here.rest[0]} again=${read.again} onClose=${() => go("rooms", [], here.query)} />`}
    ${adding === "rooms" && html`<${AddRoom} office=${office} areas=${areasOf(read.body)} onDone=${read.again} onClose=${() => setAdding(null)} />`}
    ${adding === "wristbands" && html`<${AddWristband} office=${office} onClose=${() => setAdding(null)} />`}
  <//>`
}

/** The rooms with their stays: off the board where this role has them there, else asked for. */
function useRooms(office) {
  const { board } = office.screen
  void office.screen.changed.value
  const onBoard = "rooms" in board.row.arrays
  const asked = useAll(office, onBoard ? null : office.at("/rooms"), ["venue.room_changed"])
  if (!onBoard) return asked
  const stays = board.array("stays")
  const rooms = [...board.array("rooms").values()].map((room) => ({ ...room, stay: stays.get(room.stay_id) ?? null }))
  return { body: rooms, problem: null, loading: false, again: () => {} }
}

function areasOf(rooms) {
  return [...grouped((rooms ?? []).filter((room) => room.area), (room) => room.area).values()].map(([{ area, area_names }]) => ({ area, area_names }))
}

function Board({ office, rooms, counts }) {
  const wanted = place.value.query.state ?? ""
  const shown = rooms.filter((room) => !wanted || room.state === wanted).sort((one, other) => byNumber(one.number, other.number))
  if (rooms.length === 0) return html`<${Empty} icon="room" title=${t("rooms_empty")} text=${t("rooms_empty_text")} />`
  return html`
    <div class="of-chips" role="group" aria-label=${t("state")}>
      ${["", ...Object.keys(ROOM_ICON)].map(
        (state) => html`<button key=${state} type="button" class="of-chip" aria-pressed=${wanted === state} onClick=${() => refine({ state })}>
          ${state && html`<${Icon} name=${ROOM_ICON[state]} size=${14} />`}${state ? roomWords(state) : t("all_states")}
          <span class="of-count">${state ? (counts[state] ?? 0) : rooms.length}</span>
        </button>`,
      )}
    </div>
    ${shown.length === 0 && html`<${Empty} icon="room" title=${t("none_here")} />`}
    ${[...grouped(shown, (room) => room.area)].map(
      ([area, inside]) => html`<${Section} key=${area} title=${areaOf(inside[0]) || t("no_area")}>
        <ul class="of-rooms">${inside.map((room) => html`<li key=${room.id}><${RoomTile} office=${office} room=${room} /></li>`)}</ul>
      <//>`,
    )}
  `
}

function RoomTile({ office, room }) {
  const orders = [...office.screen.board.orders.values()].filter((order) => order.stay_id === room.stay_id && room.stay_id)
  const { stay } = room
  return html`<a class="of-room" data-state=${room.state} href=${addressOf("rooms", [room.id], place.value.query)}>
    <span class="of-room-top"><strong>${room.number}</strong><span class="of-room-state"><${Icon} name=${ROOM_ICON[room.state]} size=${16} />${roomWords(room.state)}</span></span>
    <span class="of-room-facts">
      ${stay ? html`<span>${shared("guests", { n: stay.guests })} · ${t("since", { time: office.time(stay.opened_at) })}</span>` : ""}
      ${orders.length > 0 && html`<span>${orders.map((order) => order.number).join(" ")} · <b>${money(totalOf(orders), office.currency)}</b></span>`}
    </span>
  </a>`
}
