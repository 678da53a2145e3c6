// Who a page is: what may end an identity, and what only looks like the hub's word.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { request, sameKeyAgain, useHub } from "../../../displays/static/js/core/api.js"
import { DeviceIdentity, PersonIdentity } from "../../../displays/static/js/core/identity.js"
import { get } from "../../../displays/static/js/core/storage.js"

const kept = new Map()
globalThis.localStorage = {
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => void kept.set(name, value),
  removeItem: (name) => void kept.delete(name),
}
const TOKENS = { access_token: "a2", refresh_token: "r2", expires_in: 900 }
const SIGNED_IN = { access_token: "a", expires_in: 900, user: { id: "u" } }
const json = (status, body) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } })
const problem = (status, code) => json(status, { status, code })
const page = (status) => new Response("<html>Please accept our terms</html>", { status, headers: { "Content-Type": "text/html" } })

let sent, keys, answer

beforeEach(() => {
  useHub("http://hub")
  kept.clear()
  sent = []
  keys = []
  globalThis.fetch = async (url, { method, headers }) => {
    sent.push(`${method} ${new URL(url).pathname}`)
    keys.push(headers["Idempotency-Key"])
    const given = await answer(sent.at(-1))
    if (given === null) throw new TypeError("no network")
    return given
  }
})

/** Keeps the next answer back: gives, once something was asked, what answers it. */
function heldBack() {
  return new Promise((asked) => (answer = () => new Promise(asked)))
}

async function device(id) {
  const identity = new DeviceIdentity("kitchen")
  await identity.take({ access_token: "a1", refresh_token: "r1", expires_in: 0, device: { id, kind: "kitchen" } })
  identity.refused = 0
  identity.onRefused = () => (identity.refused += 1)
  return identity
}

test("only the hub's own word ends a device; a page of something in between does not, and takes no token away", async () => {
  for (const [index, between] of [page(200), page(403), page(404), page(511), problem(503, "busy"), null].entries()) {
    const identity = await device(`d${index}`)
    answer = () => between
    assert.equal(await identity.renew("a1"), null)
    assert.equal(identity.refused, 0)
    assert.equal((await get("kept", `identity:d${index}`)).refresh_token, "r1")
    answer = () => json(200, TOKENS)
    assert.equal(await identity.renew("a1"), true)
  }
  const identity = await device("revoked")
  answer = () => problem(401, "token_invalid")
  assert.deepEqual([await identity.renew("a1"), identity.refused], [false, 1])
})

test("a late answer to a device that was given up here says nothing of the one that comes in its place", async () => {
  const asked = {
    renewing: (identity) => identity.renew("a1"),
    asking: (identity) => identity.request("GET", "/me"),
  }
  for (const [how, ask] of Object.entries(asked)) {
    const identity = await device(`given up ${how}`)
    identity.goodUntil = Date.now() + 900_000
    const held = heldBack()
    const asking = ask(identity)
    const late = await held
    await identity.forget()
    late(problem(401, "revoked"))
    await asking
    assert.equal(identity.refused, 0, how)
    assert.equal(identity.owner, null, how)
  }
  const identity = await device("changed")
  const held = heldBack()
  const renewing = identity.renew("a1")
  const late = await held
  await identity.forget()
  await identity.take({ access_token: "new", refresh_token: "new", expires_in: 900, device: { id: "another", kind: "kitchen" } })
  late(json(200, TOKENS))
  assert.equal(await renewing, false)
  assert.deepEqual([identity.id, identity.access], ["another", "new"], "nor does one that would have been welcome")
})

const ANN = { ...SIGNED_IN, access_token: "ann's", user: { id: "ann" } }
const BOB = { ...SIGNED_IN, access_token: "bob's", user: { id: "bob" } }

async function signedIn(as, person = new PersonIdentity()) {
  answer = () => json(200, as)
  await person.signIn("name", "secret")
  return person
}

