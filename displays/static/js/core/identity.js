// Who this page is to the hub: an access token that is renewed in time, and requests signed with it. One class for devices, one for people.

import { SILENCE, download, isNoWord, request } from "./api.js"
import { backoffMs } from "./backoff.js"
import { newKey } from "./keys.js"
import { withLock } from "./locks.js"
import { change, del, get, put } from "./storage.js"

const RENEW_BEFORE_MS = 60_000
const REMEMBERED_LINKS = 100
const NOBODY = { ...SILENCE, unreachable: false, status: 401, problem: { status: 401, code: "not_signed_in" } }
const ASK_AGAIN_MS = [300, 1_000]
const ASK_PATIENCE_MS = 3_000
const SAME_WISH_MS = 60_000
const LEAVING = "signing_out"
const TOKEN_REFUSED = new Set(["token_expired", "token_invalid", "token_reused", "revoked", "not_signed_in"])
const RENEWABLE = new Set(["token_expired", "token_invalid"])

/** Whether the hub no longer knows who asks, as opposed to what is asked. */
export const isSignedOut = (reply) => reply.status === 401 && TOKEN_REFUSED.has(reply.problem?.code)

/** What both kinds share. `onRefused()` is called when the tokens are no longer good and no new ones are to be had. */
class Identity {
  /** Writes of the last moments that nobody answered. */
  #silent = new Map()

  onRefused = () => {}

  /** The last access token known; `token()` is the way to a fresh one. */
  access = null

  /** An access token with a minute to live, renewed if need be. While the hub is silent: the last one, if there is one. */
  async token() {
    if (this.owner === null) return null
    const left = this.goodUntil - Date.now()
    // A date that was set back makes an old token look young; the hub's own answer then has it renewed.
    if (this.access === null || left < RENEW_BEFORE_MS) await this.renew(this.access)
    return this.access
  }

  /**
   * Ask as this identity; a token that the hub refuses is renewed and the request sent again, unchanged. Never as somebody else: who signs in
   * here meanwhile has not wished it.
   */
  async request(method, path, options = {}) {
    const { owner } = this
    const token = await this.token()
    if (this.owner !== owner) return { ...NOBODY }
    if (token === null) return { ...(owner === null ? NOBODY : SILENCE) }
    const reply = await request(method, path, { ...options, token })
    if (reply.status !== 401 || !RENEWABLE.has(reply.problem?.code)) {
      if (isSignedOut(reply) && this.access === token) this.onRefused() // a late answer to who was here before says nothing of who is
      return reply
    }
    if ((await this.renew(token)) !== true || this.owner !== owner) return reply
    return await request(method, path, { ...options, token: this.access })
  }

  /** A file that only this identity may have: `{bytes, headers}`, or null. */
  async download(path, options = {}) {
    const { owner } = this
    const token = await this.token()
    if (token === null || this.owner !== owner) return null
    let found = await download(path, { ...options, token })
    if (found?.status === 401 && (await this.renew(token)) === true && this.owner === owner) {
      found = await download(path, { ...options, token: this.access })
    }
    return found?.ok && this.owner === owner ? found : null
  }

