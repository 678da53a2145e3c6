// One request to the hub, once. Knows JSON, problems and silence; no tokens of its own and no retries.

const API = "/api/v1"
export const PATIENCE_MS = 10_000

/**
 * Ask once. `path` is below `/api/v1`, or begins with it. `body` is sent as JSON; text is sent as it stands, bytes (a Blob) with their type.
 *
 * Gives `{ok, status, body, problem, replayed, unreachable, retry_after_ms}`. `unreachable`: no whole answer came, and the request may have
 * taken effect. An answer that is no problem document and not 2xx has the code `http_<status>`.
 */
export async function request(method, path, { body, key, headers = {}, token, timeout_ms = PATIENCE_MS } = {}) {
  const fields = { Accept: "application/json", ...headers }
  if (token) fields.Authorization = `Bearer ${token}`
  if (key) fields["Idempotency-Key"] = key
  let content
  if (body !== undefined && body !== null) {
    const bytes = typeof Blob !== "undefined" && body instanceof Blob
    content = typeof body === "string" || bytes ? body : JSON.stringify(body)
    fields["Content-Type"] ??= bytes && body.type ? body.type : "application/json"
  }
  try {
    const url = hub + (path.startsWith(`${API}/`) ? path : API + path)
    const signal = AbortSignal.timeout(timeout_ms)
    const answer = await fetch(url, { method, headers: fields, body: content, signal, credentials: "same-origin", cache: "no-store" })
    return replyOf(answer, await answer.text())
  } catch {
    return { ...SILENCE }
  }
}

/** A file of the hub's: `{ok, status, bytes, headers}`; null when no whole answer came in time. */
export async function download(path, { token, timeout_ms = PATIENCE_MS } = {}) {
  try {
    const fields = token ? { Authorization: `Bearer ${token}` } : {}
    const answer = await fetch(hub + path, { headers: fields, signal: AbortSignal.timeout(timeout_ms), credentials: "same-origin" })
    return { ok: answer.ok, status: answer.status, bytes: await answer.arrayBuffer(), headers: answer.headers }
  } catch {
    return null
  }
}

/** No whole answer came. */
export const SILENCE = { ok: false, status: 0, body: null, problem: null, replayed: false, unreachable: true, retry_after_ms: null, date: null }

/** Whether the same key is the only safe way on: the command may have taken effect, or was not looked at. */
export function sameKeyAgain(reply) {
  return isNoWord(reply) || reply.status === 408 || reply.problem?.code === "request_in_progress"
}

/** Whether the hub itself has said nothing yet: silence, a fault, too much at once, or the refusal of something that stands in between. */
export function isNoWord(reply) {
  return reply.unreachable || reply.status >= 500 || reply.status === 429 || (reply.problem?.code.startsWith("http_") ?? false)
}

let hub = ""

/** The hub's address; a page leaves it alone, for it comes from the hub. Programs outside a browser name it. */
export function useHub(address) {
  hub = address
}

/** Where the socket is. */
export function streamUrl() {
  return (hub || location.origin).replace(/^http/, "ws") + API + "/stream"
}

function replyOf(answer, text) {
  const body = parsed(text)
  // A page in the place of an answer comes from something in between (a sign-in to the network, a proxy's notice).
  if (answer.ok && typeof body === "string") return { ...SILENCE }
  const retry = answer.headers.get("Retry-After")
  return {
    ok: answer.ok,
    status: answer.status,
    body,
    problem: answer.ok ? null : problemOf(answer.status, body),
    replayed: answer.headers.get("Idempotency-Replayed") === "true",
    unreachable: false,
    retry_after_ms: retry !== null && /^\d+$/.test(retry) ? Number(retry) * 1000 : null,
    date: answer.headers.get("Date"),
  }
}

function problemOf(status, body) {
  const known = body !== null && typeof body === "object" ? body : {}
  return { ...known, status, code: known.code ?? `http_${status}` }
}

function parsed(text) {
  if (text === "") return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
