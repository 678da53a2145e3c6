// What is sent, made of what stands in the fields; nothing here touches the page.

export const KEY = "Idempotency-Key"

const WIDTH = 84

/** A version 7 UUID; `crypto.randomUUID` exists only on https and localhost, and a venue's LAN is often neither. */
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(Date.now()) << 16n) | BigInt((bytes[6] << 8) | bytes[7]))
  bytes[6] = (bytes[6] & 0x0f) | 0x70
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
}

/** Whether the same command needs another key now: after silence, a fault and two refusals it is the same command still. */
export function isAnswered(status, code) {
  return status < 500 && status !== 429 && code !== "request_in_progress"
}

/**
 * The request that the fields describe. `values` are `[parameter, text]`; an optional parameter without text is left out.
 * `body` is a text or a file, or null.
 */
export function requestOf({ method, path }, values, body, kind, token) {
  let address = path
  const query = new URLSearchParams()
  const headers = []
  if (token) headers.push(["Authorization", `Bearer ${token}`])
  for (const [parameter, text] of values) {
    if (parameter.in === "path") address = address.replace(`{${parameter.name}}`, encodeURIComponent(text))
    else if (text !== "" && parameter.in === "query") query.append(parameter.name, text)
    else if (text !== "") headers.push([parameter.name, text])
  }
  if (body !== null) headers.push(["Content-Type", kind])
  const asked = query.toString()
  return { method, address: asked ? `${address}?${asked}` : address, headers, body }
}

/** The same request for a shell. */
export function curl(request, origin) {
  const parts = [`curl -i${request.method === "GET" ? "" : ` -X ${request.method}`} ${quoted(origin + request.address)}`]
  for (const [name, value] of request.headers) parts.push(`-H ${quoted(`${name}: ${value}`)}`)
  if (typeof request.body === "string") parts.push(`--data-raw ${quoted(request.body)}`)
  else if (request.body) parts.push(`--data-binary ${quoted(`@${request.body.name}`)}`)
  return parts.join(" \\\n  ")
}

function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** What is wrong with a text as JSON; nothing when it is fine. */
export function notJson(text) {
  try {
    JSON.parse(text)
    return ""
  } catch (error) {
    return `This is not JSON: ${error.message}`
  }
}

/** JSON to read: what fits on a line stays on one, as in the examples of the page. */
export function laidOut(value, indent = 0) {
  const short = oneLine(value)
  if (indent + short.length <= WIDTH || value === null || typeof value !== "object") return short
  const list = Array.isArray(value)
  const rows = list
    ? value.map((each) => laidOut(each, indent + 2))
    : Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${laidOut(each, indent + 2)}`)
  if (!rows.length) return short
  const deeper = `\n${" ".repeat(indent + 2)}`
  return `${list ? "[" : "{"}${deeper}${rows.join(`,${deeper}`)}\n${" ".repeat(indent)}${list ? "]" : "}"}`
}

function oneLine(value) {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`
  if (value === null || typeof value !== "object") return JSON.stringify(value)
  return `{${Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${oneLine(each)}`).join(", ")}}`
}
