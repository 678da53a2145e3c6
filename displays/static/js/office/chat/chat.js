// The chat console: who waits, who is one's own, and the one that is read now; beside it what is known of those guests.
import { closePicture, PictureViewer } from "../../chat/pictures.js"
import { lineOf } from "../../chat/said.js"
import { language, nameOf } from "../../core/words.js"
import { html, signal, useEffect, useLayoutEffect, useMemo, useState } from "../../html.js"
import { IconButton } from "../../parts/button.js"
import { Empty } from "../../parts/empty.js"
import { Icon } from "../../parts/icon.js"
import { LinkPill } from "../../parts/pill.js"
import { Segmented } from "../../parts/tabs.js"
import { useEvents, usePages, useRead } from "../hub.js"
import { addressOf } from "../places.js"
import { go, place } from "../router.js"
import { t as shared } from "../words.js"
import { Availability } from "./availability.js"
import { deskOf, groupReaders } from "./desk.js"
import { ChatList } from "./list.js"
import { closedOf, neighbour, runningOf, tabFor, TABS } from "./lists.js"
import { NewChat } from "./new_chat.js"
import { ChatRoom } from "./room.js"
import { t } from "./words.js"

const wide = matchMedia("(min-width: 1320px)")
const isWide = signal(wide.matches)
wide.addEventListener("change", () => (isWide.value = wide.matches))
const GROUP = "group"

export default function Chats({ office }) {
  const desk = useMemo(() => deskOf(office), [office.user.id, office.shop.id])
  const { rest } = place.value
  const { queue, mine, group } = { queue: desk.queue.value, mine: desk.mine.value, group: desk.group.value }
  const isGroup = rest[0] === GROUP || !desk.answers
  const tab = isGroup ? GROUP : tabFor(rest[0], { queue, mine })
  const closed = usePages(office, tab === "closed" ? office.at("/chats", { state: "closed", limit: 30 }) : null)
  useEvents(office, ["chat.changed", "chat.message_added"], () => tab === "closed" && closed.again(), (event) => event.data.chat?.state === "closed")
  const phrases = useRead(office, desk.answers ? office.at("/chat-phrases") : null)
  const known = desk.store.chats.value
  const lists = { queue, mine, all: runningOf([...known.values()]), closed: closedOf(closed.items, known), group: [] }
  const listed = lists[tab]
  const wanted = isGroup ? group : (rest[1] && (known.get(rest[1]) ?? listed.find((chat) => chat.id === rest[1]))) || null
  useTitle(office)
  useFetched(office, desk, isGroup ? null : rest[1], wanted)
  useEffect(() => closePicture, [])
  useEffect(() => void (wanted && closed.items.includes(wanted) && desk.store.learn({ chat: wanted })), [wanted])
  useSteps(listed, rest[1], tab)
  const isTaken = tab === "queue" && wanted?.agent?.id === office.user.id
  useEffect(() => void (isTaken && go("chat", ["mine", wanted.id])), [isTaken])
  const showsRoom = isGroup ? rest[0] === GROUP : Boolean(rest[1])
  return html`<div class="of-chat" data-shows=${showsRoom ? "room" : "list"}>
    <div class="of-chat-side">
      <${SideHead} office=${office} desk=${desk} />
      <${GroupLink} office=${office} desk=${desk} isCurrent=${isGroup} />
      ${
        desk.answers &&
        html`<${Segmented}
            class="of-chat-tabs"
            size="s"
            label=${t("lists")}
            options=${TABS.map((id) => ({ id, label: `${t(id)}${countOf(id, lists)}` }))}
            value=${isGroup ? null : tab}
            onChange=${(next) => go("chat", [next])}
          />
          <${ChatList} office=${office} desk=${desk} chats=${isGroup ? lists.mine : listed} tab=${isGroup ? "mine" : tab} current=${isGroup ? null : rest[1]} isMore=${tab === "closed" && closed.isMore} busy=${closed.busy} more=${closed.more} />
          <${Availability} office=${office} desk=${desk} />`
      }
    </div>
    <div class="of-chat-main">
      ${
        wanted
          ? html`<${ChatRoom} office=${office} desk=${desk} chat=${wanted} tab=${isGroup ? "mine" : tab} phrases=${phrases} isWide=${isWide.value} />`
          : html`<${Empty} icon="chat" title=${t(rest[1] && !isGroup ? "gone" : "choose")} text=${t("choose_text")} />`
      }
    </div>
    <${PictureViewer} zone=${office.zone} />
  </div>`
}

function countOf(id, lists) {
  return (id === "queue" || id === "mine") && lists[id].length > 0 ? ` ${lists[id].length}` : ""
}

function SideHead({ office, desk }) {
  const [isNew, setNew] = useState(false)
  return html`<header class="of-chat-side-head">
    <h1 class="of-title">${shared("area_chat")}</h1>
    <${LinkPill} screen=${office.screen} class="of-link-pill" />
    ${desk.answers && html`<${IconButton} size="s" kind="plain" icon="plus" label=${t("new_chat")} onPress=${() => setNew(true)} />`}
    ${isNew && html`<${NewChat} office=${office} desk=${desk} onClose=${() => setNew(false)} />`}
  </header>`
}

function GroupLink({ office, desk, isCurrent }) {
  const group = desk.group.value
  const unread = desk.unreadGroup.value
  return html`<a class="of-chat-item of-chat-group" href=${addressOf("chat", [GROUP])} aria-current=${isCurrent ? "true" : undefined}>
    <span class="of-chat-face" data-state="group" aria-hidden="true"><${Icon} name="users" size=${20} /></span>
    <span class="of-chat-words">
      <span class="of-chat-line"><strong>${t("group")}</strong></span>
      <span class="of-chat-line">
        <span class="of-chat-last"><bdi>${group?.last ? lineOf(group.last) : groupReaders(office)}</bdi></span>
        ${unread > 0 && html`<b class="of-chat-unread" aria-label=${t("unread", { n: unread })}>${unread > 99 ? "99+" : unread}</b>`}
      </span>
    </span>
  </a>`
}

function useTitle(office) {
  useEffect(() => {
    document.title = shared("title", { area: shared("area_chat"), shop: nameOf(office.shop) })
  }, [office.shop, language.value])
}

/** A chat that an address names and that nobody here knows yet. */
function useFetched(office, desk, id, wanted) {
  useEffect(() => {
    if (!id || wanted) return
    office.ask("GET", `/chats/${encodeURIComponent(id)}`).then((reply) => reply.ok && desk.store.learn(reply.body))
  }, [id])
}

/** Alt and the arrows walk along the list. */
function useSteps(list, current, tab) {
  useLayoutEffect(() => {
    const keyed = (event) => {
      if (!event.altKey || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return
      const next = neighbour(list, current, event.key === "ArrowDown" ? 1 : -1)
      if (!next) return
      event.preventDefault()
      go("chat", [tab, next.id])
    }
    addEventListener("keydown", keyed)
    return () => removeEventListener("keydown", keyed)
  }, [list, current, tab])
}
