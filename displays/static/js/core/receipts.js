// What became of messages here, until the hub has said that it need not be told again. A receipt that went out is not one that arrived: a line
// that dies says so late, and a hub that dies has not written what it heard last. So each is said again, after a break and after a reload,
// until a ping of the hub's names it.

import { change, del, get } from "./storage.js"

/** Said and not yet named by the hub: those behind them wait, within the hub's limit of frames however many breaks there are. */
const SAID_AT_ONCE = 20
const MOST = 1_000

const same = (one, other) => one.message === other.message && one.result === other.result
const without = (receipts, gone) => receipts.filter((one) => !gone.some((each) => same(each, one)))
const interrupted = (message) => ({ message, result: "skipped:interrupted" })
const place = (owner) => `receipts:${owner}`

export class Receipts {
  #owner = null
  #waiting = []
  #said = []

  get size() {
    return this.#waiting.length + this.#said.length
  }

  /** Those of this owner that an earlier page could not get rid of; later ones are this owner's. */
  async open(owner) {
    if (owner === this.#owner) return
    this.close()
    this.#owner = owner
    try {
      const kept = (await get("kept", place(owner))) ?? []
      if (owner === this.#owner) this.#waiting = [...kept, ...without(this.#waiting, kept)]
    } catch (problem) {
      if (owner === this.#owner) this.close() // it is opened again, with all that was kept
      throw problem
    }
  }

  /** Whoever it was is gone; what was kept waits for them. */
  close() {
    this.#owner = null
    this.#waiting = []
    this.#said = []
  }

  async forget(owner) {
    if (owner === this.#owner) this.close()
    await del("kept", place(owner)).catch(() => {})
  }

  /** A message begins to be shown or said: a page that ends meanwhile leaves it to the next one to say that it was interrupted. */
  begin(message) {
    this.#keep((kept) => [...kept, interrupted(message)].slice(-MOST))
  }

  /** One more to be said, `{message, result}`; one that is here already is not said twice. */
  add(receipt) {
    if ([...this.#said, ...this.#waiting].some((each) => same(each, receipt))) return
    this.#waiting.push(receipt)
    if (this.size > MOST) {
      const [oldest] = (this.#said.length > 0 ? this.#said : this.#waiting).splice(0, 1)
      console.warn("a receipt that no hub has taken is given up", oldest)
    }
    this.#keep((kept) => [...without(kept, [receipt, interrupted(receipt.message)]), receipt].slice(-MOST))
  }

  /** The one to say now, which counts as said on this connection; null: none waits, or the hub has to name some first. */
  next() {
    if (this.#waiting.length === 0 || this.#said.length >= SAID_AT_ONCE) return null
    const receipt = this.#waiting.shift()
    this.#said.push(receipt)
    return receipt
  }

  /** The hub has named these. */
  settle(receipts) {
    this.#said = without(this.#said, receipts)
    this.#waiting = without(this.#waiting, receipts)
    this.#keep((kept) => without(kept, receipts))
  }

  /** The connection has ended: what it carried may have been lost. Behind what waits, so that a hub that names nothing hears of all. */
  doubt() {
    this.#waiting.push(...this.#said.splice(0))
  }

  #keep(changed) {
    if (this.#owner !== null) change("kept", place(this.#owner), (kept = []) => changed(kept)).catch((problem) => console.error(problem))
  }
}
