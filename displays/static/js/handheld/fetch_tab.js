import { html } from "../html.js"
import { Empty } from "../parts/empty.js"
import { TripCard } from "./trip_card.js"
import { t } from "./words.js"

/** What waits at the pass: for nobody in particular first, then what colleagues are fetching. */
export function FetchTab({ screen, desk }) {
  const { nobody, me, other } = desk.groups.value
  return html`
    ${
      nobody.length === 0 &&
      html`<${Empty} icon="dish" title=${t("nothing_to_fetch")} text=${me.length + other.length ? null : t("nothing_to_fetch_why")} class=${me.length + other.length ? "empty-low" : ""} />`
    }
    <${Trips} trips=${nobody} desk=${desk} screen=${screen} />
    ${me.length > 0 && html`<h2 class="trips-head">${t("claimed_by_me")}</h2>`}
    <${Trips} trips=${me} desk=${desk} screen=${screen} />
    ${other.length > 0 && html`<h2 class="trips-head">${t("others")}</h2>`}
    <${Trips} trips=${other} desk=${desk} screen=${screen} />
  `
}

/** What this waiter carries. */
export function MineTab({ screen, desk }) {
  const { me } = desk.groups.value
  if (me.length === 0) return html`<${Empty} icon="hand" title=${t("nothing_mine")} text=${t("nothing_mine_why")} />`
  return html`<${Trips} trips=${me} desk=${desk} screen=${screen} />`
}

function Trips({ trips, desk, screen }) {
  if (trips.length === 0) return null
  return html`<div class="trips">${trips.map((trip) => html`<${TripCard} key=${trip.key} trip=${trip} desk=${desk} screen=${screen} />`)}</div>`
}
