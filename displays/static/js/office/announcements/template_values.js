// What the form of a template holds, and how a placeholder comes into a text. Pure.

export const LANGUAGES = ["zh-CN", "en"]

export function valuesOf(template, event) {
  const words = (language) => ({ text: template?.texts[language]?.text ?? "", speech: template?.texts[language]?.speech ?? "" })
  return { name: template?.name ?? "", event: template?.event ?? event, texts: Object.fromEntries(LANGUAGES.map((language) => [language, words(language)])) }
}

/** The languages in which something is written. */
export function writtenIn(texts) {
  return Object.fromEntries(Object.entries(texts).filter(([, { text, speech }]) => text.trim() || speech.trim()))
}

/** A text with `{name}` in place of what is selected: `{text, at}`, where `at` is behind it. */
export function withPlaceholder(text, from, to, name) {
  const put = `{${name}}`
  return { text: text.slice(0, from) + put + text.slice(to), at: from + put.length }
}

/** A text whose selection stands in brackets, so that it repeats for each dish; brackets that were there are gone. With nothing selected a dish comes between them. */
export function withRepeat(text, from, to, sample) {
  const bare = (part) => part.replace(/[[\]]/g, "")
  const [before, inside, after] = [bare(text.slice(0, from)), bare(text.slice(from, to)) || sample, bare(text.slice(to))]
  return { text: `${before}[${inside}]${after}`, at: before.length + inside.length + 2 }
}

/** Dishes to try a text with, as the hub takes them. */
export function sampleItems(count, names) {
  return Array.from({ length: count }, (_, at) => ({ goodsName: names[at % names.length], num: String((at % 3) + 1) }))
}
