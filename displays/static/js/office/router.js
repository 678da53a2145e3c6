// The place that is shown, and how to go to another one.
import { signal } from "../html.js"
import { addressOf, placeOf, placeOfPath } from "./places.js"

const fromPath = placeOfPath(location.pathname, location.search)
if (fromPath) history.replaceState(null, "", `/office${fromPath}`)

export const place = signal(placeOf(location.hash))

/** Asked before the place is left; answers whether it may be. Set by a form that holds something unsaved. */
let mayLeave = null
let shown = location.hash

window.addEventListener("hashchange", async () => {
  const wanted = location.hash
  if (wanted === shown) return
  if (mayLeave) {
    history.replaceState(null, "", shown || "#/")
    if (!(await mayLeave())) return
    mayLeave = null
    history.replaceState(null, "", wanted)
  }
  shown = wanted
  place.value = placeOf(wanted)
  window.scrollTo(0, 0)
})

/** Go to a place of the office. */
export function go(area, rest, query) {
  location.hash = addressOf(area, rest, query)
}

/** Another filter of the same place: no new entry in the history, nothing is scrolled. */
export function refine(query) {
  const { area, rest, query: held } = place.value
  shown = addressOf(area, rest, { ...held, ...query })
  history.replaceState(null, "", shown)
  place.value = placeOf(shown)
}

/** Ask `question` before the place is left; the function that is returned takes that back. */
export function guardLeaving(question) {
  mayLeave = question
  const warn = (event) => event.preventDefault()
  window.addEventListener("beforeunload", warn)
  return () => {
    if (mayLeave === question) mayLeave = null
    window.removeEventListener("beforeunload", warn)
  }
}
