import assert from "node:assert/strict"
import { test } from "node:test"
import { Held } from "../../../displays/static/js/kitchen/held.js"
import { line } from "./kitchen_things.mjs"

const states = (lines) => lines.map(({ state, ghost }) => ghost ?? state)

test("a line that leaves the card keeps its place and says how far it is", () => {
  const held = new Held()
  const [soup, rice] = [line(), line()]
  held.rows([soup, rice], [])
  const ready = { ...soup, state: "ready" }
  assert.deepEqual(held.rows([rice], [ready, rice]), [ready, rice])
  assert.deepEqual(states(held.rows([], [{ ...ready, state: "served" }, { ...rice, state: "ready" }])), ["served", "ready"])
})

test("an addition stands below what was there", () => {
  const held = new Held()
  const [soup, rice] = [line(), line()]
  held.rows([soup], [])
  assert.deepEqual(held.rows([rice, soup], []), [soup, rice])
})

test("of a line that nobody knows any more nothing can be pressed; one that was cancelled goes on saying so", () => {
  const held = new Held()
  held.rows([line(), line({ ghost: "cancelled" })], [])
  assert.deepEqual(states(held.rows([], [])), ["gone", "cancelled"])
})
