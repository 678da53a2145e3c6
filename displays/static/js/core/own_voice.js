// The browser's own voice, for a hub that has none. Some browsers offer the function and no voice, and some never say that they have ended.
import { patienceMs, voiceFor } from "./announcing.js"

const STARTS_WITHIN_MS = 4_000

/** Say a text; true once it has been heard to its end. Only one text is said at a time. */
export function sayAloud({ speech, lang }, volume) {
  const synthesis = globalThis.speechSynthesis
  const voice = synthesis ? voiceFor(synthesis.getVoices(), lang) : null
  if (voice === null) return Promise.resolve(false)
  return new Promise((resolve) => {
    const words = new SpeechSynthesisUtterance(speech)
    let patience = setTimeout(() => end(false), STARTS_WITHIN_MS)
    const end = (wasHeard) => {
      clearTimeout(patience)
      if (!wasHeard) synthesis.cancel()
      resolve(wasHeard)
    }
    words.voice = voice
    words.lang = voice.lang
    words.volume = volume
    words.onstart = () => {
      clearTimeout(patience)
      patience = setTimeout(() => end(false), patienceMs(speech))
    }
    words.onend = () => end(true)
    words.onerror = () => end(false)
    synthesis.speak(words)
  })
}

/** Stop in the middle of a word. */
export const hush = () => globalThis.speechSynthesis?.cancel()
