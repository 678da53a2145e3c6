// Where websockets do not get through: the long poll. Slower by a round trip, with the same rules for numbers and snapshots.
// It sends no acks, receipts or health: the socket alone carries those.

const WAIT_S = 10
const EVENTS_MOST = 500

export class Poller {
  /** `crew`: as for Live. */
  constructor(crew) {
    this.crew = crew
  }

  /** One question to the hub: for the snapshot if it is missing, else for events, for which the hub waits. Gives the answer, already taken. */
  async once() {
    const { follower, identity } = this.crew
    if (!follower.ready) return await this.#load()
    const place = follower.positions.get(follower.boardStream)
    const query = new URLSearchParams({ stream: follower.boardStream, after: place.applied, epoch: place.epoch, wait: WAIT_S })
    const reply = await identity.request("GET", `/me/events?${query}`, { timeout_ms: WAIT_S * 1000 + 4000 })
    if (reply.ok) this.#take(reply.body)
    return reply
  }

  async #load() {
    const { follower, identity, clock } = this.crew
    const shopId = this.crew.shopId()
    const sentAt = clock.steady()
    const me = await identity.request("GET", shopId ? `/me?shop_id=${shopId}` : "/me")
    if (!me.ok) return me
    // Without pings the header of an answer is all there is to tell the time by; it has whole seconds.
    if (me.date) clock.learn(new Date(Date.parse(me.date) + 500).toISOString(), sentAt, clock.steady())
    follower.adopt(me.body) // each time: a device that was moved has other stations
    const board = await identity.request("GET", boardPath(shopId))
    if (board.ok) follower.snapshot(board.body)
    this.crew.onWelcome(me.body)
    return board
  }

  #take(found) {
    const { follower } = this.crew
    if (!found.resumed) {
      if (found.why === "scope") follower.clear()
      return follower.distrust()
    }
    for (const event of found.events) {
      if (event.data.fetch) return follower.distrust()
      follower.event(event)
    }
    if (found.events.length < EVENTS_MOST) follower.reach({ [found.stream]: found.head })
    this.crew.save()
  }
}

/** Where the snapshot is; people name the shop. */
export function boardPath(shopId) {
  return shopId ? `/me/board?shop_id=${shopId}` : "/me/board"
}
