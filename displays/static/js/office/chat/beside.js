// About the guest of a chat: their stay, what they have ordered, and what was written before.
import { age, money } from "../../core/words.js"
import { html } from "../../html.js"
import { Icon } from "../../parts/icon.js"
import { useRead } from "../hub.js"
import { OrderState } from "../orders/states.js"
import { Facts } from "../page.js"
import { addressOf } from "../places.js"
import { State } from "./list.js"
import { t } from "./words.js"

const ORDERS_MOST = 50

export function Beside({ office, chat }) {
  const { room, wristband, stay_id: stayId } = chat.subject
  const stay = office.screen.board.array("stays").get(stayId)
  const note = useRead(office, `/chats/${chat.id}`, ["chat.transferred"]).body?.note
  const answeredAfter = chat.answered_at && age(Date.parse(chat.answered_at) - Date.parse(chat.opened_at))
  const rows = [
    [t("stay"), room ? html`<a href=${addressOf("rooms", [room.id])}>${room.number}</a>` : wristband],
    stay && [t("guests"), stay.guests],
    stay && [t("arrived"), office.time(stay.opened_at)],
    [t("agent"), chat.agent?.name ?? t("nobody")],
    answeredAfter && [t("answered"), t("after", { time: answeredAfter })],
  ]
  return html`<div class="of-chat-about">
    <${Facts} rows=${rows} />
    ${note && html`<section class="of-chat-note"><h3>${t("note_said")}</h3><p dir="auto">${note}</p></section>`}
    ${chat.rating && html`<${Rating} rating=${chat.rating} />`}
    ${office.may("orders.read") && html`<${Orders} office=${office} room=${room} stayId=${stayId} />`}
    <${Earlier} office=${office} chat=${chat} />
  </div>`
}

const FIVE = [1, 2, 3, 4, 5]

export function Rating({ rating }) {
  return html`<section class="of-chat-rating">
    <h3>${t("rating")}</h3>
    <p class="of-chat-five" role="img" aria-label=${`${rating.stars} / 5`}>${FIVE.map((n) => html`<span key=${n} data-on=${String(n <= rating.stars)}><${Icon} name="star" size=${18} /></span>`)}</p>
    ${rating.comment && html`<p dir="auto">“${rating.comment}”</p>`}
  </section>`
}

/** Their rounds with numbers, so that whoever answers knows what is meant by "my order". */
function Orders({ office, room, stayId }) {
  const read = useRead(office, room ? office.at("/orders", { room: room.number, limit: ORDERS_MOST }) : null, ["orders.order_placed", "orders.order_changed"])
  const orders = (read.body?.items ?? []).filter((order) => order.stay_id === stayId)
  return html`<section>
    <h3>${t("orders")}</h3>
    ${
      orders.length === 0
        ? html`<p class="of-faint">${t("no_orders")}</p>`
        : html`<ul class="of-chat-orders">
            ${orders.map(
              (order) => html`<li key=${order.id}>
                <a href=${addressOf("orders", [order.id])}><b>${order.number}</b><span>${office.time(order.created_at)}</span><${OrderState} state=${order.state} /><span class="of-sum">${money(order.total, order.currency)}</span></a>
              </li>`,
            )}
          </ul>`
    }
  </section>`
}

function Earlier({ office, chat }) {
  const read = useRead(office, office.at("/chats", { stay_id: chat.subject.stay_id, limit: 20 }))
  const others = (read.body?.items ?? []).filter((one) => one.id !== chat.id)
  if (others.length === 0) return null
  return html`<section>
    <h3>${t("earlier")}</h3>
    <ul class="of-chat-orders">
      ${others.map((one) => html`<li key=${one.id}><a href=${addressOf("chat", ["closed", one.id])}><b>${office.time(one.opened_at)}</b><${State} office=${office} chat=${one} /></a></li>`)}
    </ul>
  </section>`
}
