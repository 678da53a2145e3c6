import { html, useState } from "../html.js"
import { Button } from "../parts/button.js"
import { Empty } from "../parts/empty.js"
import { TextField } from "../parts/field.js"
import { byArea } from "../venue/rooms.js"
import { t } from "./words.js"

/** For whom: a room in use, or a wristband by its code. */
export function PlacePicker({ rooms, onPick }) {
  const [code, setCode] = useState("")
  const areas = byArea(rooms, "in_use")
  const pick = () => code.trim() && onPick({ wristband: code.trim().toUpperCase(), label: code.trim().toUpperCase() })
  return html`
    <h2 class="tab-title">${t("for_whom")}</h2>
    <form
      class="wristband-form"
      onSubmit=${(event) => {
        event.preventDefault()
        pick()
      }}
    >
      <${TextField} label=${t("wristband_code")} icon="wristband" value=${code} onChange=${setCode} autocapitalize="characters" autocomplete="off" spellcheck=${false} />
      <${Button} type="submit" size="m" kind="primary" disabled=${!code.trim()}>${t("choose")}<//>
    </form>
    <h2 class="trips-head">${t("rooms_in_use")}</h2>
    ${areas.length === 0 && html`<${Empty} icon="room" title=${t("no_rooms_in_use")} />`}
    ${areas.map(
      ({ area, name, rooms: members }) => html`<section key=${area} class="area">
        ${name && html`<h3 class="area-name">${name}</h3>`}
        <ul class="rooms rooms-short">
          ${members.map(
            (room) => html`<li key=${room.id}>
              <button class="room" data-state="in_use" onClick=${() => onPick({ room: { id: room.id, number: room.number, stay_id: room.stay_id }, label: room.number })}>
                <span class="room-number">${room.number}</span>
              </button>
            </li>`,
          )}
        </ul>
      </section>`,
    )}
  `
}
