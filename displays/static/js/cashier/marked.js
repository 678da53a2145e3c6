import { useState } from "../html.js"

/** Which of what was found is marked: the first again with the very letter that changes `key`, so that an arrow pressed after it counts. */
export function useMarked(key) {
  const [held, setHeld] = useState({ key, at: 0 })
  return [held.key === key ? held.at : 0, (at) => setHeld({ key, at })]
}
