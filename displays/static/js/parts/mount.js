import { html, render } from "../html.js"
import { Questions } from "./dialog.js"
import { Toasts } from "./toast.js"

/** Draws a page into its shell, with the places for messages and questions. `view` is a function that answers what to draw. */
export function mount(view) {
  const Page = view
  render(html`<${Page} /><${Questions} /><${Toasts} />`, document.getElementById("app"))
}
