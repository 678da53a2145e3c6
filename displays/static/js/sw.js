// The service worker: a screen that was open once starts without a network. What it may show of the venue is not in here:
// everything below /api goes to the hub alone.

const CACHE = "venuehub"
const PAGES = new Set(["pad", "kitchen", "call", "cashier", "handheld", "office", "design"])
const PATIENCE_MS = 3000
const BUILD = "venuehub:build:"
const FILE = /^\/a\/[^/]+\//

addEventListener("install", (event) => event.waitUntil(settle(event)))
addEventListener("activate", (event) => event.waitUntil(begin()))
addEventListener("fetch", (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== "GET" || origin !== location.origin) return
  if (FILE.test(pathname)) return event.respondWith(file(request))
  const page = pathname.split("/")[1]
  if (request.mode === "navigate" && PAGES.has(page)) return event.respondWith(shell(event, page))
})

/** Where the browser can, it answers these itself: a page has some eighty files, and no request of it should wait for this script. */
async function settle(event) {
  const routes = [
    { condition: { urlPattern: { pathname: "/api/*" } }, source: "network" },
    { condition: { urlPattern: { pathname: "/a/*" }, requestMethod: "GET" }, source: { cacheName: CACHE } },
  ]
  try {
    await event.addRoutes?.(routes)
  } catch {
    // a browser with another idea of it: everything comes through `fetch`
  }
  await skipWaiting()
}

/** The first page was loaded before there was a worker: what it consists of is fetched now, from the browser's own cache. */
async function begin() {
  await clients.claim()
  const open = await clients.matchAll({ type: "window" })
  const pages = new Set(open.map((client) => new URL(client.url).pathname.split("/")[1]).filter((page) => PAGES.has(page)))
  for (const page of pages) {
    const answer = await fetch(`/${page}`).catch(() => null)
    if (answer?.ok) await keep(page, answer)
  }
}

/** A file of a build never changes. */
async function file(request) {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request.url)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request.url, answer.clone()).catch(() => {})
  return answer
}

/** The hub's own page if it answers in time, else the one that was there last. */
async function shell(event, page) {
  const cache = await caches.open(CACHE)
  const asked = fetch(event.request).then((answer) => {
    if (answer.ok) event.waitUntil(keep(page, answer.clone()).catch(() => {}))
    return answer
  })
  const kept = await cache.match(`/${page}`)
  if (!kept) return asked
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
  const answer = await Promise.race([asked, late]).catch(() => null)
  asked.catch(() => {})
  return answer && answer.status < 500 ? answer : kept
}

/** Keep a page only once everything it names is here; then let go of builds that no kept page needs and no open page runs on. */
async function keep(page, answer) {
  const cache = await caches.open(CACHE)
  const text = await answer.clone().text()
  const files = [...new Set(text.match(/\/a\/[^"'\s]+/g) ?? [])]
  for (const name of files) {
    if (await cache.match(name)) continue
    const found = await fetch(name)
    if (!found.ok) return // the hub has another build by now; the page kept before still has all its files
    await cache.put(name, found)
  }
  await cache.put(`/${page}`, answer)
  const needed = await running()
  for (const each of PAGES) {
    const kept = await cache.match(`/${each}`)
    if (kept) for (const [start] of (await kept.text()).matchAll(/\/a\/[^/]+\//g)) needed.add(start)
  }
  for (const request of await cache.keys()) {
    const [start] = new URL(request.url).pathname.match(FILE) ?? []
    if (start && !needed.has(start)) await cache.delete(request)
  }
}

/** The builds of the pages that are open: each holds a lock in its build's name (`shell.js`). A page may still want a module it has not used. */
async function running() {
  const { held = [], pending = [] } = (await navigator.locks?.query().catch(() => null)) ?? {}
  const names = [...held, ...pending].map(({ name }) => name).filter((name) => name.startsWith(BUILD))
  return new Set(names.map((name) => `/a/${name.slice(BUILD.length)}/`))
}
