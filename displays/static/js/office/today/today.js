// The live board of the shop, read only: what is open, what is late, who is here, and what just happened.
import { age, dateLabel, money } from "../../core/words.js"
import { limitsOf } from "../../venue/ages.js"
import { areaOf } from "../../venue/rooms.js"
import { html, useMemo } from "../../html.js"
import { Pill } from "../../parts/pill.js"
import { isNotSetUp } from "../devices/binding.js"
import { presenceWords, faultWords, FAULT_ICON } from "../devices/faults_words.js"
import { useRead } from "../hub.js"
import { byNumber, counted, grouped } from "../lists.js"
import { useDayOrders } from "../orders/day_orders.js"
import { Figure, Page, Section } from "../page.js"
import { addressOf } from "../places.js"
import { Icon } from "../../parts/icon.js"
import { ROOM_ICON, roomWords } from "../rooms/states.js"
import { kindName, t as shared } from "../words.js"
import { Feed } from "./feed.js"
import { dayOf, ordersByState, portions } from "./figures.js"
import { isLate } from "./lateness.js"
import { OrderColumns } from "./order_columns.js"
import { t } from "./words.js"

export default function Today({ office }) {
  const { screen } = office
  void screen.changed.value
  const now = screen.now.value
  const { board } = screen
  const orders = [...board.orders.values()]
  const lines = [...board.lines.values()]
  const limits = useLimits(office)
  const late = lines.filter((line) => isLate(line, limits(line), now))
  const has = (array) => office.screen.board.row?.arrays ? array in board.row.arrays : board.array(array).size > 0
  const link = screen.link.value
  return html`<${Page}
    office=${office}
    title=${shared("area_today")}
    subtitle=${t("subtitle", { day: dateLabel(office.today()), time: office.time(now) })}
    class="of-today"
  >
    ${link.state === "offline" && html`<p class="of-stale" role="alert"><${Icon} name="wifi-off" size=${18} />${shared("not_live")} · ${shared("not_live_since", { time: office.time(link.since_ms) })}</p>`}
    <${Figures} office=${office} orders=${orders} lines=${lines} late=${late} now=${now} />
    <div class="of-today-grid" data-stale=${link.state === "offline"}>
      <div class="of-today-main">
        <${OrderColumns} office=${office} columns=${ordersByState(orders)} late=${new Set(late.map((line) => line.id))} />
        ${has("rooms") && html`<${RoomsPart} rooms=${[...board.array("rooms").values()]} />`}
      </div>
      <aside class="of-today-side">
        ${has("devices") && html`<${DevicesPart} devices=${[...board.array("devices").values()]} />`}
        <${Feed} office=${office} orders=${orders} lines=${lines} />
      </aside>
    </div>
  <//>`
}

/** `(line) => {amber, red}`, from the shop's stations and the dishes' own times. */
function useLimits(office) {
  const stations = useRead(office, office.may("kds.read") ? office.at("/kds/stations") : null)
  const menu = useRead(office, office.at("/menu"), ["store.menu_changed"])
  return useMemo(() => {
    const ages = (stations.body?.stations ?? []).map((station) => [station.code, { amber: station.amber_seconds, red: station.red_seconds }])
    const items = (menu.body?.categories ?? []).flatMap((category) => category.items)
    const prep = new Map(items.map((item) => [item.sku_id, item.prep_seconds ?? 0]))
    const limits = { stations: new Map(ages), prep }
    return (line) => limitsOf(line, limits)
  }, [stations.body, menu.body])
}

