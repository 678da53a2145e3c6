// Who asks: the token, which stays in memory, and the ids of theirs that stand in the examples.

import { el } from "./elements.js"

/** What `/me` says of whoever asks, or null; and the token that requests carry. */
export const asker = { me: null, token: "" }

let ids = {}
let whole = null
let isOurs = false
const listeners = new Set()

/** Tell `listener` whenever somebody else asks, with a function that puts their ids into a text in the place of the former ones. */
export function onAsker(listener) {
  listeners.add(listener)
}

/** Every operation of the document under its id, and the parameters they share; fetched when they are first needed. */
export function operations() {
  whole ??= fetch("/schema/openapi.json").then(async (answer) => indexed(await answer.json()))
  whole.catch(() => (whole = null))
  return whole
}

function indexed(document) {
  ids = { ...document["x-example-ids"], ...ids }
  const byId = new Map()
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, said] of Object.entries(methods)) byId.set(said.operationId, { path, method: method.toUpperCase(), ...said })
  }
  return { byId, shared: document.components.parameters, examples: document["x-example-ids"] }
}

/** A text of the document with the ids of whoever asks in the place of the examples'. */
export function withIds(text, examples) {
  return Object.entries(examples).reduce((said, [name, id]) => said.replaceAll(id, ids[name] ?? id), text)
}

async function ask(path, token, body) {
  const headers = { ...(token && { Authorization: `Bearer ${token}` }), ...(body && { "Content-Type": "application/json" }) }
  const answer = await fetch(`/api/v1${path}`, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) })
  const said = answer.status === 204 ? null : await answer.json()
  if (!answer.ok) throw new Error([said.title, said.detail].filter(Boolean).join(": "))
  return said
}

/** From now on this token asks; it is refused here when the hub does not know it. */
async function become(token) {
  const me = token ? await ask("/me", token) : null
  Object.assign(asker, { me, token })
  const before = ids
  if (me) {
    const { examples } = await operations()
    ids = { ...examples, ...ids, ...(await realIds(me, token)) }
  }
  const swap = (text) => Object.entries(before).reduce((said, [name, id]) => said.replaceAll(id, ids[name]), text)
  for (const listener of listeners) listener(swap)
}

/** The ids behind the examples, as far as the asker may see real ones: then an example can be sent as it is. */
async function realIds(me, token) {
  if (!me.shop) return {}
  const may = (permission, path) => (me.permissions.includes(permission) ? ask(path, token).catch(() => null) : null)
  const [menu, orders, board] = await Promise.all([
    may("menu.read", "/menu"),
    may("orders.read", "/orders?limit=1"),
    may("kds.read", "/kds/board"),
  ])
  const [dish, other] = menu?.categories.flatMap((category) => category.items).filter((item) => !item.sold_out) ?? []
  const found = {
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
  return Object.fromEntries(Object.entries(found).filter(([, id]) => id))
}

function nameOf(me) {
  return me.device?.name ?? `${me.user.name}, ${me.role}`
}

/** `/schema#as=<access token>` opens the page signed in. The fragment never reaches a server, and leaves the address at once. */
function takeToken() {
  const found = /^#as=(.+)$/.exec(location.hash)
  if (found) history.replaceState(null, "", location.pathname)
  return found && decodeURIComponent(found[1])
}

/** The button at the top and its dialog. */
export function beginAsking() {
  const button = document.querySelector(".asker")
  const dialog = document.querySelector("#page-asker")
  const [away, byPassword, byToken] = dialog.querySelectorAll("form")
  const wrong = dialog.querySelector(".wrong")

  async function attempt(form, taken) {
    wrong.textContent = ""
    const send = form.querySelector("button")
    send.disabled = true
    try {
      await taken()
      form.reset()
      dialog.close()
    } catch (error) {
      wrong.textContent = error.message
    } finally {
      send.disabled = false
    }
  }

  function on(form, taken) {
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      attempt(form, () => taken(Object.fromEntries(new FormData(form))))
    })
  }

  on(byPassword, async (said) => {
    await become((await ask("/auth/login", "", said)).access_token)
    isOurs = true
  })
  on(byToken, async ({ token }) => {
    await become(token.trim().replace(/^bearer\s+/i, ""))
    isOurs = false
  })
  on(away, async () => {
    if (isOurs) await ask("/auth/logout", asker.token, {}).catch(() => null) // the session was opened here, so it ends here
    isOurs = false
    await become("")
  })
  onAsker(() => {
    button.textContent = asker.me ? nameOf(asker.me) : "Sign in"
    away.hidden = !asker.me
    away.querySelector("p").replaceChildren(...(asker.me ? ["Asking as ", el("b", {}, nameOf(asker.me)), "."] : []))
  })
  dialog.querySelector(".close").addEventListener("click", () => dialog.close())
  button.addEventListener("click", () => {
    wrong.textContent = ""
    dialog.showModal()
  })
  button.hidden = false
  const token = takeToken()
  if (token) become(token).catch((error) => ((wrong.textContent = error.message), dialog.showModal()))
}
