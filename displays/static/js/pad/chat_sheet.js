// The guest writes with the staff, or with everybody here.
import { Composer } from "../chat/composer.js"
import { ThreadView } from "../chat/thread_view.js"
import { html, useEffect, useRef, useState } from "../html.js"
import { Button } from "../parts/button.js"
import { confirm, Sheet } from "../parts/dialog.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { Segmented } from "../parts/tabs.js"
import { useSight } from "../parts/sight.js"
import { standOf } from "./chat_stands.js"
import { t } from "./chat_words.js"

/** The button beside the services, with what nobody has read yet. */
export function ChatButton({ pad, class: extra = "" }) {
  const unread = pad.chat.unread.value
  return html`<button type="button" class="service service-chat ${extra}" data-unread=${String(unread > 0)} onClick=${() => pad.open({ kind: "chat" })}>
    <${Icon} name="chat" size=${26} /><span>${t("chat_with_us")}</span>
    ${unread > 0 && html`<b class="service-badge" aria-label=${t("unread", { n: unread })}>${unread > 99 ? "99+" : unread}</b>`}
  </button>`
}

export function ChatSheet({ pad }) {
  const { chat } = pad
  useSight()
  useEffect(() => void chat.look(), [])
  const hasGroup = chat.hasGroup.value
  const tab = hasGroup ? chat.tab.value : "support"
  const count = (n) => (n > 0 ? ` · ${n > 99 ? "99+" : n}` : "")
  return html`<${Sheet} open=${true} class="chat-sheet" title=${t(hasGroup ? "chat" : "title_support")} onClose=${() => pad.close()}>
    ${
      hasGroup &&
      html`<div class="chat-tabs"><${Segmented}
        label=${t("chat")}
        options=${[
          { id: "support", label: t("tab_support") + (tab === "support" ? "" : count(chat.unread.value)), icon: "chat" },
          { id: "group", label: t("tab_group") + (tab === "group" ? "" : count(chat.unreadGroup.value)), icon: "users" },
        ]}
        value=${tab}
        onChange=${(id) => (chat.tab.value = id)}
      /></div>`
    }
    ${tab === "group" ? html`<${Group} key="group" pad=${pad} />` : html`<${Support} key="support" pad=${pad} />`}
  <//>`
}

/** The mark of this side when the chat was opened, where something was unread: what comes after it is new. */
function useMark(chat, store) {
  const mark = useRef({ id: null, at: null })
  if (chat && mark.current.id !== chat.id) mark.current = { id: chat.id, at: store.unread(chat) > 0 ? store.markOf(chat) : null }
  return mark.current.at
}

function Support({ pad }) {
  const { chat: padChat } = pad
  const chat = padChat.chat.value
  const stand = standOf(chat)
  const unsent = padChat.unsent.support.value
  const readTo = useMark(chat, padChat.store)
  return html`
    <${Stand} pad=${pad} stand=${stand} chat=${chat} />
    <${ThreadView} key=${chat?.id ?? "none"} store=${padChat.store} chat=${chat} unsent=${unsent} zone=${pad.zone.value} readTo=${readTo} readByOther=${chat?.read.staff ?? 0} empty=${isOver(pad) ? null : html`<${Begin} pad=${pad} />`}>
      ${stand === "closed" && html`<${Ended} key=${chat.id} pad=${pad} chat=${chat} />`}
    <//>
    <${Write} pad=${pad} tab="support" placeholder=${t("write")} />
  `
}

const LOOKS = { queued: "clock", nobody: "moon", assigned: "eye", open: "user" }

/** How it stands with the chat: the place in the queue, who answers, or that nobody is there. */
function Stand({ pad, stand, chat }) {
  const ask = async () => {
    if (await confirm({ title: t("end_title"), text: t("end_text"), yes: t("end_yes"), no: t("end_no") })) pad.chat.end()
  }
  const isOffline = pad.screen.link.value.state === "offline"
  if (isOffline) return html`<p class="chat-stand" data-stand="offline" role="status"><${Icon} name="wifi-off" size=${22} /><span><b>${t("offline")}</b></span></p>`
  if (stand === "none" || stand === "closed") return null
  const name = chat.agent?.name ?? ""
  const text = stand === "queued" || stand === "nobody" ? t(`${stand}_text`) : null
  return html`<div class="chat-stand" data-stand=${stand} role="status">
    ${name ? html`<span class="chat-face" data-letter=${[...name][0]} aria-hidden="true" />` : html`<${Icon} name=${LOOKS[stand]} size=${22} />`}
    <span><b>${t(stand, { n: chat.place ?? 1, name })}</b>${text && html`<small>${text}</small>`}</span>
    ${(stand === "open" || stand === "assigned") && html`<${Button} kind="quiet" onPress=${ask}>${t("end")}<//>`}
  </div>`
}

const ASKS = ["ask_towels", "ask_wifi", "ask_closing"]

/** Nothing was written yet: what can be asked, by one tap. */
function Begin({ pad }) {
  return html`<${Empty} icon="chat" title=${t("none")} text=${t("none_text")}>
    <div class="chat-asks">${ASKS.map((ask) => html`<${Button} key=${ask} onPress=${() => pad.chat.send("support", t(ask))}>${t(ask)}<//>`)}</div>
  <//>`
}

