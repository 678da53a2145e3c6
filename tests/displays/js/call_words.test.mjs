import assert from "node:assert/strict"
import { test } from "node:test"
import { settingsOf } from "../../../displays/static/js/call/shop.js"
import { TURN_MS, WORDS, languagesAt, text } from "../../../displays/static/js/call/words.js"

test("both languages stand together, the shop's own first", () => {
  assert.deepEqual(languagesAt("both", "zh-CN", 0), ["zh-CN", "en"])
  assert.deepEqual(languagesAt("both", "en", 0), ["en", "zh-CN"])
})

test("or by turns, or one alone", () => {
  assert.deepEqual(languagesAt("switch", "zh-CN", 0), ["zh-CN"])
  assert.deepEqual(languagesAt("switch", "zh-CN", TURN_MS), ["en"])
  assert.deepEqual(languagesAt("en", "zh-CN", 0), ["en"])
})

test("every text is there twice and names the same things", () => {
  const names = (said) => [...said.matchAll(/\{(\w+)\}/g)].map((found) => found[1])
  for (const [key, said] of Object.entries(WORDS)) {
    assert.equal(said.length, 2, key)
    assert.deepEqual(names(said[0]).sort(), names(said[1]).sort(), key)
  }
  assert.equal(text("earlier", "en", { n: 3 }), "3 earlier numbers: please ask at the desk")
})

test("a shop that has set nothing shows both languages, and numbers for a quarter of an hour", () => {
  assert.deepEqual(settingsOf(null), { minutes: 15, mode: "both", first: "zh-CN", names: {} })
  const shop = { names: { en: "Pier" }, settings: { language: "en", call_screen_minutes: 0, call_screen_languages: "switch" } }
  assert.deepEqual(settingsOf(shop), { minutes: 0, mode: "switch", first: "en", names: { en: "Pier" } })
})
