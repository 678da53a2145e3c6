// One tab at a time. Web Locks exist only on https and localhost; on a plain venue network a lease in IndexedDB takes their place.

import { change } from "./storage.js"

const LEASE_MS = 12_000
const RENEW_MS = 3_000
const ASK_MS = 150

const me = `${Date.now()}-${Math.random()}`
let turns = new Map()

/** Run `work` while no other tab runs work under the same name. */
export async function withLock(name, work) {
  if (globalThis.navigator?.locks) return await navigator.locks.request(`venuehub:${name}`, work)
  return await inTurn(name, () => withLease(`lock:${name}`, work))
}

/** Within one page a lease cannot tell two askers apart, so they queue here. */
async function inTurn(name, work) {
  const before = turns.get(name) ?? Promise.resolve()
  const mine = before.then(work, work)
  const settled = mine.catch(() => {})
  turns.set(name, settled)
  settled.then(() => turns.get(name) === settled && turns.delete(name))
  return await mine
}

async function withLease(key, work) {
  while (!(await take(key))) await new Promise((resolve) => setTimeout(resolve, ASK_MS))
  const renewing = setInterval(() => take(key).catch(() => {}), RENEW_MS)
  try {
    return await work()
  } finally {
    clearInterval(renewing)
    await change("kept", key, (lease) => (lease?.holder === me ? { holder: null, until: 0 } : undefined))
  }
}

async function take(key) {
  const now = Date.now()
  // A lease far in the future was written under another date of this device.
  const free = (lease) => !lease?.holder || lease.holder === me || lease.until < now || lease.until > now + 2 * LEASE_MS
  const lease = await change("kept", key, (held) => (free(held) ? { holder: me, until: now + LEASE_MS } : undefined))
  return lease?.holder === me
}
