import { html, useState } from "../html.js"
import { nameOf } from "../core/words.js"
import { Age } from "../parts/age.js"
import { Button } from "../parts/button.js"
import { Icon } from "../parts/icon.js"
import { Pill } from "../parts/pill.js"
import { PICKUP_AMBER_S, PICKUP_RED_S, portions } from "./fetching.js"
import { t } from "./words.js"

/** Everything one person fetches for one place. Lines that are tapped stay behind; the buttons act on the rest. */
export function TripCard({ trip, desk, screen }) {
  const [left, setLeft] = useState(() => new Set())
  const several = trip.lines.length > 1
  const lines = several ? trip.lines.filter((line) => !left.has(line.id)) : trip.lines
  const toggle = (id) => setLeft((before) => (before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id])))
  const stations = desk.stations.value
  return html`<article class="trip" data-whose=${trip.whose} data-called=${(trip.called && trip.whose === "nobody") || null} aria-label=${placeName(trip)}>
    <${Head} trip=${trip} screen=${screen} today=${desk.today.value} />
    <ul class="trip-lines">
      ${trip.lines.map(
        (line) => html`<${Line}
          key=${line.id}
          line=${line}
          station=${stations.get(line.station)}
          number=${trip.numbers.length > 1 ? line.number : null}
          left=${several && left.has(line.id)}
          onToggle=${several && trip.whose !== "other" ? () => toggle(line.id) : null}
        />`,
      )}
    </ul>
    <${Acts} trip=${trip} lines=${lines} desk=${desk} onDone=${() => setLeft(new Set())} />
  </article>`
}

function Head({ trip, screen, today }) {
  return html`<header class="trip-head">
    <h2 class="trip-place">
      ${
        trip.room
          ? html`<span class="trip-room">${trip.room.number}</span>`
          : trip.wristband
            ? html`<span class="trip-room trip-band"><${Icon} name="wristband" size="0.8em" />${trip.wristband}</span>`
            : html`<span class="trip-room">${trip.numbers[0]}</span>`
      }
    </h2>
    <div class="trip-meta">
      <span class="trip-numbers">
        ${trip.numbers.map((number) => html`<span key=${number}>${trip.days.has(number) && trip.days.get(number) < today ? html`<b class="trip-old">${t("yesterday")}</b>` : ""}${number}</span>`)}
        ${trip.room && trip.wristband && html`<span class="trip-tag"><${Icon} name="wristband" size="1em" label=${t("wristband", { code: trip.wristband })} />${trip.wristband}</span>`}
      </span>
      <span class="trip-marks">
        ${
          trip.called && trip.whose !== "other"
            ? html`<${Pill} tone="accent" icon="bell-ring" strong>${trip.calls > 1 ? t("called_again", { n: trip.calls }) : t("called")}<//>`
            : !trip.called && trip.whose === "nobody" && html`<${Pill} tone="good" icon="check">${t("ready")}<//>`
        }
        ${trip.rush && html`<${Pill} tone="bad" icon="flag">${t("rush")}<//>`}
        ${trip.whose === "other" && html`<${Pill} tone="info" icon="user">${t("claimed_by", { name: trip.claimed_by })}<//>`}
      </span>
    </div>
    <${Age} since=${new Date(trip.since).toISOString()} screen=${screen} amber_s=${PICKUP_AMBER_S} red_s=${PICKUP_RED_S} class="trip-age" />
  </header>`
}

function Line({ line, station, number, left, onToggle }) {
  const choices = (line.options ?? []).map(nameOf).filter(Boolean).join(" · ")
  const inside = html`
    ${onToggle && html`<span class="trip-tick" data-on=${!left || null}><${Icon} name="check" size=${18} /></span>`}
    <span class="trip-quantity">${line.quantity}×</span>
    <span class="trip-dish">
      <span class="trip-name">${nameOf(line)}</span>
      ${choices && html`<span class="trip-choices">${choices}</span>`}
      ${line.note && html`<span class="trip-note"><${Icon} name="note" size="1em" label=${t("note")} />“${line.note}”</span>`}
      <span class="trip-where">${[number, station].filter(Boolean).join(" · ")}</span>
    </span>
  `
  if (!onToggle) return html`<li class="trip-line">${inside}</li>`
  return html`<li>
    <button class="trip-line" role="checkbox" aria-checked=${String(!left)} data-left=${left || null} onClick=${onToggle}>${inside}</button>
  </li>`
}

function Acts({ trip, lines, desk, onDone }) {
  const act = (way) => () => {
    way(lines)
    onDone()
  }
  const all = portions(trip.lines)
  const n = portions(lines)
  const some = n !== all
  const served = html`<${Button}
    kind=${trip.whose === "me" ? "good" : "plain"}
    size=${trip.whose === "other" ? "m" : "l"}
    icon="check-all"
    disabled=${n === 0}
    onPress=${act(desk.serve)}
    >${some ? t("served_some", { n, all }) : t("served")}<//
  >`
  if (trip.whose !== "nobody") return html`<footer class="trip-acts">${served}</footer>`
  return html`<footer class="trip-acts">
    <${Button} kind="primary" size="l" icon="hand" disabled=${n === 0} onPress=${act(desk.claim)}>${some ? t("claim_some", { n, all }) : t("claim")}<//>
    ${served}
  </footer>`
}

/** A trip's place in words. */
export function placeName(trip) {
  if (trip.room) return t("room", { number: trip.room.number })
  return trip.wristband ? t("wristband", { code: trip.wristband }) : trip.numbers[0]
}
