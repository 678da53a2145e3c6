// Cards of different heights into the columns of a page, and into pages. Pure.
//
// A card that does not fit into what is left of a column begins the next one. A card that is too long for that is torn: it goes on at
// the top of the next column, under a short head of its own. Nothing is ever left out; what does not fit is on the next page.

/**
 * @typedef {{id: string, head: number, foot: number, rows: number[]}} Measured  heights in px; a row is a line, with the rule above it if it has one
 * @typedef {{columns: number, height: number, gap: number, again: number, torn: number, alone: number}} Sheet
 *   `again` is the height of a continuing piece's head, `torn` of a torn edge; a card longer than `alone` of a column may be torn
 * @typedef {{id: string, from: number, to: number, first: boolean, last: boolean, piece: number, pieces: number}} Piece  rows from..to of a card
 */

/** @returns {Piece[][][]} pages of columns of pieces; while one page holds them all, only a card that is longer than a column is torn */
export function packed(cards, sheet) {
  const whole = flowed(cards, { ...sheet, alone: 1 })
  return whole.length > 1 ? flowed(cards, sheet) : whole
}

function flowed(cards, sheet) {
  const flow = new Flow(sheet)
  for (const card of cards) flow.add(card)
  return flow.pages()
}

class Flow {
  constructor(sheet) {
    this.sheet = sheet
    this.columns = [[]]
    this.left = sheet.height
  }

  add(card) {
    const whole = heightOf(card)
    if (whole <= this.left) return this.#put(card, 0, card.rows.length, whole)
    const fits = this.#rowsThatFit(card, 0, card.head)
    // A small rest of a column is not worth a torn card, unless the card is longer than any column.
    const mayTear = whole > this.sheet.height * this.sheet.alone && fits > 0 && (this.left > this.sheet.height / 4 || whole > this.sheet.height) && fits < card.rows.length
    if (!mayTear) {
      this.#nextColumn()
      if (whole <= this.left) return this.#put(card, 0, card.rows.length, whole)
    }
    this.#tear(card)
  }

  #tear(card) {
    let from = 0
    while (from < card.rows.length) {
      const head = from === 0 ? card.head : this.sheet.again + this.sheet.torn
      const rest = head + sumOf(card.rows, from) + card.foot
      if (rest <= this.left) return this.#put(card, from, card.rows.length, rest)
      const empty = this.columns.at(-1).length === 0
      const most = card.rows.length - from
      const fit = Math.min(this.#rowsThatFit(card, from, head), most > 1 ? most - 1 : 1) // the last row stays with the buttons
      const count = Math.max(fit, empty ? 1 : 0)
      if (count > 0) this.#put(card, from, from + count, this.left)
      from += count
      if (from < card.rows.length) this.#nextColumn()
    }
  }

  #rowsThatFit(card, from, head) {
    let used = head + this.sheet.torn
    let count = 0
    while (from + count < card.rows.length && used + card.rows[from + count] <= this.left) {
      used += card.rows[from + count]
      count += 1
    }
    return count
  }

  #put(card, from, to, height) {
    this.columns.at(-1).push({ id: card.id, from, to, first: from === 0, last: to === card.rows.length })
    this.left -= height + this.sheet.gap
  }

  #nextColumn() {
    if (this.columns.at(-1).length > 0) this.columns.push([])
    this.left = this.sheet.height
  }

  pages() {
    numberPieces(this.columns.flat())
    const pages = []
    if (this.columns[0].length === 0) return pages
    for (let at = 0; at < this.columns.length; at += this.sheet.columns) pages.push(this.columns.slice(at, at + this.sheet.columns))
    return pages
  }
}

function heightOf(card) {
  return card.head + sumOf(card.rows, 0) + card.foot
}

function sumOf(heights, from) {
  let sum = 0
  for (let at = from; at < heights.length; at += 1) sum += heights[at]
  return sum
}

function numberPieces(pieces) {
  const count = new Map()
  for (const piece of pieces) {
    piece.piece = (count.get(piece.id) ?? 0) + 1
    count.set(piece.id, piece.piece)
  }
  for (const piece of pieces) piece.pieces = count.get(piece.id)
}

/** The page to show: the one that was asked for, or the last when there are fewer by now. */
export function pageWithin(page, pages) {
  return Math.max(0, Math.min(page, pages.length - 1))
}

/** What is not on the page shown: how many cards, and since when the oldest waits. A card that is partly in sight counts as seen. */
export function elsewhere(cards, pages, page) {
  const seen = new Set((pages[page] ?? []).flat().map((piece) => piece.id))
  const rest = cards.filter((card) => !seen.has(card.id))
  return { count: rest.length, since: rest.length ? Math.min(...rest.map((card) => card.since)) : null, rush: rest.some((card) => card.rush) }
}

/** How many columns of at least this width stand beside each other. */
export function columnsFor(width, narrowest, gap) {
  return Math.max(1, Math.floor((width + gap) / (narrowest + gap)))
}
