// Receipts on the page: which may be said, and what a reload or another device on the same page leaves of them.
import assert from "node:assert/strict"
import { test } from "node:test"
import { Receipts } from "../../../displays/static/js/core/receipts.js"
import { get } from "../../../displays/static/js/core/storage.js"

const receipt = (message, result = "shown") => ({ message, result })
const said = (receipts) => {
  const found = []
  for (let one = receipts.next(); one !== null; one = receipts.next()) found.push(`${one.message} ${one.result}`)
  return found
}

async function opened(owner) {
  const receipts = new Receipts()
  await receipts.open(owner)
  return receipts
}

async function written(owner, count) {
  for (let each = 0; each < 200 && ((await get("kept", `receipts:${owner}`)) ?? []).length !== count; each++) await null
  assert.equal((await get("kept", `receipts:${owner}`))?.length, count)
}

test("after a reload those are said that the hub has not named", async () => {
  const before = await opened("device:1")
  for (const one of [receipt("m1"), receipt("m2"), receipt("m1"), receipt("m1", "spoken")]) before.add(one)
  assert.deepEqual(said(before), ["m1 shown", "m2 shown", "m1 spoken"])
  before.settle([receipt("m1"), receipt("never given")])
  await written("device:1", 2)
  const after = await opened("device:1")
  assert.deepEqual(said(after), ["m2 shown", "m1 spoken"])
  after.settle([receipt("m1", "spoken"), receipt("m2")])
  await written("device:1", 0)
  assert.equal((await opened("device:1")).size, 0)
})

test("what a page that is loaded anew was about to say was interrupted", async () => {
  const before = await opened("device:5")
  for (const message of ["m1", "m2"]) before.begin(message)
  assert.deepEqual(said(before), [], "it may come to its end yet")
  before.add(receipt("m1", "spoken"))
  await written("device:5", 2)
  assert.deepEqual(said(await opened("device:5")).sort(), ["m1 spoken", "m2 skipped:interrupted"])
})

test("one device does not say what another has done on this page", async () => {
  const receipts = await opened("device:2")
  receipts.add(receipt("m1"))
  await written("device:2", 1)
  await receipts.open("device:3")
  receipts.add(receipt("m2"))
  assert.deepEqual(said(receipts), ["m2 shown"])
  await receipts.open("device:2")
  assert.deepEqual(said(receipts), ["m1 shown"], "it may come back")
  await receipts.forget("device:2")
  assert.equal(receipts.size, 0)
  assert.equal((await opened("device:2")).size, 0, "unless it was given up")
})

test("the newest thousand are kept", async () => {
  const receipts = await opened("device:4")
  for (let each = 0; each < 1_003; each++) receipts.add(receipt(`m${each}`))
  assert.deepEqual([receipts.size, receipts.next().message], [1_000, "m3"])
  await written("device:4", 1_000)
})
