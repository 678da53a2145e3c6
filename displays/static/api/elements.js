// Elements of the page. Text stays text: nothing that the hub answers is ever read as HTML.

/** An element with its properties and what stands in it; `aria-…`, `for` and the like are attributes. */
export function el(name, properties = {}, ...inside) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value
    else if (value !== null && value !== undefined) made.setAttribute(key, value)
  }
  made.append(...inside.flat().filter((each) => each !== null && each !== undefined && each !== false && each !== ""))
  return made
}

/** A sentence with its `code`, as problem documents write it. */
export function marked(text) {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 ? el("code", {}, part) : part))
}

/** A button that copies what `text()` says; a venue's LAN is often plain http, where only the older way works. */
export function copyButton(text, label) {
  const button = el("button", { type: "button" }, label)
  button.addEventListener("click", async () => {
    const done = navigator.clipboard ? await navigator.clipboard.writeText(text()).then(() => true, () => false) : copiedByHand(button, text())
    button.textContent = done ? "Copied" : "Could not copy"
    setTimeout(() => (button.textContent = label), 2000)
  })
  return button
}

function copiedByHand(beside, text) {
  const place = el("textarea", { value: text, readOnly: true })
  beside.after(place)
  place.select()
  const done = document.execCommand("copy")
  place.remove()
  beside.focus()
  return done
}
