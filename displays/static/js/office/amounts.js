// Amounts as people type them. The hub keeps whole minor units; nothing is ever a float on the way there. Pure.

const places = new Map()

/** Digits behind the point of a currency: 2 for CNY and EUR, 0 for JPY. */
export function decimals(currency) {
  if (!places.has(currency)) {
    const known = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
    places.set(currency, known.maximumFractionDigits)
  }
  return places.get(currency)
}

/** Minor units as the text of a field: 1250 is "12.50", 800 is "8.00". */
export function typed(minor, currency) {
  const digits = decimals(currency)
  const text = String(Math.abs(minor)).padStart(digits + 1, "0")
  const whole = digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text
  return minor < 0 ? `-${whole}` : whole
}

/** What was typed as minor units; null when it is no amount, or has more digits than the currency knows. "12,5" is "12.50". */
export function minorOf(text, currency) {
  const match = /^\s*(\d{1,9})(?:[.,。](\d*))?\s*$/.exec(text)
  const digits = decimals(currency)
  if (!match || (match[2] ?? "").length > digits) return null
  return Number(match[1] + (match[2] ?? "").padEnd(digits, "0"))
}

/** The sign of a currency as it stands beside a field. */
export function sign(currency) {
  const parts = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" }).formatToParts(0)
  return parts.find((part) => part.type === "currency").value
}
