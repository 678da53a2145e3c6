// Prints every table of words as JSON: {"office/words.js": {"t": {key: [Chinese, English]}}}. Run by the Node of the playwright wheel; the arguments are the folder of the modules and the files.
import { registerHooks } from "node:module"
import { pathToFileURL } from "node:url"

const [folder, ...files] = process.argv.slice(2)
const core = new URL("core/words.js", pathToFileURL(`${folder}/`)).href
const recorder = `export * from ${JSON.stringify(`${core}?real`)}
export function words(table) { const t = () => ""; globalThis.tables.push([t, table]); return t }`

// Some files look at the page while they are read.
globalThis.document = { documentElement: { dataset: {}, lang: "zh-CN" } }
globalThis.addEventListener ??= () => {}
globalThis.location ??= { search: "", hash: "", origin: "" }
globalThis.tables = []

registerHooks({
  load(url, context, next) {
    return url === core ? { format: "module", source: recorder, shortCircuit: true } : next(url, context)
  },
})

const found = {}
for (const file of files) {
  const module = await import(new URL(file, pathToFileURL(`${folder}/`)).href)
  for (const [name, value] of Object.entries(module)) {
    const table = globalThis.tables.find(([t]) => t === value)?.[1]
    if (table) (found[file] ??= {})[name] = table
  }
}
// A table that nobody exports is the only one of its file.
const exported = new Set(Object.values(found).flatMap((of) => Object.values(of)))
const hidden = globalThis.tables.map(([, table]) => table).filter((table) => !exported.has(table))
console.log(JSON.stringify({ found, hidden }))
