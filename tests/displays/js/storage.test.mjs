// The browser's storage when it is slow: what was asked to be kept is not lost between two places.
import assert from "node:assert/strict"
import { mock, test } from "node:test"

/** As much of IndexedDB as the core uses. `open_ms`: how long it takes to open; `reading`: what reads wait for. */
class SlowStorage {
  #stores = new Map()
  reading = Promise.resolve()
  closed = false

  constructor(open_ms = 0) {
    this.open_ms = open_ms
  }

  open() {
    const request = { result: this }
    setTimeout(() => {
      request.onupgradeneeded()
      request.onsuccess()
    }, this.open_ms)
    return request
  }

  objectStoreNames = { contains: () => false }

  createObjectStore(name) {
    this.#stores.set(name, new Map())
  }

  close() {
    this.closed = true
  }

  transaction(name) {
    const things = this.#stores.get(name)
    const transaction = { commit() {} }
    const asked = (result, until) => {
      until.then(() => {
        request.onsuccess?.()
        transaction.oncomplete()
      })
      const request = { result }
      return request
    }
    const now = Promise.resolve()
    transaction.objectStore = () => ({
      get: (key) => asked(things.get(key), now),
      getAll: () => asked([...things.values()], this.reading),
      delete: (key) => asked(things.delete(key), now),
      put(value, key = value.nr ?? things.size + 1) {
        things.set(key, name === "outbox" ? { ...value, nr: key } : value)
        return asked(key, now)
      },
    })
    return transaction
  }
}

const CORE = "../../../displays/static/js/core"

test("a storage that opens too late is left alone: what is in memory stays where it is", async () => {
  mock.timers.enable({ apis: ["setTimeout"] })
  globalThis.indexedDB = new SlowStorage(16_000)
  const { all, put } = await import(`${CORE}/storage.js?late`)
  const kept = put("outbox", null, { id: "a" })
  mock.timers.tick(15_000)
  await kept
  mock.timers.tick(1_000)
  mock.timers.reset()
  assert.deepEqual(await all("outbox"), [{ id: "a", nr: 1 }])
  assert.equal(indexedDB.closed, true)
})

test("what is dropped while the store is being read is not sent", async () => {
  globalThis.indexedDB = new SlowStorage()
  const { Clock } = await import(`${CORE}/clock.js`)
  const { Outbox } = await import(`${CORE}/outbox.js`)
  let reply = { ok: false, status: 0, problem: null, unreachable: true }
  const sent = []
  const identity = { request: async (method, path) => (sent.push(path), reply) }
  const outbox = new Outbox({ identity, clock: new Clock() })
  await outbox.open("pad")
  await outbox.command("POST", "/1", {})
  await new Promise((resolve) => setTimeout(resolve, 20))
  sent.length = 0
  reply = { ok: true, status: 200, body: {}, problem: null }

  let go
  indexedDB.reading = new Promise((resolve) => (go = resolve))
  outbox.hubIsBack()
  await new Promise((resolve) => setTimeout(resolve, 20))
  const dropped = outbox.drop(outbox.waiting.value[0].id)
  go()
  await dropped
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual([sent, outbox.unsent], [[], 0])
  outbox.close()
})
