// The API's page comes whole from the hub. This lets one find things in it, and try them.

import { beginAsking } from "./asking.js"
import { panel } from "./panel.js"

const find = document.querySelector("#page-find")
const intro = document.querySelector(".intro")
const found = document.querySelector(".found")
const entries = [...document.querySelectorAll("main .op")].map((element) => {
  const id = element.querySelector(".inside").id
  return { element, id, link: document.querySelector(`.list a[href="#${CSS.escape(id)}"]`), text: `${id} ${element.firstElementChild.textContent}`.toLowerCase() }
})

/** Leave what has every word of the field in its method, address, name or title. */
function sift() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean)
  let left = 0
  for (const { element, link, text } of entries) {
    const stays = words.every((word) => text.includes(word))
    left += stays
    element.hidden = !stays
    if (link) link.parentElement.hidden = !stays
  }
  for (const section of document.querySelectorAll("main > section, .list .group")) {
    const inside = [...section.querySelectorAll(":scope > .op, :scope > ul > li")]
    section.hidden = words.length > 0 && !inside.some((each) => !each.hidden)
  }
  intro.hidden = words.length > 0
  found.hidden = !words.length
  found.textContent = left ? `${left} found.` : "Nothing has all these words in its method, address or name."
}

/** Unfold what an address means, and clear the field when it hides that. */
function reveal(hash, scroll = true) {
  const target = document.getElementById(decodeURIComponent(hash.slice(1)))
  if (!target) return
  if (target.closest("[hidden]")) {
    find.value = ""
    sift()
  }
  const folded = target.closest("details.op")
  if (folded) folded.open = true
  if (scroll) target.scrollIntoView()
}

/** The address names what was unfolded last, and an operation gets its form. */
function unfolded(event) {
  const element = event.target
  if (!element.open || !element.classList.contains("op")) return
  const inside = element.querySelector(".inside")
  history.replaceState(null, "", `#${inside.id}`)
  document.querySelector(".list [aria-current]")?.removeAttribute("aria-current")
  const { link } = entries.find(({ id }) => id === inside.id)
  link?.setAttribute("aria-current", "true")
  link?.scrollIntoView({ block: "nearest" })
  const answers = inside.querySelector(".answers")
  if (answers && !inside.querySelector(".try")) answers.before(panel(inside.id))
}

document.addEventListener("toggle", unfolded, true)
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]')
  if (link) reveal(link.hash, false)
})
addEventListener("hashchange", () => reveal(location.hash))
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return
  event.preventDefault()
  find.focus()
})
find.addEventListener("input", () => {
  sift()
  scrollTo(0, 0)
})
find.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return
  const first = entries.find(({ element }) => !element.hidden)
  if (!find.value.trim() || !first) return
  event.preventDefault() // the key would press what gets the focus now
  reveal(`#${first.id}`)
  first.element.firstElementChild.focus({ preventScroll: true })
})
document.querySelector("search").hidden = false
beginAsking()
sift()
if (location.hash) reveal(location.hash)
