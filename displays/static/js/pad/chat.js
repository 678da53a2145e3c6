// The guest's chat with the staff, and the group of the house where it is open to guests. Everything belongs to the stay and goes with it.
import { ChatStore } from "../chat/store.js"
import { closePicture, forgetPictures } from "../chat/pictures.js"
import { computed, effect, signal, untracked } from "../html.js"
import { toast } from "../parts/toast.js"
import { problemText } from "../parts/problem_text.js"
import { chatOfStay } from "./chat_stands.js"
import { isOfStay } from "./same_stay.js"
import { t } from "./chat_words.js"

const BEGIN = "chat_begin"
const TOAST_MOST = 80
/** A conversation is named by its stay: the hub refuses what waited here until other guests were in the room. */
const stayOf = (conversation) => conversation.split(":")[0]

export class PadChat {
  /** "support" or "group". */
  tab = signal("support")
  /** What is typed and not sent yet; it stays while the pad rests, and goes with the guest. */
  drafts = { support: signal(""), group: signal("") }
  /** Whether guests are in the group of the house. */
  hasGroup = signal(false)
  #asked = null

  /** `isOpen()`: whether the chat is looked at now. `touch()`: somebody answers, so the pad does not rest yet. `open()` shows the chat. */
  constructor(screen, stay, { isOpen, touch, open }) {
    Object.assign(this, { screen, stay, isOpen, touch, open })
    this.store = new ChatStore(screen, {
      side: "guest",
      isOwn: ({ by }) => this.#isMe(by),
      isMe: (by) => this.#isMe(by),
      addressOf: (conversation) => this.#addressOf(conversation),
      upload: (conversation, file) => this.#upload(conversation, file),
      onMessage: (message, chat, how) => this.#hear(message, chat, how),
    })
    this.chat = computed(() => chatOfStay([...this.store.chats.value.values()], this.stay.value?.id))
    this.group = computed(() => (this.hasGroup.value ? ([...this.store.chats.value.values()].find((chat) => chat.kind === "group") ?? null) : null))
    this.unread = computed(() => (this.chat.value ? this.store.unread(this.chat.value) : 0))
    this.unreadGroup = computed(() => (this.group.value ? this.store.unread(this.group.value) : 0))
    /** The conversation as the outbox names it. */
    this.conversation = (tab) => `${this.stay.value?.id}:${tab}`
    this.unsent = { support: this.#unsentIn("support"), group: this.#unsentIn("group") }
  }

  /** Follow the board from now on. */
  start() {
    this.store.start()
    effect(() => this.#followStay(this.screen.phase.value === "ready" ? (this.stay.value?.id ?? null) : undefined, this.screen.link.value.state))
    effect(() => this.#tidy(this.screen.outbox.waiting.value))
    // Its messages are held from the start, so that the count on the button is right.
    effect(() => {
      const id = this.chat.value?.id
      untracked(() => id && this.store.thread(id))
    })
  }

  send(tab, text) {
    this.drafts[tab].value = ""
    this.store.outgoing.text(this.conversation(tab), text)
  }

  sendPicture(tab, file, size) {
    this.store.outgoing.picture(this.conversation(tab), file, size)
  }

  typed(tab) {
    const chat = tab === "group" ? this.group.peek() : this.chat.peek()
    if (chat && chat.state !== "closed") this.store.typed(chat.id)
  }

  /** The guest has what they wanted. */
  async end() {
    await this.#say(`/chats/${this.chat.peek().id}/close`, {})
  }

  async rate(stars, comment) {
    await this.#say(`/chats/${this.chat.peek().id}/rating`, { stars, comment: comment || null })
  }

  /** Whether the group is open to guests is for the hub to say; asked again when the chat is opened. */
  async look() {
    const stayId = this.stay.peek()?.id
    if (!stayId) return
    const [own, group] = await Promise.all([this.screen.ask("GET", "/chats?limit=5"), this.screen.ask("GET", "/chats/group")])
    if (this.stay.peek()?.id !== stayId) return
    if (own.ok) this.store.learn(own.body)
    if (group.ok) this.store.learn(group.body)
    if (group.ok || !group.unreachable) this.hasGroup.value = group.ok
  }

  async #say(path, body) {
    const answer = await this.screen.ask("POST", path, body)
    if (answer.ok) this.store.learn(answer.body)
    else toast(problemText(answer.problem), { tone: "bad" })
    return answer.ok
  }

  /** Guests are known by their stay, whichever pad of the room they use. */
  #isMe(by) {
    return by?.kind === "guest" && by.id === this.stay.peek()?.id
  }

  #unsentIn(tab) {
    const of = computed(() => this.store.outgoing.in(this.conversation(tab)))
    return computed(() => of.value.value)
  }

