// Addresses inside the office: "#/menu/items/12?filter=off" says which area, what in it, and how it is filtered. Pure.

export const HOME = "today"

/** An address as a place: `{area, rest, query}`. An empty one is the first page. */
export function placeOf(hash) {
  const [path, search = ""] = hash.replace(/^#?\/?/, "").split("?")
  const [area, ...rest] = path.split("/").filter(Boolean).map(decoded)
  return { area: area ?? HOME, rest, query: Object.fromEntries(new URLSearchParams(search)) }
}

/** The address of a place; parts and filters that are empty are left out. */
export function addressOf(area, rest = [], query = {}) {
  const path = [area, ...rest].map((part) => encodeURIComponent(part)).join("/")
  const filters = Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined)
  const search = new URLSearchParams(filters).toString()
  return `#/${path}${search && `?${search}`}`
}

/**
 * The link that a screen shows as a QR code is a plain path (`/office/devices/pair?code=…`); here it becomes a place.
 * Null when the page was opened at its own address.
 */
export function placeOfPath(pathname, search) {
  const inside = pathname.replace(/^\/office\/?/, "")
  return inside === "" || inside === pathname ? null : `#/${inside.replace(/\/$/, "")}${search}`
}

function decoded(part) {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
