// What must outlive a reload, in IndexedDB: identities and boards ("kept"), unanswered commands ("outbox"), what a guest has chosen ("basket").
// Where there is no IndexedDB (a private window of some browsers) everything lasts as long as the page.
//
// What is written is on the disk before it counts as written: a device whose power goes must not come back with the tokens of before, which
// the hub takes for stolen, nor say again what it has said. Only what is written all the time and may be old by seconds is not waited for.

const NAME = "venuehub"
const VERSION = 1
const STORES = ["kept", "outbox", "basket"]
const OPEN_MS = 15_000

let opening = null
let opened = null
const memory = new Map(STORES.map((name) => [name, new Map()]))
let memoryNr = 0

function open() {
  opening ??= new Promise((resolve) => {
    if (typeof indexedDB === "undefined") return resolve(null)
    let isLate = false
    // A device that starts cold may take seconds to open it, and to do without means to be paired anew; for ever is too long.
    setTimeout(() => {
      isLate = true
      resolve(null)
    }, OPEN_MS)
    let request
    try {
      request = indexedDB.open(NAME, VERSION)
    } catch {
      return resolve(null)
    }
    request.onupgradeneeded = () => {
      for (const name of STORES) {
        if (request.result.objectStoreNames.contains(name)) continue
        request.result.createObjectStore(name, name === "outbox" ? { keyPath: "nr", autoIncrement: true } : undefined)
      }
    }
    request.onerror = () => resolve(null)
    request.onblocked = () => resolve(null)
    request.onsuccess = () => {
      const db = request.result
      // What was put into memory meanwhile would not be found in there: this page stays with its memory.
      if (isLate) return db.close()
      // The browser may close it (storage cleared, a newer page): the next call opens it again.
      db.onclose = () => (opening = opened = null)
      db.onversionchange = () => {
        opening = opened = null
        db.close()
      }
      resolve((opened = db))
    }
  })
  return opening
}

/**
 * Run `work(objectStore)` in one transaction; resolves with its request's result once the whole is on the disk.
 *
 * Begun and committed without waiting for anything, so that what a page writes while it is closed still arrives.
 */
function run(store, mode, work, { commit = true, durability = "strict" } = {}) {
  return new Promise((resolve, reject) => {
    const transaction = begun(store, mode, durability)
    let request = null
    transaction.oncomplete = () => resolve(request?.result)
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("the browser's storage refused"))
    request = work(transaction.objectStore(store))
    if (commit) transaction.commit?.()
  })
}

function begun(store, mode, durability) {
  try {
    return opened.transaction(store, mode, { durability })
  } catch (problem) {
    opening = opened = null // it was closed under us; the next call opens it again
    throw problem
  }
}

async function inMemory() {
  if (opened === null) await open()
  return opened === null
}

export async function get(store, key) {
  if (await inMemory()) return memory.get(store).get(key)
  return await run(store, "readonly", (things) => things.get(key))
}

/** Write a value. The outbox numbers its entries itself (`nr`), so it takes no key; the number is what comes back. */
export async function put(store, key, value) {
  if (store === "outbox") return await putNumbered(value)
  await putAt(store, key, value, "strict")
  return key
}

/** Write a value that may be the one of some seconds ago when the power has gone. */
export async function putSoon(store, key, value) {
  await putAt(store, key, value, "relaxed")
}

async function putAt(store, key, value, durability) {
  if (opened === null && (await inMemory())) memory.get(store).set(key, structuredClone(value))
  else await run(store, "readwrite", (things) => things.put(value, key), { durability })
}

async function putNumbered(value) {
  if (!(await inMemory())) return await run("outbox", "readwrite", (things) => things.put(value))
  const nr = value.nr ?? ++memoryNr
  memory.get("outbox").set(nr, { ...value, nr })
  return nr
}

export async function del(store, key) {
  if (await inMemory()) memory.get(store).delete(key)
  else await run(store, "readwrite", (things) => things.delete(key))
}

/** All values of a store, in the order of their keys. */
export async function all(store) {
  if (!(await inMemory())) return await run(store, "readonly", (things) => things.getAll())
  return [...memory.get(store).entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value)
}

/** Read, change and write one value as a single step, also against other tabs. `change(value)` gives the new value; undefined keeps the old. */
export async function change(store, key, changeIt) {
  if (await inMemory()) {
    const next = changeIt(memory.get(store).get(key))
    if (next !== undefined) memory.get(store).set(key, next)
    return next
  }
  let next
  const work = (things) => {
    const request = things.get(key)
    request.onsuccess = () => {
      next = changeIt(request.result)
      if (next !== undefined) things.put(next, key)
    }
    return request
  }
  await run(store, "readwrite", work, { commit: false })
  return next
}
