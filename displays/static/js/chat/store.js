// The chats that a page knows, their messages, who is typing in them, and what is on its way into them.
import { batch, computed, signal, untracked } from "../html.js"
import { newer } from "../core/state.js"
import { Outgoing } from "./outgoing.js"
import { unreadIn } from "./rows.js"
import { Thread } from "./thread.js"
import { t } from "./words.js"

const KEPT = 300
const LABEL_MOST = 40
const TYPING_EVERY_MS = 3_000
const READ_AGAIN_MS = 5_000

export class ChatStore {
  /** Chats by id that the board does not hold, or not yet as new: answers, events and lists bring them. */
  #known = signal(new Map())
  #threads = new Map()
  #opened = signal(0) // how many threads there are, for whoever counts in them
  #typing = signal(new Map())
  #typedAt = new Map()
  #asked = new Map() // chat -> the mark that was sent last

  /**
   * `side`: "guest" or "staff", whose mark moves here. `isOwn(message, chat)` says what
   * was written here, `isMe(by)` whether by this very person. `addressOf` and `upload` are what `Outgoing` needs. `onMessage(message, chat, {replayed})` hears of each that comes.
   */
  constructor(screen, { side, isOwn, isMe, addressOf, upload, onMessage = () => {} }) {
    this.screen = screen
    this.side = side
    this.isOwn = isOwn
    this.isMe = isMe
    this.onMessage = onMessage
    const label = ({ text }) => (text ? t("message_label", { text: text.slice(0, LABEL_MOST) }) : t("picture_label"))
    this.outgoing = new Outgoing(screen, { addressOf, upload, label, onAnswer: (body) => this.learn(body) })
    this.board = screen.watch((board) => new Map(board.array("chats")))
    /** Every chat that is known, each as new as it is known. */
    this.chats = computed(() => {
      const all = new Map(this.#known.value)
      for (const [id, chat] of this.board.value) {
        const held = all.get(id)
        if (held === undefined || !newer(held, chat)) all.set(id, held?.mine ? { ...chat, mine: held.mine } : chat)
      }
      return all
    })
  }

  /** Follow the stream from now on; gives the way to stop. */
  start() {
    const off = this.screen.onEvent((event, how) => this.#hear(event, how))
    const stop = this.chats.subscribe((chats) => untracked(() => this.#reach(chats)))
    return () => {
      off()
      stop()
    }
  }

  chat(id) {
    return this.chats.value.get(id) ?? null
  }

  /** Take what an answer or a list says of chats and messages. */
  learn({ chat, mine, message, items } = {}) {
    batch(() => {
      const chats = items ?? (chat ? [mine ? { ...chat, mine } : chat] : [])
      if (chats.length > 0) this.#put(chats)
      if (message) this.#threads.get(message.chat_id)?.take(message)
    })
  }

  /** The messages of a chat; they are fetched when they are asked for the first time. */
  thread(chatId) {
    let thread = this.#threads.get(chatId)
    if (thread === undefined) {
      thread = new Thread((query) => this.screen.ask("GET", `/chats/${chatId}/messages?${new URLSearchParams(query)}`))
      this.#threads.set(chatId, thread)
      queueMicrotask(() => (this.#opened.value += 1)) // a view that draws may ask for it
      const chat = this.chats.peek().get(chatId)
      if (chat) thread.reach(chat.messages)
      thread.load()
    }
    return thread
  }

  /** The messages of a chat as far as they are on this page; null when nobody has asked for them. */
  held(chatId) {
    return this.#threads.get(chatId) ?? null
  }

  /** Who is typing in a chat now, besides the one who looks. */
  typing(chatId) {
    const now = this.screen.now.value
    return [...(this.#typing.value.get(chatId)?.values() ?? [])].filter((one) => Date.parse(one.until) > now)
  }

  /** Somebody types here: the others are told, at most every three seconds. */
  typed(chatId) {
    const now = this.screen.clock.now()
    if (!this.#isLive()) return
    if (now - (this.#typedAt.get(chatId) ?? -Infinity) < TYPING_EVERY_MS) return
    this.#typedAt.set(chatId, now)
    this.screen.ask("POST", `/chats/${chatId}/typing`)
  }

  /** Everything up to this message was seen here. */
  async read(chat, upto) {
    const asked = this.#asked.get(chat.id)
    const now = this.screen.clock.now()
    if (!this.#isLive() || upto <= this.markOf(chat) || (asked && asked.upto >= upto && now - asked.at < READ_AGAIN_MS)) return
    this.#asked.set(chat.id, { upto, at: now })
    const reply = await this.screen.ask("POST", `/chats/${chat.id}/read`, { upto })
    if (reply.ok) this.learn({ chat: reply.body.chat, mine: chat.kind === "group" ? { read: upto } : undefined })
    else if (!reply.unreachable) this.#asked.set(chat.id, { upto, at: Infinity })
  }

  /** Up to which message this side has read. */
  markOf(chat) {
    return chat.kind === "group" ? (chat.mine?.read ?? 0) : (chat.read?.[this.side] ?? 0)
  }

  /** How many of others' messages nobody on this side has read. */
  unread(chat) {
    void this.#opened.value
    const mark = this.markOf(chat)
    const thread = this.#threads.get(chat.id)
    const messages = thread?.messages.value ?? []
    const isOwn = (message) => this.isOwn(message, chat)
    const isWhole = thread?.state.value === "ready" && (!thread.isMore.value || messages[0]?.number <= mark + 1)
    if (isWhole) return unreadIn(messages, mark, isOwn)
    if (!chat.last || chat.last.number <= mark || isOwn(chat.last)) return 0
    return Math.max(0, chat.messages - mark)
  }

  /** Everything of somebody who has gone leaves the page. */
  forget(keeps = () => false) {
    for (const id of [...this.#threads.keys()]) if (!keeps(id)) this.#threads.delete(id)
    this.#known.value = new Map([...this.#known.peek()].filter(([id]) => keeps(id)))
    this.#typing.value = new Map()
  }

  #isLive() {
    return this.screen.link.peek().state === "live"
  }

  #put(chats) {
    const known = new Map(this.#known.peek())
    for (const chat of chats) {
      const held = known.get(chat.id)
      if (held !== undefined && newer(held, chat)) continue
      known.delete(chat.id) // the ones that were spoken of last stand last
      known.set(chat.id, chat.kind === "group" ? { ...chat, mine: chat.mine ?? held?.mine } : chat)
    }
    while (known.size > KEPT) known.delete(known.keys().next().value)
    this.#known.value = known
  }

  #hear(event, { replayed }) {
    const { chat, message = event.data.items?.[0] } = event.data // one too long for an event was fetched, as a list
    if (event.type === "chat.typing") return this.#typed(event.data)
    if (event.type !== "chat.changed" && event.type !== "chat.message_added") return
    batch(() => {
      if (chat) this.#put([chat])
      if (!message) return
      this.#threads.get(message.chat_id)?.take(message)
      if (this.isOwn(message, chat)) this.outgoing.arrived(message.client_id)
      this.#stopped(message)
    })
    if (message) this.onMessage(message, chat, { replayed })
  }

  #typed({ chat_id: chatId, by, until }) {
    if (this.isOwn({ by, kind: "text" }, this.chats.peek().get(chatId) ?? { kind: "support" })) return
    const typing = new Map(this.#typing.peek())
    typing.set(chatId, new Map(typing.get(chatId)).set(`${by.kind} ${by.id}`, { by, until }))
    this.#typing.value = typing
  }

  /** Whoever has sent it has stopped typing. */
  #stopped({ chat_id: chatId, by }) {
    const writers = this.#typing.peek().get(chatId)
    if (!writers?.has(`${by.kind} ${by.id}`)) return
    const left = new Map(writers)
    left.delete(`${by.kind} ${by.id}`)
    this.#typing.value = new Map(this.#typing.peek()).set(chatId, left)
  }

  /** A chat that has more messages than its thread lets the thread fetch them; that is how a reload or a long break is made up for. */
  #reach(chats) {
    for (const [id, thread] of this.#threads) {
      const chat = chats.get(id)
      if (chat) thread.reach(chat.messages)
    }
  }
}
