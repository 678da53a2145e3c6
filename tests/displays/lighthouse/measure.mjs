// Lighthouse over every page of a running demo, in the machine's own Chromium:
//
//     python3 start.py                                        (in another terminal)
//     cd tests/displays/lighthouse && npm ci && npm run measure -- http://127.0.0.1:8000 [page …]
//
// Each page is opened once as a device of the demo, then measured as that device. Walls and desks are measured as Lighthouse measures desktops, the
// handheld as it measures phones (a slow phone on a slow network). Ends with 1 when a page has less than 95 in anything.
import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import lighthouse, { desktopConfig } from "lighthouse"

const LEAST = 95
const CATEGORIES = ["performance", "accessibility", "best-practices"]
const PAGES = ["pad", "kitchen", "call", "cashier", "handheld", "office"]
const PHONES = new Set(["handheld"])
const SETTLES_MS = 4_000
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"]

const [home = "http://127.0.0.1:8000", ...wanted] = process.argv.slice(2)

/** The address that makes a browser a device of the demo, by page. */
async function links() {
  const front = await (await fetch(`${home}/?lang=en`)).text()
  const found = new Map()
  for (const [, link] of front.matchAll(/href="(\/open\/[^"]+)"/g)) {
    const answer = await fetch(home + link, { redirect: "manual" })
    const page = new URL(answer.headers.get("location"), home).pathname.slice(1)
    if (!found.has(page)) found.set(page, link)
    if (found.size === PAGES.length) break
  }
  return found
}

/** A browser with a profile of its own. */
async function browse() {
  const profile = mkdtempSync(join(tmpdir(), "venuehub-lighthouse-"))
  const program = process.env.HUB_TEST_CHROMIUM ?? CHROMIUM.find(existsSync)
  const options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
  const browser = spawn(program, [...options, "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"], { stdio: "ignore" })
  const place = join(profile, "DevToolsActivePort")
  for (let tries = 0; !existsSync(place) && tries < 100; tries += 1) await wait(100)
  await wait(200)
  const port = Number(readFileSync(place, "utf8").split("\n")[0])
  const close = async () => {
    const gone = new Promise((done) => browser.once("exit", done))
    browser.kill()
    await gone
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
  return { port, close }
}

/** Open an address in a tab of its own until it has settled. */
async function visit(port, address) {
  const tab = await (await fetch(`http://127.0.0.1:${port}/json/new?${encodeURIComponent(address)}`, { method: "PUT" })).json()
  await wait(SETTLES_MS)
  await fetch(`http://127.0.0.1:${port}/json/close/${tab.id}`)
}

async function measure(port, page) {
  const config = PHONES.has(page) ? undefined : desktopConfig
  const flags = { port, onlyCategories: CATEGORIES, disableStorageReset: true, logLevel: "error" }
  const { lhr } = await lighthouse(`${home}/${page === "front" ? "" : page}?lang=en`, flags, config)
  const scores = CATEGORIES.map((name) => Math.round(100 * (lhr.categories[name].score ?? 0)))
  const times = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"].map((name) => lhr.audits[name].displayValue)
  const weak = CATEGORIES.flatMap((name) => lhr.categories[name].auditRefs)
    .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9)
    .map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ""}`.trim())
  console.log([page.padEnd(9), ...scores.map((score) => String(score).padStart(5)), "  ", times.join(", "), weak.length > 0 ? `  weak: ${weak.join("; ")}` : ""].join(" "))
  return scores.every((score) => score >= LEAST)
}

const open = await links()
const { port, close } = await browse()
let good = true
try {
  console.log("page      perf. acc. best.   first paint, largest paint, blocking, shift")
  for (const page of wanted.length > 0 ? wanted : ["front", ...PAGES]) {
    if (open.has(page)) await visit(port, home + open.get(page))
    good = (await measure(port, page)) && good
  }
} finally {
  await close()
}
process.exit(good ? 0 : 1)
