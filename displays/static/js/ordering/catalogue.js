// The menu as a screen that orders reads it: by category for the grid, by SKU for the basket. Pure.

/** The answer of `GET /menu`, with its items also by SKU. */
export function catalogueOf(menu) {
  const bySku = new Map()
  for (const category of menu.categories) for (const item of category.items) bySku.set(item.sku_id, item)
  return { version: menu.version, currency: menu.currency, categories: menu.categories, bySku }
}

/** The language in which the shop writes its plain names: what a new guest is greeted in. */
export function languageOf(catalogue) {
  const category = catalogue.categories.find((one) => one.name)
  if (!category) return "zh-CN"
  return Object.keys(category.names).find((language) => category.names[language] === category.name) ?? "zh-CN"
}

/** The addresses of all pictures, to be fetched while the network is there. */
export function picturesOf(catalogue) {
  return [...new Set([...catalogue.bySku.values()].map(pictureOf).filter(Boolean))]
}

/** The address of an item's picture; null while it has none that the hub serves. */
export function pictureOf(item) {
  return item.picture?.startsWith("/") ? item.picture : null
}

/** What the menu tells of a dish, in this language or else in any; null when it tells nothing. */
export function describe(item, language) {
  const told = item.descriptions ?? {}
  return told[language] || Object.values(told).find(Boolean) || null
}

/** Choices of an item that cost something, or that must be made, cannot go into the basket by one tap. */
export function needsChoice(item) {
  return item.options.some((option) => option.min > 0)
}
