// The chats one below the other: who, what was said last, how long they wait.
import { age } from "../../core/words.js"
import { html, useEffect, useRef } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Empty } from "../../parts/empty.js"
import { Icon } from "../../parts/icon.js"
import { lineOf, placeOf, writerName } from "../../chat/said.js"
import { dayIn } from "../../chat/thread_view.js"
import { dateLabel } from "../../core/words.js"
import { addressOf } from "../places.js"
import { timeOf } from "./lists.js"
import { t } from "./words.js"

export function ChatList({ office, desk, chats, tab, current, isMore, busy, more }) {
  const box = useRef(null)
  useEffect(() => box.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" }), [current])
  if (chats.length === 0) return html`<div class="of-chat-items"><${Empty} icon="chat" title=${t(`empty_${tab}`)} text=${tab === "closed" ? "" : t(`empty_${tab}_text`)} /></div>`
  return html`<ul class="of-chat-items" ref=${box} aria-label=${t(tab)}>
    ${chats.map((chat) => html`<li key=${chat.id}><${Item} office=${office} desk=${desk} chat=${chat} tab=${tab} isCurrent=${chat.id === current} /></li>`)}
    ${isMore && html`<li class="of-center"><${Button} size="s" busy=${busy} onPress=${more}>…<//></li>`}
  </ul>`
}

function Item({ office, desk, chat, tab, isCurrent }) {
  const unread = chat.state === "closed" ? 0 : desk.store.unread(chat)
  const typing = chat.state === "closed" ? [] : desk.store.typing(chat.id)
  const letter = chat.subject?.room?.number ?? "?"
  return html`<a class="of-chat-item" href=${addressOf("chat", [tab, chat.id])} aria-current=${isCurrent ? "true" : undefined} data-unread=${String(unread > 0)}>
    <span class="of-chat-face" data-state=${chat.state} data-letter=${letter} aria-hidden="true"></span>
    <span class="of-chat-words">
      <span class="of-chat-line"><strong><bdi>${placeOf(chat)}</bdi></strong><${When} office=${office} chat=${chat} /></span>
      <span class="of-chat-line">
        <span class="of-chat-last">${typing.length > 0 ? html`<em>…</em>` : html`<bdi>${saidLast(desk, chat)}</bdi>`}</span>
        ${unread > 0 && html`<b class="of-chat-unread" aria-label=${t("unread", { n: unread })}>${unread > 99 ? "99+" : unread}</b>`}
      </span>
      <${State} office=${office} chat=${chat} />
    </span>
  </a>`
}

/** What somebody wrote last, as far as it is at hand; else what the hub says of the newest. */
function saidLast(desk, chat) {
  const last = desk.store.held(chat.id)?.messages.value.findLast(({ kind }) => kind !== "system") ?? chat.last
  return last?.by.kind === "staff" ? `${writerName(last.by)}: ${lineOf(last)}` : lineOf(last)
}

/** For one that waits, how long; else when something was said last. */
function When({ office, chat }) {
  if (chat.state === "queued") return html`<time class="of-chat-age">${t("waits_since", { time: age(office.screen.now.value - Date.parse(chat.opened_at)) })}</time>`
  const at = timeOf(chat)
  const day = dayIn(office.zone, at)
  return html`<time>${day === dayIn(office.zone, office.now()) ? office.time(at) : dateLabel(day, { weekday: false })}</time>`
}

const TONE = { queued: "warn", assigned: "accent", open: "good", idle: "neutral", closed: "neutral" }

/** How it stands, in words; what is one's own says so. */
export function stateWords(office, chat) {
  if (chat.state === "queued") return chat.place ? t("state_queued", { n: chat.place }) : t("state_queued_bare")
  if (chat.state === "closed") return t("state_closed")
  const own = chat.agent?.id === office.user.id
  return t(`state_${chat.state}${own ? "_you" : ""}`, { name: chat.agent?.name ?? "" })
}

export function State({ office, chat }) {
  return html`<span class=${`of-chat-state tone-${TONE[chat.state]}`}>
    <i aria-hidden="true"></i>${stateWords(office, chat)}
    ${chat.rating && html`<span class="of-chat-stars"><${Icon} name="star" size=${13} />${chat.rating.stars}</span>`}
  </span>`
}
