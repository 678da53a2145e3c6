// The API page: Swagger UI over our own document, with what its "try it out" needs to work with this hub.

const KEY = "Idempotency-Key"
const WRITES = new Set(["POST", "PUT", "PATCH", "DELETE"])

/** A version 7 UUID; `crypto.randomUUID` exists only on https and localhost, and a venue's LAN is often neither. */
function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(Date.now()) << 16n) | BigInt(bytes[6] << 8 | bytes[7]))
  bytes[6] = (bytes[6] & 0x0f) | 0x70
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
}

/** Every write gets a key of its own, unless the reader wrote one: to see a repeat answered, send the same key twice. */
function withKey(request) {
  request.headers ??= {}
  if (WRITES.has((request.method ?? "GET").toUpperCase()) && !request.headers[KEY]) request.headers[KEY] = freshKey()
  return request
}

/** `/schema#as=<access token>` opens the page signed in. The fragment never reaches a server, and leaves the address at once. */
function takeToken() {
  const found = /^#as=(.+)$/.exec(location.hash)
  if (found) history.replaceState(null, "", location.pathname)
  return found && decodeURIComponent(found[1])
}

/** The ids behind the examples, as far as the reader may see real ones: then an example can be sent as it is. */
async function realIds(token) {
  const ask = async (path) => {
    const answer = await fetch(`/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } })
    return answer.ok ? answer.json() : null
  }
  const me = await ask("/me")
  if (!me?.shop) return {}
  const may = (permission, path) => (me.permissions.includes(permission) ? ask(path) : null)
  const [menu, orders, board] = await Promise.all([
    ask("/menu"),
    may("orders.read", "/orders?limit=1"),
    may("kds.read", "/kds/board"),
  ])
  const [dish, other] = menu?.categories.flatMap((category) => category.items).filter((item) => !item.sold_out) ?? []
  return {
    shop: me.shop.id,
    room: me.room?.id,
    device: me.device?.id,
    sku: dish?.sku_id,
    item: dish?.id,
    choice: dish?.options[0]?.choices[0].id,
    other_sku: other?.sku_id,
    order: orders?.items[0]?.id,
    line: board?.lines[0]?.id,
  }
}

async function documentFor(token) {
  let text = await (await fetch("/schema/openapi.json")).text()
  const examples = JSON.parse(text)["x-example-ids"] ?? {}
  for (const [name, id] of Object.entries(token ? await realIds(token) : {})) if (id) text = text.replaceAll(examples[name], id)
  return JSON.parse(text)
}

function follow(darkness) {
  document.documentElement.classList.toggle("dark-mode", darkness.matches)
}

const darkness = matchMedia("(prefers-color-scheme: dark)")
darkness.addEventListener("change", follow)
follow(darkness)

const token = takeToken()
const spec = await documentFor(token)

// On the wire the key is required; here it is filled in, so the field may stay empty.
const key = spec.components.parameters?.[KEY]
if (key) Object.assign(key, { required: false, description: `Filled in by this page when empty. ${key.description}` })

const page = window.SwaggerUIBundle({
  spec,
  dom_id: "#page",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  requestInterceptor: withKey,
  onComplete: () => token && page.preauthorizeApiKey("token", token),
})
window.page = page