test("what one person wished is not done as the next who signs in", async () => {
  const asked = {
    asking: (person) => person.ask("POST", "/kds/lines/1/void", {}),
    downloading: (person) => person.download("/sounds/1.wav"),
  }
  for (const [how, ask] of Object.entries(asked)) {
    for (const late401 of ["token_invalid", null]) {
      const person = await signedIn(ANN)
      const held = heldBack()
      const asking = ask(person)
      const late = await held
      answer = () => json(200, {})
      await person.signOut()
      await signedIn(BOB, person)
      sent = []
      late(late401 === null ? null : problem(401, late401))
      const reply = await asking
      assert.deepEqual([sent, reply?.ok ?? false, person.owner], [[], false, "user:bob"], `${how} ${late401}`)
    }
  }
})

test("a late answer to the renewal of one person neither signs out the next nor brings the first back", async () => {
  for (const late of [new Response(null, { status: 204 }), json(200, ANN)]) {
    const person = await signedIn(ANN)
    person.onRefused = () => assert.fail("the next one was signed out")
    const held = heldBack()
    const renewing = person.renew("ann's")
    const answered = await held
    answer = () => json(200, {})
    await person.signOut()
    await signedIn(BOB, person)
    answered(late)
    assert.equal(await renewing, false)
    assert.deepEqual([person.owner, person.access], ["user:bob", "bob's"])
  }
})

test("a late refusal of a session that was left does not end the one that was begun since", async () => {
  const person = await signedIn({ ...ANN, access_token: "ann's first" })
  person.onRefused = () => assert.fail("the new session was ended")
  const held = heldBack()
  const asking = person.request("GET", "/me")
  const late = await held
  await signedIn(ANN, person)
  late(problem(401, "revoked"))
  assert.equal((await asking).status, 401)
  assert.equal(person.access, "ann's")
})

test("a command that something in between answered is sent again", async () => {
  for (const status of [200, 403, 404]) {
    answer = () => page(status)
    assert.equal(sameKeyAgain(await request("POST", "/orders", { body: {}, key: "k" })), true, `${status}`)
  }
  answer = () => problem(404, "not_found")
  assert.equal(sameKeyAgain(await request("POST", "/orders", { body: {}, key: "k" })), false)
})

test("who signed out while the hub was away is not signed in again by the cookie that stayed behind", async () => {
  const person = new PersonIdentity()
  answer = () => json(200, SIGNED_IN)
  await person.signIn("ann", "secret")
  answer = () => null
  assert.equal((await person.signOut()).unreachable, true)

  const reloaded = new PersonIdentity()
  sent = []
  assert.equal(await reloaded.recall(), null, "nobody can say yet")
  answer = (asked) => (asked.startsWith("DELETE") ? new Response(null, { status: 204 }) : json(200, SIGNED_IN))
  assert.equal(await reloaded.recall(), false)
  assert.deepEqual(sent, ["DELETE /api/v1/auth/session", "DELETE /api/v1/auth/session"])
  assert.equal(reloaded.owner, null)
})

test("whoever signs in afterwards stays in", async () => {
  const person = new PersonIdentity()
  answer = () => null
  await person.signOut()
  answer = () => json(200, SIGNED_IN)
  await person.signIn("ann", "secret")
  assert.equal(await new PersonIdentity().recall(), true)
})

test("pressing again after silence is the same wish; after an answer it is another one", async () => {
  const person = new PersonIdentity()
  answer = () => json(200, SIGNED_IN)
  await person.signIn("ann", "secret")
  const add = async (body) => {
    keys = []
    await person.ask("POST", "/menu/items", body)
    return new Set(keys)
  }
  answer = () => problem(503, "busy")
  const [key, ...others] = await add({ price: 1 })
  assert.deepEqual(others, [])
  const [another] = await add({ price: 2 })
  assert.notEqual(another, key)
  answer = () => json(201, {})
  assert.deepEqual(await add({ price: 1 }), new Set([key]))
  assert.equal((await add({ price: 1 })).has(key), false)
  answer = () => null
  const silence = await add({ price: 3 })
  assert.equal(silence.size, 1)
  assert.deepEqual(await add({ price: 3 }), silence)
})