function Ended({ pad, chat }) {
  const [stars, setStars] = useState(0)
  const [comment, setComment] = useState("")
  const [busy, setBusy] = useState(false)
  const box = useRef(null)
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), [stars])
  if (chat.rating) {
    return html`<section class="chat-ended" ref=${box}>
      <p class="chat-rated"><span>${t("rated_thanks")}</span><${Stars} value=${chat.rating.stars} /></p>
      ${!isOver(pad) && html`<p class="chat-ended-text">${t("closed_text")}</p>`}
    </section>`
  }
  const send = async () => {
    setBusy(true)
    await pad.chat.rate(stars, comment.trim())
    setBusy(false)
  }
  return html`<section class="chat-ended" ref=${box} aria-label=${t("rate_title")}>
    <h3>${t("rate_title")}</h3>
    <${StarField} value=${stars} onChange=${setStars} />
    ${
      stars > 0 &&
      html`<textarea class="chat-input chat-comment" rows="2" maxlength="500" aria-label=${t("rate_comment")} placeholder=${t("rate_comment")} value=${comment} onInput=${(event) => setComment(event.currentTarget.value)} />
        <${Button} kind="primary" size="l" wide busy=${busy} onPress=${send}>${t("rate_send")}<//>`
    }
    ${!isOver(pad) && html`<p class="chat-ended-text">${t("closed_text")}</p>`}
  </section>`
}

const FIVE = [1, 2, 3, 4, 5]
const STEP = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }

/** One to five, each with its word: radio buttons that look like stars. */
function StarField({ value, onChange }) {
  const row = useRef(null)
  const keyed = (event) => {
    if (!(event.key in STEP)) return
    event.preventDefault()
    const next = Math.min(5, Math.max(1, value + STEP[event.key]))
    onChange(next)
    row.current.children[next - 1].focus()
  }
  return html`<div class="chat-stars" role="radiogroup" aria-label=${t("rate_title")} ref=${row} onKeyDown=${keyed}>
      ${FIVE.map(
        (n) => html`<button
          type="button"
          key=${n}
          role="radio"
          class="chat-star"
          data-on=${String(n <= value)}
          aria-checked=${String(n === value)}
          aria-label=${`${n}: ${t(`star_${n}`)}`}
          tabIndex=${n === (value || 1) ? 0 : -1}
          onClick=${() => onChange(n)}
        >
          <${Icon} name="star" size=${34} />
        </button>`,
      )}
    </div>
    <p class="chat-star-word" aria-hidden="true">${value > 0 ? t(`star_${value}`) : " "}</p>`
}

function Stars({ value }) {
  return html`<span class="chat-stars-small" role="img" aria-label=${t(`star_${value}`)}>
    ${FIVE.map((n) => html`<span key=${n} class="chat-star" data-on=${String(n <= value)}><${Icon} name="star" size=${22} /></span>`)}
  </span>`
}

function Group({ pad }) {
  const { chat: padChat } = pad
  const chat = padChat.group.value
  const readTo = useMark(chat, padChat.store)
  return html`
    <div class="chat-stand" data-stand="group" role="note">
      <${Icon} name="users" size=${22} />
      <span><b>${t("group_warning")}</b><small>${t("group_warning_text", { number: pad.room.value.number })}</small></span>
    </div>
    <${ThreadView} key=${chat?.id ?? "none"} store=${padChat.store} chat=${chat} unsent=${padChat.unsent.group.value} zone=${pad.zone.value} readTo=${readTo} empty=${html`<${Empty} icon="users" title=${t("group_empty")} text=${t("group_empty_text")} />`} />
    <${Write} pad=${pad} tab="group" placeholder=${t("write_group")} />
  `
}

/** Guests who have checked out read, and say how it was, and write no more. */
function isOver(pad) {
  return Boolean(pad.stay.value?.checked_out_at)
}

function Write({ pad, tab, placeholder }) {
  const { chat } = pad
  if (isOver(pad)) return html`<p class="chat-stand" data-stand="over" role="note"><${Icon} name="info" size=${22} /><span><b>${t("over")}</b><small>${t("over_text")}</small></span></p>`
  const draft = chat.drafts[tab]
  return html`<${Composer}
    value=${draft.value}
    placeholder=${placeholder}
    onChange=${(text) => (draft.value = text)}
    onTyping=${() => chat.typed(tab)}
    onSend=${(text) => chat.send(tab, text)}
    onPicture=${(file, size) => chat.sendPicture(tab, file, size)}
  />`
}
