import { effect, signal } from "../html.js"

const root = globalThis.document?.documentElement

export const LANGUAGES = ["zh-CN", "en"]

/** Whoever reads it while drawing is drawn again when the language changes. The shell has put the language of this screen on the page. */
export const language = signal(root?.lang === "en" ? "en" : "zh-CN")
effect(() => {
  if (root && root.lang !== language.value) root.lang = language.value
})

const plural = new Intl.PluralRules("en")

function fill(text, values) {
  return values ? text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole) : text
}

/** A table is `{key: [Chinese, English]}`; either may be `{one, other}`, chosen by `n`. What comes back is read as `t("key", {n: 3})`. */
export function words(table) {
  return function t(key, values) {
    const entry = table[key]?.[language.value === "en" ? 1 : 0]
    if (entry === undefined) return key
    if (typeof entry === "string") return fill(entry, values)
    return fill(entry[plural.select(values?.n ?? 0)] ?? entry.other, values)
  }
}

/** The name of a dish, an option, a category in the language of the screen. */
export function nameOf(thing) {
  return thing?.names?.[language.value] || thing?.name || ""
}

const formats = new Map()

function format(kind, key, make) {
  const at = `${kind} ${key}`
  let made = formats.get(at)
  if (!made) formats.set(at, (made = make()))
  return made
}

/** Money in its smallest unit as text. `short` leaves out decimals that are all zero. */
export function money(minor, currency = "CNY", { short = false } = {}) {
  const lang = language.value
  const whole = format("money", `${lang} ${currency}`, () => new Intl.NumberFormat(lang, { style: "currency", currency, currencyDisplay: "narrowSymbol" }))
  const digits = whole.resolvedOptions().maximumFractionDigits
  const amount = minor / 10 ** digits
  if (!short || !Number.isInteger(amount)) return whole.format(amount)
  const bare = { style: "currency", currency, currencyDisplay: "narrowSymbol", minimumFractionDigits: 0, maximumFractionDigits: 0 }
  return format("bare", `${lang} ${currency}`, () => new Intl.NumberFormat(lang, bare)).format(amount)
}

/** `4:07`, and from an hour on `1 h 04`. A clock that is a little behind never makes an age negative. */
export function age(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const two = (n) => String(n).padStart(2, "0")
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))}`
}

/** `14:02` in the zone of the shop. */
export function clockTime(isoOrMs, zone) {
  const made = format("clock", zone, () => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone || undefined }))
  return made.format(new Date(isoOrMs))
}

/** `7月14日 周二`, `Tue 14 Jul` of a plain date such as `2026-07-14`. */
export function dateLabel(day, { weekday = true, year = false } = {}) {
  const lang = language.value
  const options = { timeZone: "UTC", day: "numeric", month: lang === "en" ? "short" : "long", weekday: weekday ? "short" : undefined, year: year ? "numeric" : undefined }
  const made = format("date", `${lang} ${weekday} ${year}`, () => new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, options))
  const text = made.format(new Date(`${day}T00:00:00Z`))
  return lang === "en" ? text.replace(",", "") : text.replace(/(日)(周|星期)/, "$1 $2")
}
