// Copy buttons. The clipboard needs https or localhost; elsewhere the text is selected, ready for Ctrl-C.

const { copy, copied } = document.body.dataset

async function take(element, button) {
  getSelection().selectAllChildren(element)
  try {
    await navigator.clipboard.writeText(element.textContent)
    button.textContent = copied
    setTimeout(() => (button.textContent = copy), 1500)
  } catch {
    // the text stays selected
  }
}

for (const place of document.querySelectorAll(".copyable")) {
  const button = document.createElement("button")
  button.type = "button"
  button.textContent = copy
  button.addEventListener("click", () => take(place.firstElementChild, button))
  place.append(button)
}
