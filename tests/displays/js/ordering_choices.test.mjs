import assert from "node:assert/strict"
import test from "node:test"
import { areValid, canTake, firstChoices, toggle, unitPrice, unsettled } from "../../../displays/static/js/ordering/choices.js"
import { DUMPLINGS, TEA } from "./pad.things.mjs"

const [filling, dips] = DUMPLINGS.options

test("where exactly one is asked for the first is taken", () => {
  assert.deepEqual(firstChoices(DUMPLINGS), ["pork"])
  assert.deepEqual(firstChoices(TEA), [])
})

test("where only one may be taken another replaces it and it cannot go away", () => {
  assert.deepEqual(toggle(DUMPLINGS, ["pork"], "prawn"), ["prawn"])
  assert.deepEqual(toggle(DUMPLINGS, ["pork"], "pork"), ["pork"])
})

test("a single choice that need not be made goes out again", () => {
  const item = { ...DUMPLINGS, options: [{ ...filling, min: 0 }] }
  assert.deepEqual(toggle(item, ["pork"], "pork"), [])
})

test("a full option takes no more until one is given back", () => {
  const full = ["pork", "vinegar", "garlic"]
  assert.deepEqual(toggle(DUMPLINGS, full, "chilli"), full)
  assert.equal(canTake(dips, full, "chilli"), false)
  assert.equal(canTake(dips, full, "garlic"), true)
  assert.deepEqual(toggle(DUMPLINGS, toggle(DUMPLINGS, full, "garlic"), "chilli"), ["pork", "vinegar", "chilli"])
})

test("choices stand in the order of the menu however they were tapped", () => {
  assert.deepEqual(toggle(DUMPLINGS, ["pork", "chilli"], "vinegar"), ["pork", "vinegar", "chilli"])
})

test("an id the item does not know changes nothing", () => {
  assert.deepEqual(toggle(DUMPLINGS, ["pork"], "beef"), ["pork"])
  assert.equal(areValid(DUMPLINGS, ["pork", "beef"]), false)
})

test("too few and too many choices are named", () => {
  assert.deepEqual(unsettled(DUMPLINGS, []), [filling])
  assert.deepEqual(unsettled(DUMPLINGS, ["pork", "vinegar", "garlic", "chilli"]), [dips])
  assert.equal(areValid(DUMPLINGS, ["pork"]), true)
})

test("choices are added to the price of one", () => {
  assert.equal(unitPrice(DUMPLINGS, ["prawn", "chilli"]), 4700)
  assert.equal(unitPrice(TEA, []), 1200)
})
