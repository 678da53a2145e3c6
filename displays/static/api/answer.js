// What the hub answered, shown as what it is.

import { copyButton, el, marked } from "./elements.js"
import { laidOut } from "./request.js"

const TELLING = [
  "content-type",
  "content-disposition",
  "idempotency-replayed",
  "etag",
  "location",
  "retry-after",
  "www-authenticate",
  "allow",
  "sound",
  "sound-why",
  "x-request-id",
]
const SHOWN_MOST = 200_000
const ENDINGS = {
  "application/json": ".json",
  "application/problem+json": ".json",
  "audio/wav": ".wav",
  "image/jpeg": ".jpg",
  "image/png": ".png",
  "image/webp": ".webp",
  "text/csv": ".csv",
}

/** An answer as elements, and the problem's code when it is a refusal. */
export async function shown(answer, took, name) {
  const content = await answer.blob()
  const kind = (answer.headers.get("content-type") ?? "").split(";")[0]
  const isGood = answer.status < 400
  const elements = [
    el(
      "p",
      { className: "line" },
      el("b", { className: `status ${isGood ? "good" : "bad"}` }, `${answer.status} ${answer.statusText}`),
      el("span", {}, `${Math.round(took)} ms`),
      el("span", {}, sizeOf(content.size)),
    ),
    headersOf(answer),
  ]
  if (!content.size) return { elements: [...elements, el("p", { className: "none" }, "The answer has no body.")], code: null }
  const read = READERS.find(([pattern]) => pattern.test(kind))
  const { parts, code } = await read[1](content)
  return { elements: [...elements, ...parts, el("p", { className: "row" }, ...tools(content, fileName(answer, kind, name), parts))], code: code ?? null }
}

function headersOf(answer) {
  const rows = TELLING.filter((name) => answer.headers.has(name)).flatMap((name) => [el("dt", {}, name), el("dd", {}, answer.headers.get(name))])
  return el("dl", {}, rows)
}

function sizeOf(bytes) {
  return bytes < 1000 ? `${bytes} bytes` : bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

function fileName(answer, kind, name) {
  const said = /filename="?([^";]+)"?/.exec(answer.headers.get("content-disposition") ?? "")
  return said?.[1] ?? name + (ENDINGS[kind] ?? ".bin")
}

function tools(content, name, parts) {
  const text = parts.find((each) => each.tagName === "PRE")
  const address = URL.createObjectURL(content)
  return [el("a", { href: address, download: name }, `Download ${name}`), text && copyButton(() => text.textContent, "Copy")]
}

/** By media type: how a body becomes elements. */
const READERS = [
  [/^application\/problem\+json$/, async (content) => refusal(JSON.parse(await content.text()))],
  [/json$/, async (content) => ({ parts: [block(laidOut(JSON.parse(await content.text())))] })],
  [/^text\//, async (content) => ({ parts: [block(await content.text())] })],
  [/^image\//, async (content) => ({ parts: [await picture(content)] })],
  [/^audio\//, async (content) => ({ parts: [await sound(content)] })],
  [/(?:)/, async () => ({ parts: [el("p", { className: "none" }, "A file, which is not shown here.")] })],
]

function block(text) {
  const cut = text.length > SHOWN_MOST
  return el("pre", { tabIndex: 0 }, cut ? `${text.slice(0, SHOWN_MOST)}\n… and ${text.length - SHOWN_MOST} characters more: download it to see all.` : text)
}

/** A problem document in words, then as it came. */
function refusal(problem) {
  const known = document.getElementById(`problem-${problem.code}`)
  const code = el("code", {}, problem.code)
  const box = el(
    "div",
    { className: "refusal" },
    el("p", {}, el("b", {}, problem.title), " ", known ? el("a", { href: `#${known.id}` }, code) : code),
    problem.detail && el("p", {}, marked(problem.detail)),
    problem.errors?.length && el("ul", {}, problem.errors.map((each) => el("li", {}, el("code", {}, each.pointer || "/"), " ", marked(each.detail)))),
  )
  return { parts: [box, block(laidOut(problem))], code: problem.code }
}

/** Drawn, since the page's policy lets no picture in that comes from a script. */
async function picture(content) {
  try {
    const drawn = await createImageBitmap(content)
    const canvas = el("canvas", { width: drawn.width, height: drawn.height, role: "img", "aria-label": `The picture, ${drawn.width} × ${drawn.height}` })
    canvas.getContext("2d").drawImage(drawn, 0, 0)
    return canvas
  } catch {
    return el("p", { className: "none" }, "This browser cannot draw the picture.")
  }
}

async function sound(content) {
  const context = new AudioContext()
  try {
    const decoded = await context.decodeAudioData(await content.arrayBuffer())
    const button = el("button", { type: "button" }, `Play ${decoded.duration.toFixed(1)} s`)
    button.addEventListener("click", () => {
      const source = new AudioBufferSourceNode(context, { buffer: decoded })
      source.connect(context.destination)
      context.resume().then(() => source.start())
    })
    return button
  } catch {
    return el("p", { className: "none" }, "This browser cannot play the sound.")
  }
}
