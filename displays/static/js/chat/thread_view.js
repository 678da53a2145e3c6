// A chat as it is read: days, bubbles, what the house says, who is typing. It stays at its newest message while somebody looks at that.
import { clockTime, dateLabel } from "../core/words.js"
import { html, memo, useEffect, useLayoutEffect, useRef, useState } from "../html.js"
import { Button, IconButton } from "../parts/button.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { ChatPicture } from "./pictures.js"
import { rowsOf } from "./rows.js"
import { isFor, systemWords, writerName } from "./said.js"
import { t } from "./words.js"

const NEAR_PX = 90
const OLDER_PX = 160

/**
 * `chat` may be null as long as there is none. `readTo` is the mark of this side when the chat was opened, `readByOther` what the other side
 * has read. `isActive`: somebody looks, so what is seen is read. `nameless`: no names above the others' bubbles.
 */
export function ThreadView({ store, chat, unsent, zone, readTo, readByOther = null, isActive = true, isSeen, empty, children }) {
  const { screen } = store
  const thread = chat ? store.thread(chat.id) : null
  const messages = thread?.messages.value ?? NONE
  const state = thread?.state.value ?? "ready"
  const dayOf = (at) => dayIn(zone, at)
  const ownHere = (message) => (isSeen ?? store.isOwn)(message, chat)
  const rows = rowsOf({ messages: messages.filter((message) => isFor(message, store.side)), unsent, isOwn: ownHere, dayOf, readTo })
  const highest = messages.at(-1)?.number ?? 0
  const { box, below, toEnd, isAtEnd } = useEnd({ messages, unsent, thread, isOwn: ownHere })
  const typing = chat && chat.state !== "closed" ? store.typing(chat.id) : NONE

  useEffect(() => {
    if (!chat || !isActive || !isAtEnd || highest === 0) return undefined
    const look = () => document.visibilityState === "visible" && store.read(store.chat(chat.id) ?? chat, highest)
    look()
    document.addEventListener("visibilitychange", look)
    return () => document.removeEventListener("visibilitychange", look)
  }, [chat?.id, highest, isActive, isAtEnd, screen.link.value.state])

  const lastRead = readByOther === null ? null : messages.findLast((message) => message.kind !== "system" && ownHere(message) && message.number <= readByOther)?.number
  const lastOwn = messages.findLast((message) => message.kind !== "system" && ownHere(message))?.number
  return html`<div class="chat-thread">
    <div class="chat-scroll" ref=${box} tabIndex="0" role="log" aria-label=${t("messages_list")} aria-live=${isAtEnd ? "polite" : "off"}>
      <div class="chat-top">
        ${thread?.isMore.value && html`<${Button} kind="quiet" busy=${thread.busy.value} onPress=${() => thread.older()}>${t("earlier")}<//>`}
        ${state === "loading" && html`<${Waiting} />`}
        ${state === "failed" && html`<${Empty} icon="wifi-off" title=${t("could_not_load")}><${Button} icon="refresh" onPress=${() => thread.load()}>${t("again")}<//><//>`}
      </div>
      ${state === "ready" && rows.length === 0 && empty}
      ${rows.map((row) => html`<${Row} ...${row} key=${row.key} screen=${screen} zone=${zone} side=${store.side} today=${row.kind === "day" ? dayOf(screen.clock.now()) : null} mark=${markOf(row, lastRead, lastOwn)} outgoing=${store.outgoing} isNamed=${row.first && row.message.by && !store.isMe(row.message.by)} />`)}
      ${typing.length > 0 && html`<${Typing} typing=${typing} />`}
      ${children}
    </div>
    ${!isAtEnd && html`<button type="button" class="chat-down" onClick=${toEnd} aria-label=${below > 0 ? t("unread_below", { n: below }) : t("to_newest")}>
      ${below > 0 && html`<b>${below}</b>`}<${Icon} name="arrow-down" size=${20} />
    </button>`}
  </div>`
}

const NONE = []

/** Under the last own message that was read, and under the last one of all. */
function markOf({ kind, own, message }, lastRead, lastOwn) {
  if (kind !== "message" || !own || message.number === null || lastRead === null) return null
  if (message.number === lastRead) return "read"
  return message.number === lastOwn ? "sent" : null
}

/** The end of the list is held while somebody is there; what comes above does not move what is looked at. */
function useEnd({ messages, unsent, thread, isOwn }) {
  const box = useRef(null)
  const held = useRef({ isAtEnd: true, first: null, last: null, unsent: 0, height: 0 })
  const [isAtEnd, setAtEnd] = useState(true)
  const [seen, setSeen] = useState(0)
  const toEnd = () => {
    const place = box.current
    place.scrollTop = place.scrollHeight
    held.current.isAtEnd = true
    setAtEnd(true)
  }
  const first = messages[0]?.number ?? null
  const last = messages.at(-1)?.number ?? 0
  useLayoutEffect(() => {
    const place = box.current
    const was = held.current
    const isNew = last !== was.last || unsent.length > was.unsent
    const byMe = unsent.length > was.unsent
    if (was.first !== null && first !== null && first < was.first && !was.isAtEnd) place.scrollTop += place.scrollHeight - was.height
    else if (was.isAtEnd || byMe || was.last === null) place.scrollTop = place.scrollHeight
    if (isNew && byMe) {
      was.isAtEnd = true
      setAtEnd(true)
    }
    Object.assign(was, { first, last: messages.length > 0 ? last : null, unsent: unsent.length, height: place.scrollHeight })
  })
  useEffect(() => {
    if (isAtEnd) setSeen(last)
  }, [isAtEnd, last])
  useLayoutEffect(() => {
    const place = box.current
    const look = () => {
      const now = place.scrollHeight - place.scrollTop - place.clientHeight < NEAR_PX
      held.current.isAtEnd = now
      held.current.height = place.scrollHeight
      setAtEnd(now)
      if (place.scrollTop < OLDER_PX && thread?.isMore.peek()) thread.older()
    }
    place.addEventListener("scroll", look, { passive: true })
    // A keyboard that comes up, or a field that grows, makes the list shorter: its end stays in sight.
    const watch = new ResizeObserver(() => {
      if (held.current.isAtEnd) place.scrollTop = place.scrollHeight
    })
    watch.observe(place)
    return () => {
      place.removeEventListener("scroll", look)
      watch.disconnect()
    }
  }, [thread])
  const below = isAtEnd ? 0 : messages.filter((message) => message.number > seen && message.kind !== "system" && !isOwn(message)).length
  return { box, below, toEnd, isAtEnd }
}

const Row = memo(function Row({ kind, day, message, today, ...rest }) {
  if (kind === "day") return html`<p class="chat-day"><span>${dayWords(day, today)}</span></p>`
  if (kind === "new") return html`<p class="chat-new"><span>${t("new_messages")}</span></p>`
  if (kind === "system") return html`<p class="chat-system"><span>${systemWords(message, rest.side)}</span><time>${clockTime(message.at, rest.zone)}</time></p>`
  return html`<${Bubble} message=${message} ...${rest} />`
})

function Bubble({ message, own, first, last, screen, zone, mark, outgoing, isNamed }) {
  const { state } = message
  const isFailed = state === "failed"
  const retry = () => outgoing.retry(message)
  return html`<article class="chat-message" data-own=${String(own)} data-first=${String(first)} data-last=${String(last)} data-state=${state ?? "there"}>
    ${isNamed && html`<header class="chat-writer"><bdi>${writerName(message.by)}</bdi></header>`}
    <div class="chat-bubble" data-picture=${String(Boolean(message.picture))}>
      ${message.picture && html`<${ChatPicture} screen=${screen} message=${message} />`}
      ${message.text && html`<p class="chat-text" dir="auto">${message.text}</p>`}
    </div>
    ${
      isFailed
        ? html`<div class="chat-failed">
            ${
              message.problem?.code === "stay_closed"
                ? html`<span class="chat-retry"><${Icon} name="warning" size=${16} />${t("not_sent")}</span>`
                : html`<button type="button" class="chat-retry" onClick=${retry}><${Icon} name="warning" size=${16} />${t("failed")}</button>`
            }
            <${IconButton} icon="trash" label=${t("drop")} onPress=${() => outgoing.drop(message)} />
          </div>`
        : (last || state || mark) &&
          html`<footer class="chat-about">
            <time>${clockTime(message.at, zone)}</time>
            ${state && html`<span class="chat-way"><${Icon} name=${state === "waiting" ? "clock" : "send"} size=${14} />${t(state === "waiting" && message.problem?.code === "rate_limited" ? "paced" : state)}</span>`}
            ${mark && html`<span class="chat-way" data-mark=${mark}><${Icon} name=${mark === "read" ? "check-all" : "check"} size=${15} />${t(mark)}</span>`}
          </footer>`
    }
  </article>`
}

function Typing({ typing }) {
  const name = typing.length > 1 ? t("typing_many") : t("typing", { name: writerName(typing[0].by) })
  return html`<div class="chat-typing" role="status"><span class="chat-dots" aria-hidden="true"><i /><i /><i /></span><span>${name}</span></div>`
}

function Waiting() {
  return html`<div class="chat-waiting" aria-busy="true">
    ${[0, 1, 2].map((at) => html`<span key=${at} class="skeleton chat-skeleton" data-own=${String(at === 1)} />`)}
  </div>`
}

const days = new Map()

/** The calendar day of the shop, as `2026-07-14`. */
export function dayIn(zone, at) {
  if (!days.has(zone)) days.set(zone, new Intl.DateTimeFormat("en-CA", { timeZone: zone || undefined, year: "numeric", month: "2-digit", day: "2-digit" }))
  return days.get(zone).format(new Date(at))
}

function dayWords(day, today) {
  if (day === today) return t("today")
  const before = new Date(`${today}T00:00:00Z`)
  before.setUTCDate(before.getUTCDate() - 1)
  return day === before.toISOString().slice(0, 10) ? t("yesterday") : dateLabel(day)
}
