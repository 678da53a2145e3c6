// The form that tries one operation.

import { shown } from "./answer.js"
import { asker, onAsker, operations, withIds } from "./asking.js"
import { copyButton, el } from "./elements.js"
import { KEY, curl, freshKey, isAnswered, laidOut, notJson, requestOf } from "./request.js"

const JSON_TYPE = "application/json"

/** A folded form for an operation; it is made when somebody unfolds it. */
export function panel(id) {
  const made = el("details", { className: "try" }, el("summary", {}, "Try it"))
  made.addEventListener("toggle", async () => {
    if (!made.open || made.children.length > 1) return
    const place = el("div", {}, el("p", { className: "none" }, "…"))
    made.append(place)
    try {
      const { byId, shared, examples } = await operations()
      place.replaceChildren(...form(byId.get(id), shared, (text) => withIds(text, examples)))
    } catch {
      place.remove()
      made.open = false
    }
  })
  return made
}

function form(operation, shared, filled) {
  const parameters = (operation.parameters ?? []).map((each) => (each.$ref ? shared[each.$ref.split("/").pop()] : each))
  const fields = parameters.map((parameter) => field(parameter, filled))
  const key = fields.find((each) => each.parameter.name === KEY)
  const body = bodyOf(operation, filled)
  const same = el("input", { type: "checkbox" })
  const stop = el("button", { type: "button", hidden: true }, "Stop")
  const warning = el("p", { className: "wrong" })
  const shell = el("pre", { tabIndex: 0 })
  const result = el("div", { className: "result", hidden: true, role: "region", "aria-label": `Answer to ${operation.operationId}`, "aria-live": "polite" })
  const whole = el(
    "form",
    {},
    warning,
    fields.length > 0 && el("div", { className: "fields" }, fields.map((each) => each.element)),
    body?.elements,
    el("div", { className: "row" }, el("button", { className: "main" }, "Send"), stop, key && el("label", { className: "check" }, same, "The same key again")),
    el("details", { className: "example" }, el("summary", {}, "As a curl command"), shell, copyButton(() => shell.textContent, "Copy")),
  )

  function request() {
    const values = fields.map((each) => [each.parameter, each.input.value])
    return requestOf(operation, values, body?.value() ?? null, body?.kind(), asker.token)
  }

  function look() {
    shell.textContent = curl(request(), location.origin)
    warning.textContent = refusalAhead(operation)
  }

  let waiting = null
  whole.addEventListener("input", look)
  whole.addEventListener("submit", async (event) => {
    event.preventDefault()
    if (waiting || (body && !body.check())) return
    waiting = new AbortController()
    stop.hidden = false
    const isSettled = await exchange(request(), operation.operationId, result, waiting.signal)
    waiting = null
    stop.hidden = true
    if (key && !same.checked && isSettled) key.input.value = freshKey()
    look()
  })
  stop.addEventListener("click", () => waiting.abort())
  onAsker((swap) => {
    for (const each of [...fields.map(({ input }) => input), ...(body?.texts ?? [])]) each.value = swap(each.value)
    look()
  })
  look()
  return [whole, result]
}

/** Why an operation will be refused, as far as that is known before; it may be sent all the same. */
function refusalAhead(operation) {
  const permissions = operation["x-permissions"]
  if (!permissions || permissions.some((each) => asker.me?.permissions.includes(each))) return ""
  return asker.me ? "Whoever asks may not do this: it will be refused." : "Nobody is signed in: it will be refused."
}

/** Send a request and show what comes; whether the command was answered, so that the next one is another. */
async function exchange(request, name, result, signal) {
  for (const link of result.querySelectorAll("a[download]")) URL.revokeObjectURL(link.href)
  result.ariaBusy = "true"
  const began = performance.now()
  try {
    const answer = await fetch(request.address, { ...request, body: request.body ?? undefined, cache: "no-store", signal })
    const { elements, code } = await shown(answer, performance.now() - began, name)
    result.replaceChildren(...elements)
    return isAnswered(answer.status, code)
  } catch (error) {
    const said = signal.aborted ? "Stopped; the hub may have done it all the same." : `No answer: ${error.message}.`
    result.replaceChildren(el("p", { className: "wrong" }, said))
    return false
  } finally {
    result.ariaBusy = "false"
    result.hidden = false
  }
}

/** One parameter's field. Only what the address cannot do without is demanded: a refusal is there to be seen. */
function field(parameter, filled) {
  const { schema } = parameter
  const choices = schema.enum ?? (schema.type === "boolean" ? ["true", "false"] : null)
  const value = parameter.name === KEY ? freshKey() : filled(String(parameter.example ?? ""))
  const input = choices
    ? el("select", {}, !parameter.required && el("option", { value: "" }, "—"), choices.map((each) => el("option", { value: each }, each)))
    : el("input", { value, autocomplete: "off", spellcheck: false, required: parameter.in === "path", placeholder: schema.default ?? "" })
  const words = el("span", {}, el("code", {}, parameter.name), " ", el("small", {}, parameter.required ? parameter.in : `${parameter.in}, optional`))
  return { parameter, input, element: el("label", {}, words, input) }
}

function bodyOf(operation, filled) {
  const content = operation.requestBody?.content
  if (!content) return null
  return JSON_TYPE in content ? jsonBody(operation, content[JSON_TYPE], filled) : fileBody(Object.keys(content))
}

/** A text to write JSON in, filled with an example. What is wrong with it is said once before it is sent; then it may be sent all the same. */
function jsonBody(operation, content, filled) {
  const examples = Object.values(content.examples ?? {})
  const wrong = el("p", { className: "wrong", role: "alert", id: `page-wrong-${operation.operationId}` })
  const text = el("textarea", { spellcheck: false, "aria-label": `Body of ${operation.operationId}`, "aria-describedby": wrong.id })
  const choice = el("select", { "aria-label": "Example" }, examples.map((each, index) => el("option", { value: index }, each.summary)))
  let warned = null

  function fill(index) {
    text.value = examples.length ? filled(laidOut(examples[index].value)) : ""
    text.rows = Math.min(24, text.value.split("\n").length + 1)
    say("")
  }

  function say(what) {
    wrong.textContent = what
    text.setAttribute("aria-invalid", String(what !== ""))
  }

  function check() {
    const what = text.value.trim() ? notJson(text.value) : ""
    if (!what || warned === text.value) return true
    warned = text.value
    say(`${what}. Send again to send it as it is.`)
    text.focus()
    return false
  }

  choice.addEventListener("change", () => fill(choice.value))
  text.addEventListener("input", () => say(""))
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) text.form.requestSubmit()
  })
  fill(0)
  return {
    elements: [examples.length > 1 && el("label", {}, el("span", {}, "Example"), choice), text, wrong],
    texts: [text],
    check,
    kind: () => JSON_TYPE,
    value: () => (text.value.trim() ? text.value : null),
  }
}

/** A file of one of the media types that the operation takes. */
function fileBody(kinds) {
  const file = el("input", { type: "file", accept: kinds.join(",") })
  const kind = el("select", {}, kinds.map((each) => el("option", { value: each }, each)))
  file.addEventListener("change", () => {
    if (kinds.includes(file.files[0]?.type)) kind.value = file.files[0].type
  })
  return {
    elements: [el("div", { className: "fields" }, el("label", {}, el("span", {}, "File"), file), el("label", {}, el("span", {}, "Sent as"), kind))],
    texts: [],
    check: () => true,
    kind: () => kind.value,
    value: () => file.files[0] ?? null,
  }
}
