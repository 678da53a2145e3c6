// One chat: what was written, who answers it, and what can be done.
import { Composer } from "../../chat/composer.js"
import { placeOf } from "../../chat/said.js"
import { ThreadView } from "../../chat/thread_view.js"
import { age } from "../../core/words.js"
import { html, useLayoutEffect, useRef, useState } from "../../html.js"
import { Button, IconButton } from "../../parts/button.js"
import { confirm, Sheet } from "../../parts/dialog.js"
import { Empty } from "../../parts/empty.js"
import { Icon } from "../../parts/icon.js"
import { problemText } from "../../parts/problem_text.js"
import { useSight } from "../../parts/sight.js"
import { toast } from "../../parts/toast.js"
import { problemOf } from "../hub.js"
import { addressOf } from "../places.js"
import { go } from "../router.js"
import { Beside, Rating } from "./beside.js"
import { groupReaders } from "./desk.js"
import { stateWords } from "./list.js"
import { phrasesFor, phraseText, slashIn } from "./lists.js"
import { PhraseEditor, PhrasePicker, useSpeaks } from "./phrases.js"
import { Transfer } from "./transfer.js"
import { t } from "./words.js"

export function ChatRoom({ office, desk, chat, tab, phrases, isWide }) {
  const [open, setOpen] = useState(null) // null, "transfer", "about" or "phrases"
  const { store } = desk
  const isGroup = chat.kind === "group"
  const unsent = useUnsent(desk, chat.id)
  const readTo = useRef({ id: null }).current
  if (readTo.id !== chat.id) Object.assign(readTo, { id: chat.id, at: store.unread(chat) > 0 ? store.markOf(chat) : null })
  useSight()
  const close = () => setOpen(null)
  const thread = html`<${ThreadView}
    key=${chat.id}
    store=${store}
    chat=${chat}
    unsent=${unsent}
    zone=${office.zone}
    readTo=${readTo.at}
    readByOther=${isGroup ? null : chat.read.guest}
    empty=${html`<${Empty} icon=${isGroup ? "users" : "chat"} title=${t(isGroup ? "group" : "choose")} text=${isGroup ? groupReaders(office) : ""} />`}
  />`
  return html`<section class="of-chat-room" aria-label=${isGroup ? t("group") : placeOf(chat)}>
    <${Head} office=${office} desk=${desk} chat=${chat} tab=${tab} isWide=${isWide} open=${setOpen} />
    <div class="of-chat-both">
      <div class="of-chat-talk">
        ${thread}
        <${Foot} key=${chat.id} office=${office} desk=${desk} chat=${chat} phrases=${phrases} onEdit=${() => setOpen("phrases")} />
      </div>
      ${isWide && !isGroup && html`<aside class="of-chat-beside" aria-label=${t("about")}><${Beside} key=${chat.id} office=${office} chat=${chat} /></aside>`}
    </div>
    ${open === "transfer" && html`<${Transfer} office=${office} desk=${desk} chat=${chat} onClose=${close} />`}
    ${open === "phrases" && html`<${PhraseEditor} office=${office} read=${phrases} onClose=${close} />`}
    ${open === "about" && !isWide && html`<${Sheet} open title=${t("about")} class="of-sheet" onClose=${close}><${Beside} office=${office} chat=${chat} /><//>`}
  </section>`
}

/** Own messages of a chat that the hub has not got. */
function useUnsent(desk, chatId) {
  const made = useRef({ id: null }).current
  if (made.id !== chatId) Object.assign(made, { id: chatId, signal: desk.store.outgoing.in(desk.conversation(chatId)) })
  return made.signal.value
}

function Head({ office, desk, chat, tab, isWide, open }) {
  const isGroup = chat.kind === "group"
  const isMine = chat.agent?.id === office.user.id
  const closing = async () => {
    const sure = await confirm({ title: t("close_title", { place: placeOf(chat) }), text: t("close_text"), yes: t("close_yes") })
    if (!sure) return
    const reply = await desk.change(chat, "close")
    if (reply.ok) toast(t("closed_done"), { tone: "good" })
    else toast(problemText(problemOf(reply)), { tone: "bad" })
  }
  const waits = chat.state === "queued" && ` · ${t("waits_since", { time: age(office.screen.now.value - Date.parse(chat.opened_at)) })}`
  return html`<header class="of-chat-head">
    <a class="of-chat-back" href=${addressOf("chat", [tab])} aria-label=${t("back")}><${Icon} name="arrow-left" size=${20} /></a>
    ${isGroup ? html`<span class="of-chat-face" data-state="group" aria-hidden="true"><${Icon} name="users" size=${20} /></span>` : html`<span class="of-chat-face" data-state=${chat.state} data-letter=${chat.subject.room?.number ?? "?"} aria-hidden="true"></span>`}
    <div class="of-two-lines">
      <h2><bdi>${isGroup ? t("group") : placeOf(chat)}</bdi></h2>
      <small>${isGroup ? groupReaders(office) : stateWords(office, chat)}${waits}</small>
    </div>
    ${
      !isGroup &&
      html`<div class="of-actions">
        ${chat.state !== "closed" && html`<${Button} size="s" icon="move" onPress=${() => open("transfer")}>${t("transfer")}<//>`}
        ${chat.state !== "closed" && (isMine || chat.state === "idle" || chat.state === "queued") && html`<${Button} size="s" icon="check" onPress=${closing}>${t("close")}<//>`}
        ${!isWide && html`<${IconButton} size="s" icon="info" label=${t("about")} onPress=${() => open("about")} />`}
      </div>`
    }
  </header>`
}

/** Below the messages: the field, and before it what has to happen first. */
function Foot({ office, desk, chat, phrases, onEdit }) {
  if (chat.state === "closed") return html`<${Closed} office=${office} desk=${desk} chat=${chat} />`
  const isOthers = chat.kind === "support" && chat.agent && chat.agent.id !== office.user.id
  if (isOthers) return html`<${Others} office=${office} desk=${desk} chat=${chat} />`
  return html`<${Write} office=${office} desk=${desk} chat=${chat} phrases=${phrases} onEdit=${onEdit}>
    ${(chat.state === "queued" || chat.state === "assigned") && html`<${Accept} desk=${desk} chat=${chat} />`}
  <//>`
}

function useBusy(work) {
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    const reply = await work()
    setBusy(false)
    if (reply && !reply.ok) toast(problemText(problemOf(reply)), { tone: "bad" })
  }
  return [busy, run]
}

