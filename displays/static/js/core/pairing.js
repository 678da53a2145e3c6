// Pairing a new device by a code on its screen (RFC 8628 names).

import { isNoWord, request } from "./api.js"
import { backoffMs } from "./backoff.js"
import { session } from "./identity.js"

const SLOWER_MS = 5000
const SHOW_EXPIRED_MS = 2000

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Show codes until a manager has approved one; gives the tokens with the device, or null when a manager said no.
 *
 * `show` is called with what the page draws. A code that ran out is replaced by a new one: a screen left alone must not show a dead code.
 */
export async function pair({ kind, app, shopId = null, show, wait = later }) {
  for (;;) {
    const code = kept(kind) ?? (await ask({ kind, app, shopId, show, wait }))
    session.set(`pairing.${kind}`, JSON.stringify(code))
    show({ ...shown(code), state: "waiting" })
    const given = await poll(code, wait)
    session.del(`pairing.${kind}`)
    if (given.tokens) return given.tokens
    show({ ...shown(code), state: given.state })
    if (given.state === "denied") return null
    await wait(SHOW_EXPIRED_MS)
  }
}

/** A reload goes on with the code that somebody may just be typing. */
function kept(kind) {
  const found = session.get(`pairing.${kind}`)
  if (found === null) return null
  try {
    const code = JSON.parse(found)
    return code.expires_at_ms > Date.now() && code.expires_at_ms < Date.now() + 3_600_000 ? code : null
  } catch {
    return null
  }
}

async function ask({ kind, app, shopId, show, wait }) {
  const body = { kind, app, model: model() }
  if (shopId) body.shop_id = shopId
  for (let attempt = 0; ; attempt++) {
    const reply = await request("POST", "/device-pairings", { body })
    if (reply.ok) return { ...reply.body, expires_at_ms: Date.now() + reply.body.expires_in * 1000 }
    if (!isNoWord(reply) && body.shop_id) delete body.shop_id // a link with a shop that is not there any more
    show(null)
    await wait(Math.max(backoffMs(attempt), reply.retry_after_ms ?? 0, isNoWord(reply) ? 0 : SLOWER_MS))
  }
}

/** Ask again and again, at the pace the hub set, until somebody has decided. */
async function poll(code, wait) {
  let interval = code.interval * 1000
  for (;;) {
    await wait(interval)
    const reply = await request("POST", "/device-pairings/token", { body: { device_code: code.device_code } })
    if (reply.ok) return { tokens: reply.body }
    if (reply.problem?.code === "slow_down" || reply.status === 429) interval = Math.max(interval + SLOWER_MS, reply.retry_after_ms ?? 0)
    else if (reply.problem?.code === "access_denied") return { state: "denied" }
    else if (reply.problem?.code !== "authorization_pending" && !isNoWord(reply)) return { state: "expired" }
  }
}

function shown(code) {
  const { user_code, verification_uri, verification_uri_complete, expires_at_ms } = code
  return { user_code, verification_uri, verification_uri_complete, expires_at_ms }
}

function model() {
  const about = globalThis.navigator?.userAgentData
  const brand = about?.brands?.find((each) => !/not.*brand/i.test(each.brand))
  return (about ? `${about.platform} ${brand?.brand ?? ""}` : (globalThis.navigator?.userAgent ?? "")).trim().slice(0, 64)
}
