// What somebody in the office knows of chats, from whichever page: what waits for them, and the chime when a guest writes.
import { ChatStore } from "../../chat/store.js"
import { openSound } from "../../core/sound.js"
import { computed, effect, signal, untracked, useEffect } from "../../html.js"
import { toast } from "../../parts/toast.js"
import { lineOf, placeOf } from "../../chat/said.js"
import { go, place } from "../router.js"
import { mineOf, queueOf } from "./lists.js"
import { t } from "./words.js"

const TOAST_MOST = 80
const HELD_MOST = 40
const desks = new WeakMap() // a page's screen -> its desks by person and shop
const sounds = new WeakMap()

/** The one desk of this person in this shop. */
export function deskOf(office) {
  if (!desks.has(office.screen)) desks.set(office.screen, new Map())
  const own = desks.get(office.screen)
  const key = `${office.user.id} ${office.shop.id}`
  if (!own.has(key)) own.set(key, new Desk(office))
  return own.get(key)
}

/** Who reads the group, in words: the staff, or guests too. */
export function groupReaders(office) {
  return t(office.shop.settings?.group_with_guests === false ? "group_text" : "group_guests")
}

/** The desk, followed as long as the house is shown. */
export function useDesk(office) {
  const desk = office.may("chat.talk") ? deskOf(office) : null
  useEffect(() => desk?.start(), [desk])
  return desk
}

export class Desk {
  /** What is typed and not sent yet, by chat. */
  drafts = new Map()
  #sound = null

  constructor(office) {
    this.office = office
    this.screen = office.screen
    this.answers = office.may("chat.answer")
    this.store = new ChatStore(office.screen, {
      side: "staff",
      isOwn: ({ by }, chat) => by?.kind === "staff" && (chat?.kind !== "group" || by.id === office.user.id),
      isMe: (by) => by?.id === office.user.id,
      addressOf: (conversation) => ({ path: `/chats/${conversation.slice(PREFIX.length)}/messages`, from: null }),
      upload: (conversation, file) => office.screen.ask("POST", `/chats/${conversation.slice(PREFIX.length)}/pictures`, file),
      onMessage: (message, chat, how) => this.#hear(message, chat, how),
    })
    const all = computed(() => [...this.store.chats.value.values()])
    this.queue = computed(() => queueOf(all.value))
    this.mine = computed(() => mineOf(all.value, office.user.id))
    this.group = computed(() => all.value.find((chat) => chat.kind === "group") ?? null)
    this.unreadMine = computed(() => this.mine.value.reduce((sum, chat) => sum + this.store.unread(chat), 0))
    this.unreadGroup = computed(() => (this.group.value ? this.store.unread(this.group.value) : 0))
    /** What waits for this person: guests in the queue, and messages that nobody has read. */
    this.waiting = computed(() => (this.answers ? this.queue.value.length + this.unreadMine.value : 0) + this.unreadGroup.value)
    this.isLoud = signal(office.screen.settings.peek().chat_sound !== false)
  }

  /** Follow the stream; gives the way to stop. */
  start() {
    const stop = this.store.start()
    const off = this.screen.onEvent((event, how) => event.type === "chat.changed" && this.#given(event.data.chat, how))
    this.#listen()
    this.look()
    // With their messages at hand the counts are exact: what the house says by itself is not counted.
    const hold = effect(() => {
      const wanted = this.answers ? [...this.queue.value, ...this.mine.value].slice(0, HELD_MOST) : []
      untracked(() => wanted.forEach((chat) => this.store.thread(chat.id)))
    })
    return () => {
      stop()
      off()
      hold()
    }
  }

  /** The group is on nobody's board. */
  async look() {
    const reply = await this.office.ask("GET", this.office.at("/chats/group"))
    if (reply.ok) this.store.learn(reply.body)
  }

  conversation(chatId) {
    return PREFIX + chatId
  }

  /** Ask the hub for a change of a chat; its answer is shown at once. */
  async change(chat, action, body) {
    const reply = await this.office.ask("POST", `/chats/${chat.id}/${action}`, body)
    if (reply.ok) this.store.learn(reply.body)
    return reply
  }

  draft(chatId) {
    if (!this.drafts.has(chatId)) this.drafts.set(chatId, signal(""))
    return this.drafts.get(chatId)
  }

  setLoud(isLoud) {
    this.isLoud.value = isLoud
    this.screen.set("chat_sound", isLoud)
    if (isLoud) this.#sound?.play("call")
  }

  /** Browsers let a page be heard only after somebody has touched it. */
  #listen() {
    if (this.#sound || !this.answers) return
    const unlock = () => {
      if (!sounds.has(this.screen)) sounds.set(this.screen, openSound(this.screen))
      this.#sound = sounds.get(this.screen)
      this.#sound.unlock()
      for (const name of ["pointerdown", "keydown"]) removeEventListener(name, unlock, true)
    }
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, unlock, true)
  }

  #isLookedAt(chatId) {
    const { area, rest } = place.peek()
    return area === "chat" && rest[1] === chatId && document.visibilityState === "visible"
  }

  #isMine(chat) {
    return chat.state === "queued" || chat.agent?.id === this.office.user.id
  }

  #hear(message, chat, { replayed }) {
    if (replayed || !this.answers || message.by.kind !== "guest" || chat.kind !== "support" || !this.#isMine(chat)) return
    if (this.#isLookedAt(chat.id)) return
    this.#ring(chat, lineOf(message))
  }

  /** A chat was given to this person. */
  #given(chat, { replayed }) {
    const isNew = chat.state === "assigned" && chat.agent?.id === this.office.user.id && this.told !== `${chat.id} ${chat.assigned_at}`
    if (!isNew) return
    this.told = `${chat.id} ${chat.assigned_at}`
    if (!replayed && this.answers && !this.#isLookedAt(chat.id)) this.#ring(chat, t("given_to_you"))
  }

  #ring(chat, line) {
    if (this.isLoud.peek()) this.#sound?.play("call")
    if (place.peek().area === "chat") return
    const said = [...line].length > TOAST_MOST ? `${[...line].slice(0, TOAST_MOST).join("")}…` : line
    toast(`${placeOf(chat)}: ${said}`, { icon: "chat", seconds: 8, action: { label: t("open"), onPress: () => go("chat", ["mine", chat.id]) } })
  }
}

const PREFIX = "chat:"
