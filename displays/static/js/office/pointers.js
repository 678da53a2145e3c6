// JSON pointers (RFC 6901): forms name their fields by the same words in which the hub points at a mistake. Pure.

/** The steps of a pointer: "/options/0/names" is ["options", "0", "names"]. */
export function steps(pointer) {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
}

/** The value that a pointer names, or undefined. */
export function valueAt(value, pointer) {
  return steps(pointer).reduce((held, step) => held?.[step], value)
}

/** The same thing with another value at one place; what is not on the way stays the same object. */
export function withValueAt(value, pointer, next) {
  return replaced(value, steps(pointer), next)
}

function replaced(value, [step, ...rest], next) {
  if (step === undefined) return next
  const copy = Array.isArray(value) ? [...value] : { ...value }
  copy[step] = replaced(copy[step], rest, next)
  return copy
}

/** `{pointer: words}` of a problem's `errors`; the first one of each place counts. */
export function errorsOf(problem) {
  const found = {}
  for (const { pointer, detail } of problem?.errors ?? []) found[pointer] ??= detail
  return found
}

/** The mistakes that no shown field takes: they have to be said above the form. */
export function homeless(errors, fields) {
  return Object.keys(errors).filter((pointer) => !fields.has(pointer))
}
