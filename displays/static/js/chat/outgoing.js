// Own messages on their way: shown at once, kept in the outbox until the hub has them, in the order they were written.
//
// A message has a name of its own (`client_id`) that comes back with it, so that what waits here goes when the message stands in the chat.
import { newKey } from "../core/keys.js"
import { computed, effect, signal, untracked } from "../html.js"

export const ACTION = "chat"
/** A message that left the outbox is on its way back as an event; after this time it does not come. */
const GONE_MS = 8_000
const PICTURE_AGAIN_MS = 10_000

/** What waits in the outbox of one conversation, as messages. Pure. */
export function waitingIn(entries, conversation) {
  return entries
    .filter((entry) => entry.action === ACTION && entry.subject?.startsWith(`${conversation}:`) && entry.body?.client_id)
    .map((entry) => ({
      ...bareMessage(entry.body.client_id, entry.at, entry.body.text ?? null),
      picture: entry.body.picture_id ? { id: entry.body.picture_id, url: null } : null,
      state: entry.state === "refused" ? "failed" : entry.state === "sending" ? "sending" : "waiting",
      problem: entry.problem,
      conversation,
      entry: { id: entry.id, path: entry.path },
    }))
}

/** Those that wait together with those shown at once, by the time they were written: keys rise with it. Pure. */
export function inOrder(local, waiting) {
  const found = new Map(local.map((one) => [one.client_id, one]))
  for (const one of waiting) {
    const known = found.get(one.client_id)
    found.set(one.client_id, { ...one, picture: known?.picture ?? one.picture })
  }
  return [...found.values()].sort((one, other) => (one.client_id < other.client_id ? -1 : 1))
}

function bareMessage(clientId, ms, text) {
  return { id: clientId, client_id: clientId, number: null, kind: text === null ? "picture" : "text", by: null, text, picture: null, at: new Date(ms).toISOString() }
}

export class Outgoing {
  /** client_id -> message with `conversation`, `state` "uploading"|"sending"|"waiting"|"failed", and for a picture its `file`. */
  #local = signal(new Map())
  #arrived = new Set()
  #seen = new Map()