function Accept({ desk, chat }) {
  const [busy, accept] = useBusy(() => desk.change(chat, "accept"))
  return html`<div class="of-chat-bar" data-tone="warn">
    <${Icon} name="bell-ring" size=${20} /><p>${t("waits_for_you")}</p>
    <${Button} size="s" kind="primary" icon="hand" busy=${busy} onPress=${accept}>${t("take")}<//>
  </div>`
}

function Others({ office, desk, chat }) {
  const [busy, take] = useBusy(() => desk.change(chat, "transfer", { staff_id: office.user.id, note: null }))
  return html`<div class="of-chat-bar of-chat-bar-alone">
    <${Icon} name="user" size=${20} /><p>${t("others", { name: chat.agent.name })}</p>
    <${Button} size="s" busy=${busy} onPress=${take}>${t("take_over")}<//>
  </div>`
}

function Closed({ office, desk, chat }) {
  const { room } = chat.subject
  const [busy, again] = useBusy(async () => {
    const reply = await office.ask("POST", "/chats", { room_id: room.id })
    if (reply.ok) {
      desk.store.learn(reply.body)
      go("chat", ["mine", reply.body.chat.id])
    }
    return reply
  })
  const hasLeft = chat.close_reason === "stay_ended"
  return html`<div class="of-chat-bar of-chat-bar-alone">
    ${chat.rating ? html`<${Rating} rating=${chat.rating} />` : html`<${Icon} name="check-circle" size=${20} /><p>${t(hasLeft ? "is_closed_stay" : "is_closed")}</p>`}
    ${!hasLeft && room && html`<${Button} size="s" icon="chat" busy=${busy} onPress=${again}>${t("new_with_room", { number: room.number })}<//>`}
  </div>`
}

function Write({ office, desk, chat, phrases, onEdit, children }) {
  const draft = desk.draft(chat.id)
  const isGroup = chat.kind === "group"
  const field = useRef(null)
  const [speaks, setSpeaks] = useSpeaks()
  const [at, setAt] = useState(0)
  const [isOpen, setOpen] = useState(false) // by the button
  const slash = isGroup ? null : slashIn(draft.value)
  const [hidden, hide] = useState(null) // what was typed when Esc closed the list
  const isShown = !isGroup && (isOpen || (slash !== null && hidden !== draft.value))
  const all = phrases.body?.items ?? []
  const found = isShown ? phrasesFor(all, slash ?? "", speaks) : []
  useLayoutEffect(() => setAt(0), [slash, isOpen])
  useLayoutEffect(() => {
    if (matchMedia("(pointer: fine)").matches) field.current?.focus()
  }, [])
  const shut = () => {
    setOpen(false)
    hide(draft.peek())
  }
  const pick = (phrase) => {
    const before = slash === null && draft.peek().trim() ? `${draft.peek().trimEnd()} ` : ""
    draft.value = before + phraseText(phrase, speaks)
    setOpen(false)
    field.current.focus()
  }
  const keyed = (event) => {
    if (!isShown) return false
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (event.altKey || found.length === 0) return false
      event.preventDefault()
      setAt((at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length)
    } else if ((event.key === "Enter" || event.key === "Tab") && found[at]) {
      event.preventDefault()
      pick(found[at])
    } else if (event.key === "Escape") {
      event.preventDefault()
      event.stopPropagation()
      shut()
    } else return false
    return true
  }
  const button = !isGroup && html`<${IconButton} icon="note" label=${t("phrases")} pressed=${isOpen} onPress=${() => (setOpen(!isOpen), field.current.focus())} />`
  return html`<div class="of-chat-foot">
    ${isShown && html`<${PhrasePicker} phrases=${all} typed=${slash ?? ""} at=${at} onAt=${setAt} onPick=${pick} onEdit=${office.may("chat.phrases") && onEdit} speaks=${speaks} onSpeaks=${setSpeaks} />`}
    <${Composer}
      inputRef=${field}
      value=${draft.value}
      placeholder=${t(isGroup ? "write_group" : "write")}
      onChange=${(text) => (draft.value = text)}
      onTyping=${() => slash === null && desk.store.typed(chat.id)}
      onKey=${keyed}
      onSend=${(text) => {
        draft.value = ""
        desk.store.outgoing.text(desk.conversation(chat.id), text)
      }}
      onPicture=${(file, size) => desk.store.outgoing.picture(desk.conversation(chat.id), file, size)}
      before=${button}
    >
      ${children}
    <//>
    <p class="of-chat-keys" aria-hidden="true">${t("keys")}</p>
  </div>`
}
