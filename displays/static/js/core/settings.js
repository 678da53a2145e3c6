// What one screen is set to, kept on it. Language and theme stand here too, whoever changes them; the shell of the page keeps those.

import { effect, signal } from "../html.js"
import { get, put } from "./storage.js"
import { language } from "./words.js"

const DEFAULTS = { volume: 0.8 }

export class Settings {
  all = signal(DEFAULTS)
  #place = null

  /** Take up what this owner had set. */
  async open(owner) {
    this.#place = `settings:${owner}`
    this.all.value = { ...this.all.value, ...(await get("kept", this.#place)) }
  }

  set(name, value) {
    if (name === "language") language.value = value
    else if (name === "theme") document.documentElement.dataset.theme = value
    else {
      this.all.value = { ...this.all.value, [name]: value }
      this.keep()
    }
  }

  keep() {
    if (this.#place === null) return
    const { language: _, theme: __, ...kept } = this.all.value
    put("kept", this.#place, kept).catch((problem) => console.error(problem))
  }

  /** Follow the look of the page. */
  start() {
    const root = globalThis.document?.documentElement
    if (!root) return
    const look = () => (this.all.value = { ...this.all.value, language: language.value, theme: root.dataset.theme ?? "light" })
    effect(() => {
      language.value
      queueMicrotask(look)
    })
    new MutationObserver(look).observe(root, { attributes: true, attributeFilter: ["data-theme"] })
  }
}