  /**
   * `addressOf(conversation)` gives `{path, from, members}`: `from` names the command whose answer the path waits for, `members` go with
   * every message. `upload(conversation, file)` gives the hub's answer with the `picture`. `label(content)` is what the outbox calls a message;
   * `onAnswer(body)` is told what the hub says.
   */
  constructor(screen, { addressOf, upload, label, onAnswer = () => {} }) {
    Object.assign(this, { screen, addressOf, upload, label, onAnswer })
    effect(() => this.#follow(screen.outbox.waiting.value))
    effect(() => this.#tryPictures(screen.link.value.state))
  }

  /** The messages of a conversation that the hub has not got yet, as a signal. */
  in(conversation) {
    return computed(() => {
      const local = [...this.#local.value.values()].filter((one) => one.conversation === conversation)
      const waiting = waitingIn(this.screen.outbox.waiting.value, conversation)
      return inOrder(local, waiting).filter((one) => !this.#arrived.has(one.client_id))
    })
  }

  async text(conversation, text) {
    const clientId = newKey()
    this.#put({ ...bareMessage(clientId, this.screen.clock.now(), text), conversation, state: "sending" })
    await this.#send(conversation, clientId, { text })
  }

  /** `size` is its width and height, so that nothing moves when it is there. */
  async picture(conversation, file, size) {
    const clientId = newKey()
    const picture = { ...size, url: URL.createObjectURL(file), local: true }
    this.#put({ ...bareMessage(clientId, this.screen.clock.now(), null), picture, conversation, state: "uploading", file })
    await this.#upload(clientId)
  }

  /** Once more, what failed; under the same name, so that it stands in the chat once. */
  async retry(message) {
    const { client_id: clientId, entry, conversation } = message
    const held = this.#local.peek().get(clientId)
    if (held?.file && !held.pictureId) return await this.#upload(clientId)
    if (entry && !entry.path.includes("{id}")) return await this.screen.outbox.retry(entry.id)
    const content = held?.pictureId ? { picture_id: held.pictureId } : { text: message.text }
    this.#put({ ...message, entry: undefined, state: "sending", problem: null })
    if (entry) await this.screen.outbox.drop(entry.id)
    await this.#send(conversation, clientId, content)
  }

  /** Do not send it any more. */
  async drop(message) {
    if (message.entry && !(await this.screen.outbox.drop(message.entry.id))) return
    this.#take(message.client_id)
  }

  /** The hub has it. */
  arrived(clientId) {
    if (clientId === null || clientId === undefined) return
    this.#arrived.add(clientId)
    if (this.#arrived.size > 500) this.#arrived.delete(this.#arrived.values().next().value)
    this.#take(clientId)
  }

  /** Nothing of a conversation is shown any more: its writer has gone. */
  forget(conversation) {
    for (const one of this.#local.peek().values()) if (one.conversation === conversation) this.#take(one.client_id)
  }

  async #upload(clientId) {
    const { conversation, file } = this.#local.peek().get(clientId)
    this.#change(clientId, { state: "uploading", problem: null })
    const answer = await this.upload(conversation, file)
    if (!this.#local.peek().has(clientId)) return // taken back, or its writer has gone
    if (!answer.ok) return this.#failed(clientId, answer)
    this.#change(clientId, { pictureId: answer.body.picture.id, state: "sending" })
    await this.#send(conversation, clientId, { picture_id: answer.body.picture.id })
  }

  /** Without an answer it waits for the line, after too many at once for its turn; else somebody decides. */
  #failed(clientId, { unreachable, status, problem, retry_after_ms: ms }) {
    this.#change(clientId, { state: unreachable || status === 429 ? "waiting" : "failed", problem })
    if (status === 429) setTimeout(() => this.#local.peek().get(clientId)?.state === "waiting" && this.#upload(clientId), ms ?? PICTURE_AGAIN_MS)
  }

  /** Pictures are too large for the outbox: they wait on the page until the line is back. */
  #tryPictures(link) {
    if (link !== "live") return
    untracked(() => {
      for (const one of this.#local.peek().values()) if (one.file && !one.pictureId && one.state === "waiting") this.#upload(one.client_id)
    })
  }

  async #send(conversation, clientId, content) {
    const { path, from, members } = await this.addressOf(conversation)
    const about = { subject: `${conversation}:${clientId}`, action: ACTION, label: this.label(content), from }
    const answer = await this.screen.command("POST", path, { ...content, ...members, client_id: clientId }, about)
    if (answer.ok) {
      this.onAnswer(answer.body)
      this.arrived(clientId)
    } else if (answer.dropped) this.#take(clientId)
    else if (!answer.queued) this.#change(clientId, { state: "failed", problem: answer.problem })
  }

  /** What has left the outbox and has not come back as a message yet stays on the screen for a moment. */
  #follow(entries) {
    const now = new Map()
    for (const entry of entries) if (entry.action === ACTION && entry.body?.client_id) now.set(entry.body.client_id, entry)
    untracked(() => {
      for (const [clientId, entry] of this.#seen) {
        if (now.has(clientId) || this.#arrived.has(clientId)) continue
        if (entry.state === "refused") {
          this.#take(clientId) // somebody has read the refusal and put it away
          continue
        }
        const conversation = entry.subject.slice(0, entry.subject.lastIndexOf(":"))
        if (!this.#local.peek().has(clientId)) {
          this.#put({ ...bareMessage(clientId, entry.at, entry.body.text ?? null), conversation, state: "sending" })
        }
        setTimeout(() => this.#local.peek().get(clientId)?.state === "sending" && this.#take(clientId), GONE_MS)
      }
      this.#seen = now
    })
  }

  #put(message) {
    this.#local.value = new Map(this.#local.peek()).set(message.client_id, message)
  }

  #change(clientId, members) {
    const held = this.#local.peek().get(clientId)
    if (held) this.#put({ ...held, ...members })
  }

  #take(clientId) {
    const held = this.#local.peek().get(clientId)
    if (!held) return
    if (held.picture?.local) setTimeout(() => URL.revokeObjectURL(held.picture.url), 1_000)
    const left = new Map(this.#local.peek())
    left.delete(clientId)
    this.#local.value = left
  }
}