  /**
   * A request, and a moment later once more if nobody answered; writes bear a key, so that this does nothing twice. Whoever sees that there was
   * no answer presses again: within a minute that is the same wish, and has the same key.
   */
  async ask(method, path, body, options = {}) {
    const wish = method === "GET" || body instanceof Blob ? null : JSON.stringify([method, path, body]) // a file has no text to compare
    const { owner } = this
    const startedAt = performance.now()
    for (const [old, { at }] of this.#silent) if (startedAt - at > SAME_WISH_MS) this.#silent.delete(old)
    const key = method === "GET" ? undefined : (this.#silent.get(wish)?.key ?? newKey())
    for (let attempt = 0; ; attempt++) {
      const reply = await this.request(method, path, { ...options, body, key })
      const wait = ASK_AGAIN_MS[attempt]
      if (reply.unreachable && this.owner === owner && wait !== undefined && performance.now() - startedAt <= ASK_PATIENCE_MS) {
        await new Promise((resolve) => setTimeout(resolve, wait))
        if (this.owner === owner) continue
      }
      if (wish !== null && isNoWord(reply)) this.#silent.set(wish, { key, at: performance.now() })
      else this.#silent.delete(wish)
      return reply
    }
  }
}

/** A paired device. Its tokens stand in the browser's storage, shared by all its tabs. */
export class DeviceIdentity extends Identity {
  constructor(kind) {
    super()
    this.kind = kind
    this.id = null
    this.goodUntil = 0
  }

  /** What everything stored for it begins with. */
  get owner() {
    return this.id
  }

  /** The device this tab was, else the last one on this kind of page; false when there is none. */
  async recall() {
    const id = session.get(`device.${this.kind}`) ?? (await get("kept", `last:${this.kind}`))
    const record = id ? await get("kept", `identity:${id}`) : undefined
    if (record === undefined) return false
    this.#hold(record)
    await this.#remember()
    return true
  }

  /**
   * Take the token of a link (`#pair=…`), which leaves the address at once. A link that was taken here before only names its device.
   *
   * Gives "taken", "none" (no such link), "refused", or the kind of the device when it belongs on another page.
   */
  async arrive(wait) {
    const token = takeLink(this.kind)
    if (token === null) return "none"
    const mark = token.slice(-16)
    const found = await withLock(`link:${mark}`, () => this.#exchange(token, mark, wait))
    session.del(`arriving.${this.kind}`)
    if (found === null) return "refused"
    if (found.kind !== this.kind) {
      session.set(`device.${found.kind}`, found.device_id)
      return found.kind
    }
    this.#hold(found)
    await this.#remember()
    return "taken"
  }

  /** Take the tokens and the device that a pairing gave. */
  async take(given) {
    const record = recordOf(given, given.device)
    await put("kept", `identity:${record.device_id}`, record)
    this.#hold(record)
    await this.#remember()
  }

  /** Forget who this was, so that the page can be paired anew. */
  async forget() {
    if (this.id !== null) await del("kept", `identity:${this.id}`)
    session.del(`device.${this.kind}`)
    await del("kept", `last:${this.kind}`)
    this.id = this.access = null
    this.goodUntil = 0
  }

  /**
   * New tokens in the place of `refused`: true, false when the hub says no, null when it says nothing.
   *
   * Of several tabs one asks. The new pair is stored before it is used, for the old refresh token dies with the first use of the new one.
   */
  async renew(refused) {
    const { id } = this
    if (id === null) return false
    return await withLock(`tokens:${id}`, async () => {
      const record = await get("kept", `identity:${id}`)
      if (this.id !== id) return false // it was given up meanwhile
      if (record !== undefined && record.access_token !== refused) {
        this.#hold(record)
        return true
      }
      const refresh = record?.refresh_token ?? this.refresh
      const reply = await request("POST", "/auth/refresh", { body: { refresh_token: refresh } })
      if (this.id !== id) return false
      if (isNoWord(reply)) return null
      if (!reply.ok) {
        this.onRefused()
        return false
      }
      const next = recordOf(reply.body, { id, kind: this.kind })
      await put("kept", `identity:${id}`, next)
      this.#hold(next)
      return true
    })
  }

  async #exchange(token, mark, wait) {
    const known = (await get("kept", "links"))?.[mark]
    const record = known ? await get("kept", `identity:${known}`) : undefined
    if (record !== undefined) return record
    for (let attempt = 0; ; attempt++) {
      const found = await this.#redeem(token)
      if (found === null) return null
      if (found !== undefined) {
        await put("kept", `identity:${found.device_id}`, found)
        const remembered = (links) => Object.entries(links ?? {}).slice(1 - REMEMBERED_LINKS)
        await change("kept", "links", (links) => Object.fromEntries([...remembered(links), [mark, found.device_id]]))
        return found
      }
      await wait(backoffMs(attempt))
    }
  }

  /** Null: refused; undefined: no answer yet. A lost answer does no harm: the link's token stays good until the next one is used. */
  async #redeem(token) {
    const reply = await request("POST", "/auth/refresh", { body: { refresh_token: token } })
    if (!reply.ok) return isNoWord(reply) ? undefined : null
    const me = await request("GET", "/me", { token: reply.body.access_token })
    if (!me.ok) return isNoWord(me) ? undefined : null
    return me.body.device ? recordOf(reply.body, me.body.device) : null
  }

  #hold(record) {
    this.id = record.device_id
    this.access = record.access_token
    this.refresh = record.refresh_token
    this.goodUntil = record.good_until
  }

