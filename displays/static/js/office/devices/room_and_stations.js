// The place of a device, as fields of a form: a room for those that stand in one, stations for those that serve some.
import { nameOf } from "../../core/words.js"
import { html } from "../../html.js"
import { Field } from "../../parts/field.js"
import { Icon } from "../../parts/icon.js"
import { Select } from "../form.js"
import { byNumber } from "../lists.js"
import { areaOf } from "../../venue/rooms.js"
import { needsRoom, takesRoom, takesStations } from "./binding.js"
import { t } from "./words.js"

export function RoomAndStations({ form, office, kind, stations }) {
  void office.screen.changed.value
  const rooms = [...office.screen.board.array("rooms").values()].sort((one, other) => byNumber(one.number, other.number))
  const none = { id: "", label: t(needsRoom(kind) ? "choose_room" : "no_room") }
  const chosen = form.at("/stations")
  const flip = (code) => form.set("/stations", chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code])
  return html`
    ${
      takesRoom(kind) &&
      html`<${Select} form=${form} at="/room_id" label=${t("room")} options=${[none, ...rooms.map((room) => ({ id: room.id, label: [room.number, areaOf(room)].filter(Boolean).join(" · ") }))]} />`
    }
    ${
      takesStations(kind) &&
      html`<${Field} label=${t("stations")} hint=${kind === "kitchen" ? t("stations_hint") : undefined} error=${form.error("/stations")}>
        <div class="of-chips">
          ${stations.map(
            (station) => html`<button key=${station.code} type="button" class="of-chip" aria-pressed=${chosen.includes(station.code)} onClick=${() => flip(station.code)}>
              <${Icon} name=${chosen.includes(station.code) ? "check" : "plus"} size=${14} />${nameOf(station) || station.code}
            </button>`,
          )}
        </div>
      <//>`
    }
  `
}