function Figures({ office, orders, lines, late, now }) {
  const parts = portions(lines)
  const rooms = [...office.screen.board.array("rooms").values()]
  const stays = [...office.screen.board.array("stays").values()].filter((stay) => !stay.checked_out_at)
  const states = counted(rooms, (room) => room.state)
  const today = office.today()
  const read = useDayOrders(office, today)
  const day = read.body && dayOf(read.body, today)
  const waiting = orders.filter((order) => order.state !== "served")
  const first = waiting.map((order) => order.created_at).sort()[0]
  return html`<div class="of-figures" role="group" aria-label=${t("figures")}>
    <${Figure} label=${t("open_orders")} value=${orders.length} note=${first && t("oldest", { age: age(now - Date.parse(first)) })} />
    <${Figure} label=${t("to_start")} value=${parts.placed} unit=${t("portions_note")} />
    <${Figure} label=${t("cooking")} value=${parts.preparing} unit=${t("portions_note")} />
    <${Figure} label=${t("to_fetch")} value=${parts.ready + parts.called} unit=${t("portions_note")} />
    <${Figure} label=${t("late")} value=${late.length} tone=${late.length ? "bad" : ""} icon=${late.length ? "warning" : undefined} note=${t("late_note")} />
    ${
      rooms.length > 0 &&
      html`<${Figure}
        label=${t("rooms_in_use")}
        value=${states.in_use ?? 0}
        unit=${t("of", { n: rooms.length })}
        note=${stays.length ? t("guests_note", { n: stays.reduce((sum, stay) => sum + stay.guests, 0) }) : t("rooms_note", { dirty: states.dirty ?? 0, free: states.free ?? 0 })}
      />`
    }
    <${Figure} label=${t("orders_today")} value=${day ? day.count : "–"} />
    ${office.may("reports.read") && html`<${Figure} label=${t("taken_today")} value=${day ? money(day.total, office.currency) : "–"} note=${t("taken_note")} />`}
  </div>`
}

function RoomsPart({ rooms }) {
  const areas = grouped(rooms.sort((one, other) => byNumber(one.number, other.number)), (room) => room.area)
  return html`<${Section} title=${t("rooms")} class="of-card" actions=${html`<a class="of-more" href=${addressOf("rooms")}>${t("all_rooms")}</a>`}>
    <div class="of-mini-areas">
      ${[...areas].map(
        ([area, inside]) => html`<div key=${area} class="of-mini-area">
          <h3 class="of-mini-title">${areaOf(inside[0]) || t("no_area")}</h3>
          <ul class="of-mini-rooms">
            ${inside.map(
              (room) => html`<li key=${room.id}>
                <a class="of-mini-room" data-state=${room.state} href=${addressOf("rooms", [room.id])} title=${roomWords(room.state)}>
                  <${Icon} name=${ROOM_ICON[room.state]} size=${14} />${room.number}<span class="of-sr">${roomWords(room.state)}</span>
                </a>
              </li>`,
            )}
          </ul>
        </div>`,
      )}
    </div>
    <ul class="of-legend">
      ${Object.keys(ROOM_ICON).map((state) => html`<li key=${state} data-state=${state}><${Icon} name=${ROOM_ICON[state]} size=${14} />${roomWords(state)}</li>`)}
    </ul>
  <//>`
}

function DevicesPart({ devices }) {
  const faulty = devices.filter((device) => device.faults.length > 0).sort((one, other) => byNumber(one.name, other.name))
  const unused = devices.filter(isNotSetUp).length
  return html`<${Section} title=${t("devices")} class="of-card" actions=${html`<a class="of-more" href=${addressOf("devices")}>${t("all_devices")}</a>`}>
    ${
      faulty.length === 0
        ? html`<p class="of-fine"><${Icon} name="check" size=${18} /><span><strong>${t("devices_fine")}</strong> ${t("devices_fine_text", { n: devices.length - unused })}</span></p>`
        : html`<ul class="of-faulty">
            ${faulty.slice(0, 8).map(
              (device) => html`<li key=${device.id}>
                <a href=${addressOf("devices", [device.id])}>
                  <span class="of-faulty-name">${device.name}</span>
                  <small>${kindName(device.kind)}${device.room ? ` · ${device.room.number}` : ""} · ${presenceWords(device.presence)}</small>
                </a>
                <${Pill} tone="bad" icon=${FAULT_ICON[device.faults[0]]}>${faultWords(device.faults[0])}<//>
              </li>`,
            )}
          </ul>`
    }
    ${unused > 0 && html`<p class="of-faint">${t("devices_unused", { n: unused })}</p>`}
  <//>`
}

