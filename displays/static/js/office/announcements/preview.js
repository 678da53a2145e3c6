// What words would become: asked of the hub, since nobody else knows, a little after the last stroke.
import { html, useEffect, useRef, useState } from "../../html.js"
import { Icon } from "../../parts/icon.js"
import { errorsOf } from "../pointers.js"
import { t } from "./words.js"

const AFTER_MS = 250

/**
 * `{[language]: {said, errors, isOld}}` for the texts as they stand now. What was said last stays, marked as old, until the next answer is here.
 * `items(language)` are the dishes to try it with.
 */
export function usePreview(office, event, texts, languages, items = () => []) {
  const [held, setHeld] = useState({})
  const written = Object.fromEntries(Object.entries(texts).filter(([, words]) => words.text.trim() || words.speech.trim()))
  const bodies = Object.fromEntries(languages.map((language) => [language, { event, texts: written, language, items: items(language) }]))
  const asked = JSON.stringify(bodies)
  const isEmpty = Object.keys(written).length === 0
  const latest = useRef(asked)
  latest.current = asked
  useEffect(() => {
    if (isEmpty) return undefined
    const timer = setTimeout(async () => {
      const answers = await Promise.all(languages.map((language) => office.ask("POST", "/im/templates/preview", bodies[language])))
      if (latest.current !== asked) return
      setHeld(Object.fromEntries(languages.map((language, at) => [language, heldOf(answers[at], asked)])))
    }, AFTER_MS)
    return () => clearTimeout(timer)
  }, [asked, isEmpty])
  return Object.fromEntries(
    languages.map((language) => {
      const { said = null, errors = {}, of } = held[language] ?? {}
      return [language, isEmpty ? { said: null, errors: {}, isOld: false, isEmpty } : { said, errors, isOld: of !== asked, isEmpty }]
    }),
  )
}

function heldOf(answer, of) {
  if (answer.ok) return { said: answer.body, errors: {}, of }
  return { said: null, errors: errorsOf(answer.problem), of }
}

/** The text as it is shown, and the sentence as it is said. */
export function Said({ preview, language }) {
  const { said, isOld, isEmpty } = preview ?? {}
  if (isEmpty) return html`<p class="of-faint">${t("nothing_written")}</p>`
  if (!said) return html`<p class="of-faint of-said-none">${isOld ? "…" : t("preview_waits")}</p>`
  const { text, speech } = said
  return html`<dl class="of-said" data-old=${isOld} lang=${said.language}>
    <div><dt><${Icon} name="eye" size=${16} label=${t("shown")} /></dt><dd>${text}</dd></div>
    <div><dt><${Icon} name="sound-on" size=${16} label=${t("said")} /></dt><dd class="of-faint">${speech}</dd></div>
    ${said.language !== language && html`<p class="of-faint of-note">${t("in_other_language")}</p>`}
  </dl>`
}
