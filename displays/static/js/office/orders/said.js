// What was said of an order, by line and by what happened: how many messages, whether all went well, and the way into their log.
import { nameOf } from "../../core/words.js"
import { html, useMemo } from "../../html.js"
import { Icon } from "../../parts/icon.js"
import { useAll } from "../hub.js"
import { addressOf } from "../places.js"
import { saidOf } from "./said_of.js"
import { t } from "./words.js"

const NEWS = ["im.message_sent", "orders.order_placed", "kds.line_moved", "orders.order_closed"]

/** Nothing for people who may not read the log. */
export function useSaid(office, orderId) {
  const read = useAll(office, office.may("im.call") ? office.at("/im/messages", { order_id: orderId }) : null, NEWS)
  return useMemo(() => read.body && saidOf(orderId, read.body), [orderId, read.body])
}

function Link({ found, query, label }) {
  if (!found || found.n === 0) return null
  const words = t(found.isWrong ? "said_problem" : "said_n", { n: found.n })
  return html`<a class="of-said-link" data-wrong=${found.isWrong} href=${addressOf("messages", [], query)} aria-label=${label && `${label}: ${words}`}><${Icon} name=${found.isWrong ? "warning" : "speaker"} size=${14} />${words}</a>`
}

export function SaidOfLine({ said, line }) {
  return said && html`<${Link} found=${said.ofLine(line)} query=${{ order: said.orderId, line: line.id, dish: nameOf(line) }} label=${t("said_of", { dish: nameOf(line) })} />`
}

export function SaidOfEntry({ said, entry }) {
  const found = said && said.ofEntry(entry)
  return found && html`<${Link} found=${found} query=${{ order: said.orderId, event: found.event }} />`
}
