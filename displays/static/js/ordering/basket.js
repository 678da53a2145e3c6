// The guest's basket: what is wanted, in the order it was put in. Pure: every function answers a new basket.
//
// basket = {id, stay_id, lines}; line = {id, sku_id, options, note, quantity, refused}. `id` of a basket changes with each order, so that an
// order found in the outbox after a reload tells which basket it took. `refused` is the code with which the hub sent the line back, or null.

import { areValid, unitPrice } from "./choices.js"

export const MOST_LINES = 50
export const MOST_OF_ONE = 99
export const LONGEST_NOTE = 200

export function emptyBasket(id, stayId) {
  return { id, stay_id: stayId, lines: [] }
}

/** Put a dish in. The same dish with the same choices and note becomes more of it. */
export function put(basket, wanted) {
  const line = lineOf(wanted)
  const twin = basket.lines.find((one) => isSame(one, line))
  if (twin) return withQuantity(basket, twin.id, twin.quantity + line.quantity)
  if (basket.lines.length >= MOST_LINES) return basket
  return { ...basket, lines: [...basket.lines, line] }
}

/** Write a line anew after an edit, in its place; it joins a line it now equals. */
export function rewrite(basket, lineId, wanted) {
  const line = lineOf({ ...wanted, id: lineId })
  const twin = basket.lines.find((one) => one.id !== lineId && isSame(one, line))
  if (twin) return withQuantity(remove(basket, lineId), twin.id, twin.quantity + line.quantity)
  return { ...basket, lines: basket.lines.map((one) => (one.id === lineId ? line : one)) }
}

/** None of it takes the line out. */
export function withQuantity(basket, lineId, quantity) {
  if (quantity < 1) return remove(basket, lineId)
  const most = Math.min(quantity, MOST_OF_ONE)
  return { ...basket, lines: basket.lines.map((one) => (one.id === lineId ? { ...one, quantity: most } : one)) }
}

export function remove(basket, lineId) {
  return { ...basket, lines: basket.lines.filter((one) => one.id !== lineId) }
}

/** Take out everything that cannot be ordered. */
export function withoutProblems(basket, catalogue, soldOut) {
  const bad = new Set(review(basket, catalogue, soldOut).lines.filter((row) => row.problem).map((row) => row.line.id))
  return { ...basket, lines: basket.lines.filter((one) => !bad.has(one.id)) }
}

/** How many of a dish are in the basket, whatever the choices. */
export function countOf(basket, skuId) {
  return basket.lines.reduce((sum, line) => sum + (line.sku_id === skuId ? line.quantity : 0), 0)
}

/**
 * The basket against the menu of this moment: price and problem of each line, and the sum.
 *
 * `problem` is null, `gone` (no longer on the menu), `sold_out` or `options` (the choices no longer fit). Lines with a problem cost nothing here.
 */
export function review(basket, catalogue, soldOut) {
  const lines = basket.lines.map((line) => {
    const item = catalogue.bySku.get(line.sku_id) ?? null
    const problem = problemOf(line, item, soldOut)
    const unit = item ? unitPrice(item, line.options) : 0
    return { line, item, problem, unit, sum: unit * line.quantity }
  })
  const good = lines.filter((row) => !row.problem)
  return {
    lines,
    count: basket.lines.reduce((sum, line) => sum + line.quantity, 0),
    total: good.reduce((sum, row) => sum + row.sum, 0),
    problems: lines.length - good.length,
  }
}

function problemOf(line, item, soldOut) {
  if (!item || line.refused === "unknown_sku") return "gone"
  if (soldOut.has(line.sku_id) || line.refused === "product_sold_out") return "sold_out"
  if (!areValid(item, line.options) || line.refused) return "options"
  return null
}

/** The body of `POST /orders`. The n-th line of the body is the n-th of the basket: refusals name lines by that place. */
export function orderOf(basket) {
  const lines = basket.lines.map(({ sku_id, quantity, options, note }) => ({ sku_id, quantity, options, note }))
  return basket.stay_id ? { lines, stay_id: basket.stay_id } : { lines }
}

/**
 * A refused order comes back: its lines, marked where the hub named them, before what was put in meanwhile.
 *
 * `body` is what was sent, `bad` the `lines` of the problem. New lines get their ids from `newId`.
 */
export function bringBack(basket, body, bad, newId) {
  const codes = new Map((bad ?? []).map((one) => [one.index, one.code]))
  const returned = body.lines.map((line, index) => ({ ...lineOf({ ...line, id: newId() }), refused: codes.get(index) ?? null }))
  const kept = basket.lines.filter((line) => !returned.some((one) => isSame(one, line)))
  const joined = returned.map((one) => {
    const twin = basket.lines.find((line) => isSame(one, line))
    return twin ? { ...one, quantity: Math.min(one.quantity + twin.quantity, MOST_OF_ONE) } : one
  })
  return { ...basket, lines: [...joined, ...kept].slice(0, MOST_LINES) }
}

/** A SKU can be had again: what the hub said of its lines no longer counts. */
export function forgive(basket, skuIds) {
  const again = new Set(skuIds)
  if (!basket.lines.some((line) => line.refused && again.has(line.sku_id))) return basket
  return { ...basket, lines: basket.lines.map((line) => (again.has(line.sku_id) ? { ...line, refused: null } : line)) }
}

/** After a new menu: nothing that was refused on the old one is held against a line. */
export function forgiveAll(basket) {
  return forgive(
    basket,
    basket.lines.map((line) => line.sku_id),
  )
}

function lineOf({ id, sku_id, options, note, quantity }) {
  return {
    id,
    sku_id,
    options: [...(options ?? [])],
    note: tidy(note ?? ""),
    quantity: Math.min(Math.max(quantity ?? 1, 1), MOST_OF_ONE),
    refused: null,
  }
}

function tidy(note) {
  return [...note.replace(/\s+/g, " ").trim()].slice(0, LONGEST_NOTE).join("")
}

function isSame(one, other) {
  return one.sku_id === other.sku_id && one.note === other.note && one.options.join() === other.options.join()
}
