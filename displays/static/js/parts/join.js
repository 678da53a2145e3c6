/** Class names in a row, without those that do not apply. */
export function join(...names) {
  return names.filter(Boolean).join(" ")
}
