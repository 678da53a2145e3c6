// What an act of the audit log changed, as rows that can be read. Pure.

/** `[{name, before, after}]` for every member that is another one; nested objects are followed one step. */
export function changesOf(before, after) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  return names.flatMap((name) => {
    const [was, is] = [before?.[name], after?.[name]]
    if (same(was, is)) return []
    if (!isPlain(was) && !isPlain(is)) return [{ name, before: shown(was), after: shown(is) }]
    const inner = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])]
    return inner
      .filter((part) => !same(was?.[part], is?.[part]))
      .map((part) => ({ name: `${name}.${part}`, before: shown(was?.[part]), after: shown(is?.[part]) }))
  })
}

function isPlain(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other)
}

function shown(value) {
  if (value === undefined || value === null || value === "") return null
  return typeof value === "string" ? value : JSON.stringify(value)
}