  async #remember() {
    session.set(`device.${this.kind}`, this.id)
    await put("kept", `last:${this.kind}`, this.id)
  }
}

/** Somebody who signed in. The refresh token is a cookie that no script can read; the access token lives as long as the page. */
export class PersonIdentity extends Identity {
  /** Somebody else has signed in in this browser. */
  onOther = () => {}

  /** Counts who came and who left. */
  #session = 0

  constructor() {
    super()
    this.goodUntil = 0
    this.user = null
  }

  get owner() {
    return this.user === null ? null : `user:${this.user.id}`
  }

  /** The session of this browser, if there is one: true, false, or null while the hub is silent. */
  async recall() {
    return await this.renew(null)
  }

  /** Gives the hub's answer; `ok` when the person is in. */
  async signIn(username, password) {
    const reply = await request("POST", "/auth/session", { body: { username, password } })
    if (!reply.ok) return reply
    this.#session += 1
    browser.del(LEAVING)
    this.#hold(reply.body)
    return reply
  }

  /** When the hub cannot be reached the cookie stays behind, so that this browser has to remember that nobody may go on with it. */
  async signOut() {
    this.#session += 1
    browser.set(LEAVING, "1")
    this.access = this.user = null
    this.goodUntil = 0
    const reply = await request("DELETE", "/auth/session")
    if (!isNoWord(reply)) browser.del(LEAVING)
    return reply
  }

  /** As for a device. */
  async renew(refused) {
    return await withLock("tokens:person", async () => {
      if (this.access !== null && this.access !== refused) return true
      if (browser.get(LEAVING) !== null) return await this.#leave()
      const session = this.#session
      const reply = await request("POST", "/auth/session/refresh")
      if (this.#session !== session) return false // whoever asked has left meanwhile
      if (isNoWord(reply)) return null
      if (!reply.ok || reply.status === 204) {
        // 204: nobody is signed in in this browser.
        this.access = this.user = null
        this.onRefused()
        return false
      }
      // Another tab may have signed somebody else in: this page must not go on with what it shows of the first.
      const other = this.user !== null && reply.body.user && reply.body.user.id !== this.user.id
      this.#hold(reply.body)
      if (other) this.onOther()
      return true
    })
  }

  /** Somebody signed out while the hub was away: false once it knows, else null. */
  async #leave() {
    const reply = await this.signOut()
    if (isNoWord(reply)) return null
    this.onRefused()
    return false
  }

  #hold(given) {
    this.access = given.access_token
    this.goodUntil = Date.now() + given.expires_in * 1000
    this.user = given.user ?? this.user
  }
}

function recordOf(tokens, device) {
  return {
    device_id: device.id,
    kind: device.kind,
    access_token: tokens.access_token,
    refresh_token: tokens.refresh_token,
    good_until: Date.now() + tokens.expires_in * 1000,
  }
}

/** The token in the address, or the one a reload interrupted. */
function takeLink(kind) {
  const found = /^#pair=(.+)$/.exec(globalThis.location?.hash ?? "")
  if (found) {
    session.set(`arriving.${kind}`, decodeURIComponent(found[1]))
    history.replaceState(null, "", location.pathname + location.search)
  }
  return session.get(`arriving.${kind}`)
}

function tried(work) {
  try {
    return work()
  } catch {
    return null // a browser that keeps nothing still shows the board
  }
}

const textsIn = (place) => ({
  get: (name) => tried(() => globalThis[place].getItem(`venuehub.${name}`)),
  set: (name, value) => tried(() => globalThis[place].setItem(`venuehub.${name}`, value)),
  del: (name) => tried(() => globalThis[place].removeItem(`venuehub.${name}`)),
})

/** What belongs to this tab alone, and what all tabs of this browser share. */
export const session = textsIn("sessionStorage")
export const browser = textsIn("localStorage")
