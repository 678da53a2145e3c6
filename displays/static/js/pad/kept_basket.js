// The basket outlives a reload and a power cut: it is kept for the stay, and goes when the stay ends.

import { emptyBasket } from "../ordering/basket.js"

export class KeptBasket {
  #place
  #storage
  #newId
  #last = Promise.resolve()

  /** `place` is the key under which this device keeps its basket. */
  constructor(storage, place, newId) {
    this.#storage = storage
    this.#place = place
    this.#newId = newId
  }

  /**
   * The basket of this stay. Another stay's is not shown, nor is one whose order stands in the outbox: `isOrdered(basketId)` says so. That one
   * goes from the storage too, for once the order is answered the outbox no longer knows of it.
   */
  async read(stayId, isOrdered) {
    const kept = await this.#storage.get("basket", this.#place)
    const isOwn = kept?.stay_id === stayId && Array.isArray(kept.lines)
    if (isOwn && !isOrdered(kept.id)) return kept
    if (isOwn) await this.forget()
    return this.empty(stayId)
  }

  empty(stayId) {
    return emptyBasket(this.#newId(), stayId)
  }

  /** Write after what was written before; a storage that fails costs the basket only a reload. */
  write(basket) {
    this.#last = this.#last.then(() => (basket.lines.length > 0 ? this.#storage.put("basket", this.#place, basket) : this.forget())).catch(() => {})
    return this.#last
  }

  /** The stay is over, or everything is ordered. */
  forget() {
    return this.#storage.del("basket", this.#place)
  }
}
