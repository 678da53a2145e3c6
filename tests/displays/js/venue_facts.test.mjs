// What a screen keeps beside its board: a change during an answer is asked for again.
import assert from "node:assert/strict"
import { test } from "node:test"
import { signal } from "../../../displays/static/js/html.js"
import { openFacts } from "../../../displays/static/js/venue/facts.js"

const later = () => new Promise((resolve) => setTimeout(resolve, 5))

test("what changes while the facts are on their way is asked for again, once", async () => {
  let answers = []
  let hear = null
  const screen = {
    me: signal({ device: { id: "d" } }),
    onEvent: (listen) => (hear = listen),
    ask: (method, path) => new Promise((resolve) => answers.push((amber) => resolve({ ok: true, body: path === "/kds/stations" ? { stations: [{ code: "hot", amber_seconds: amber, red_seconds: 900 }] } : { categories: [] } }))),
  }
  const facts = openFacts(screen)
  const answer = async (amber) => {
    const due = answers
    answers = []
    due.forEach((give) => give(amber))
    await later()
    return due.length
  }
  await later()
  hear({ type: "store.menu_changed" })
  hear({ type: "store.menu_changed" })
  assert.equal(await answer(300), 2)
  assert.equal(await answer(400), 2)
  assert.equal(facts.limits.value.stations.get("hot").amber, 400)
  assert.equal(await answer(0), 0)
})
