// A module that is fetched later: what a newer hub does to it, and what it does not.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { late } from "../../../displays/static/js/core/late.js"

const kept = new Map()
globalThis.sessionStorage = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) }
globalThis.location = { pathname: "/office" }
globalThis.document = { documentElement: { dataset: { build: "old" } } }

let reloads
const reload = () => (reloads += 1)
const gone = () => Promise.reject(new TypeError("Failed to fetch dynamically imported module"))
const serves = (build) => (globalThis.fetch = async () => new Response(`<html lang="en" data-build="${build}">`))
async function reloaded(times) {
  for (let each = 0; each < 3000 && reloads < times; each++) await new Promise((resolve) => setTimeout(resolve, 5))
}

beforeEach(() => {
  kept.clear()
  reloads = 0
})

test("what is there is given", async () => {
  assert.equal(await late(async () => "module", { reload }), "module")
})

test("the page is loaded anew when the hub has another build, and only once for it", async () => {
  serves("new")
  late(gone, { reload })
  await reloaded(1)
  assert.equal(reloads, 1)
  await assert.rejects(late(gone, { reload }), TypeError)
  assert.equal(reloads, 1)
  serves("newer")
  late(gone, { reload })
  await reloaded(2)
  assert.equal(reloads, 2)
})

test("a fault of another kind is the caller's", async () => {
  serves("old")
  await assert.rejects(late(gone, { reload }), TypeError)
  globalThis.fetch = () => Promise.reject(new TypeError("no network"))
  await assert.rejects(late(gone, { reload }), TypeError)
  assert.equal(reloads, 0)
})
