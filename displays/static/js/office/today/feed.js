// The feed: newest first, at most so many, never growing. What came before the page was opened is read off the board.
import { nameOf } from "../../core/words.js"
import { html, useLayoutEffect, useMemo, useState } from "../../html.js"
import { Empty } from "../../parts/empty.js"
import { Icon } from "../../parts/icon.js"
import { faultWords } from "../devices/faults_words.js"
import { useRead } from "../hub.js"
import { Section } from "../page.js"
import { addressOf } from "../places.js"
import { t as shared } from "../words.js"
import { happeningsOf, recentOf } from "./happenings.js"
import { t } from "./words.js"

const MOST = 40
const ICON = {
  placed: "bill",
  started: "flame",
  ready: "check",
  called: "bell",
  served: "dish",
  cancelled: "close",
  voided: "close",
  closed: "clean",
  room_opened: "room",
  room_left: "room",
  room_cleaned: "clean",
  sold_out: "ban",
  device_fault: "warning",
  round_missed: "warning",
}

export function Feed({ office, orders, lines }) {
  const [before] = useState(() => recentOf(orders, lines, MOST))
  const [since, setSince] = useState([])
  const menu = useRead(office, office.at("/menu"))
  const names = useMemo(() => new Map((menu.body?.categories ?? []).flatMap((category) => category.items.map((item) => [item.sku_id, item]))), [menu.body])
  // At once: what happens before the first picture is on the glass belongs into the feed too.
  useLayoutEffect(
    () =>
      office.screen.onEvent((event) => {
        const found = happeningsOf(event)
        if (found.length) setSince((held) => [...found, ...held.filter((one) => one.id !== found[0].id)].slice(0, MOST))
      }),
    [office.screen],
  )
  const shown = [...since, ...before].slice(0, MOST)
  return html`<${Section} title=${t("feed")} class="of-card of-feed-card">
    ${
      shown.length === 0
        ? html`<${Empty} icon="pulse" title=${t("feed_empty")} text=${t("feed_empty_text")} />`
        : html`<ol class="of-feed" tabindex="0" aria-label=${t("feed")}>
            ${shown.map(
              (one) => html`<li key=${one.id} data-kind=${one.kind}>
                <time datetime=${one.at}>${office.time(one.at)}</time>
                <${Icon} name=${ICON[one.kind] ?? "circle"} size=${16} />
                <span>${one.number && html`<a href=${addressOf("orders", [one.orderId])}>${one.number}</a> `}${sentence(one, names)}</span>
              </li>`,
            )}
          </ol>`
    }
  <//>`
}

function sentence(one, names) {
  const facts = {
    where: whereOf(one.place),
    dish: one.dish && t("dish", { name: nameOf(one.dish), n: one.dish.quantity }),
    dishes: one.n === undefined ? "" : shared("dishes", { n: one.n }),
    name: names.has(one.sku) ? nameOf(names.get(one.sku)) : t("some_dish"),
    device: one.device,
    fault: one.fault && faultWords(one.fault),
    n: one.n,
  }
  if (one.kind === "placed" && one.round > 1) return t("feed_added", facts)
  if (one.kind === "closed" && one.n > 0) return t("feed_closed_unfinished", facts)
  return t(`feed_${one.kind}`, facts)
}

function whereOf(place) {
  if (!place) return ""
  return place.wristband ? t("where_wristband", { code: place.wristband }) : t("where_room", { number: place.room ?? "–" })
}
