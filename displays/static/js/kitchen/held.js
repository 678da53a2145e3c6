// The lines of an open card as they stand now. A row that goes while a finger comes down would put another dish under it. Pure.

export class Held {
  #lines = new Map()

  /** In the order they came. `own` are the card's lines now, `others` every line that is known: what left the card may have been called or served. */
  rows(own, others) {
    const known = new Map(others.map((line) => [line.id, line]))
    for (const line of own) known.set(line.id, line)
    for (const line of own) this.#lines.set(line.id, line)
    for (const [id, line] of this.#lines) this.#lines.set(id, known.get(id) ?? { ...line, ghost: line.ghost ?? "gone" })
    return [...this.#lines.values()]
  }
}