  /** Another guest, or none: nothing of the last one stays. */
  #followStay(stayId, link) {
    if (stayId === undefined) return
    untracked(() => {
      if (this.#asked !== null && this.#asked.stayId !== stayId) this.#forget(this.#asked.stayId)
      const isNew = this.#asked === null || this.#asked.stayId !== stayId
      if (isNew) this.#asked = { stayId, done: false }
      if (stayId === null || link !== "live" || this.#asked.done) return
      this.#asked.done = true
      this.look()
    })
  }

  #forget(stayId) {
    for (const tab of ["support", "group"]) {
      this.drafts[tab].value = ""
      this.store.outgoing.forget(`${stayId}:${tab}`)
    }
    this.tab.value = "support"
    this.hasGroup.value = false
    this.store.forget()
    closePicture()
    forgetPictures()
  }

  /** A chat begins with its first message: the message waits in the outbox for the chat's own address. */
  async #addressOf(conversation) {
    const chat = conversation.endsWith(":group") ? this.group.peek() : this.chat.peek()
    const members = { stay_id: stayOf(conversation) }
    if (chat) return { path: `/chats/${chat.id}/messages`, from: null, members }
    return { path: "/chats/{id}/messages", from: await this.#begin(conversation), members }
  }

  /** The command that begins the chat: one, however many messages wait for it. */
  #begin(conversation) {
    const subject = `${conversation}:begin`
    const waiting = this.screen.outbox.waiting.peek().find((entry) => entry.subject === subject && entry.state !== "refused")
    if (waiting) return waiting.id
    if (this.beginning?.subject === subject) return this.beginning.id
    const made = this.screen.outbox.hold("POST", "/chats", { stay_id: stayOf(conversation) }, { subject, action: BEGIN, label: t("begin_label") })
    this.beginning = { subject, id: made.then(({ id }) => id) }
    made.then(async ({ answer }) => {
      const said = await answer
      if (said.ok) this.store.learn(said.body)
      this.beginning = null
    })
    return this.beginning.id
  }

  async #upload(conversation, file) {
    const tab = conversation.endsWith(":group") ? "group" : "support"
    let chat = tab === "group" ? this.group.peek() : this.chat.peek()
    if (!chat) {
      const begun = await this.screen.ask("POST", "/chats", { stay_id: stayOf(conversation) })
      if (!begun.ok) return begun
      this.store.learn(begun.body)
      chat = begun.body.chat
    }
    return await this.screen.ask("POST", `/chats/${chat.id}/pictures`, file)
  }

  /** A chat that could not begin is begun anew with the next message. */
  #tidy(entries) {
    untracked(() => {
      for (const entry of entries) if (entry.action === BEGIN && entry.state === "refused") this.screen.outbox.drop(entry.id)
      for (const entry of entries) {
        const isTheirs = entry.action === "chat" && entry.state === "refused" && !isOfStay(entry, this.stay.peek()?.id)
        if (isTheirs) this.screen.outbox.drop(entry.id)
      }
    })
  }

  /** Somebody has answered. */
  #hear(message, chat, { replayed }) {
    if (message.by.kind !== "staff" || chat.kind !== "support" || chat.subject?.stay_id !== this.stay.peek()?.id) return
    if (this.isOpen()) return this.touch()
    if (replayed) return
    const text = [...(message.text ?? t("sent_picture"))]
    const said = text.length > TOAST_MOST ? `${text.slice(0, TOAST_MOST).join("")}…` : text.join("")
    toast(`${message.by.name}: ${said}`, { icon: "chat", seconds: 8, action: { label: t("reply"), onPress: this.open } })
  }
}
