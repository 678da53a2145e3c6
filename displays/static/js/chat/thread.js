// The messages of one chat on this page: the newest first, older ones when somebody asks for them, and none missing in between.
import { isNoWord } from "../core/api.js"
import { batch, signal } from "../html.js"
import { holeIn, withMore } from "./rows.js"

const PAGE = 50
const AGAIN_MS = 3_000

export class Thread {
  messages = signal([])
  /** "loading" | "ready" | "failed" */
  state = signal("loading")
  problem = signal(null)
  /** Whether there are older ones than those held. */
  isMore = signal(false)
  busy = signal(false)
  #filling = false
  #highest = 0
  #loading = null

  /** `ask(path)` reads below `/chats/{id}/messages`. */
  constructor(ask) {
    this.ask = ask
  }

  /** The newest page; once, unless it failed. */
  load() {
    if (this.state.peek() === "ready") return this.fill()
    this.#loading ??= this.#load().finally(() => (this.#loading = null))
    return this.#loading
  }

  async #load() {
    const reply = await this.ask({ limit: PAGE })
    batch(() => {
      this.state.value = reply.ok ? "ready" : "failed"
      this.problem.value = reply.ok ? null : (reply.problem ?? null)
      if (!reply.ok) return
      this.messages.value = withMore(this.messages.peek(), reply.body.items)
      this.isMore.value = reply.body.next !== null
    })
    if (reply.ok) await this.fill()
  }

  /** A message came. Where one is missing before it, that one is fetched. */
  take(message) {
    this.#highest = Math.max(this.#highest, message.number)
    if (this.state.peek() !== "ready") return
    this.messages.value = withMore(this.messages.peek(), [message])
    this.fill()
  }

  /** The chat says how many there are. */
  reach(highest) {
    this.#highest = Math.max(this.#highest, highest)
    if (this.state.peek() === "ready") this.fill()
  }

  /** Fetch what is missing, as long as something is. */
  async fill() {
    if (this.#filling) return
    this.#filling = true
    try {
      for (let after; (after = holeIn(this.messages.peek(), this.#highest)) !== null; ) {
        const reply = await this.ask({ after, limit: PAGE })
        const before = this.messages.peek()
        if (reply.ok) this.messages.value = withMore(before, reply.body.items)
        if (reply.ok && this.messages.peek() !== before) continue
        if (isNoWord(reply)) setTimeout(() => this.fill(), AGAIN_MS)
        else this.#highest = before.at(-1)?.number ?? 0 // the hub has said all that it says
        return
      }
    } finally {
      this.#filling = false
    }
  }

  /** One page of older ones. */
  async older() {
    const first = this.messages.peek()[0]?.number
    if (!first || !this.isMore.peek() || this.busy.peek()) return
    this.busy.value = true
    const reply = await this.ask({ before: first, limit: PAGE })
    batch(() => {
      this.busy.value = false
      if (!reply.ok) return
      this.messages.value = withMore(this.messages.peek(), reply.body.items)
      this.isMore.value = reply.body.next !== null
    })
  }
}
