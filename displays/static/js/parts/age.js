import { computed, html, useMemo } from "../html.js"
import { age } from "../core/words.js"
import { Icon } from "./icon.js"
import { join } from "./join.js"
import { t } from "./words.js"

/** "neutral", "amber" from the first threshold on, "red" from the second. */
export function urgency(ms, amber_s, red_s) {
  if (red_s && ms >= red_s * 1000) return "red"
  return amber_s && ms >= amber_s * 1000 ? "amber" : "neutral"
}

/** How long ago, ticking by itself: only the text that changed is touched, so hundreds may stand on one screen. */
export function Age({ since, screen, amber_s, red_s, icon = true, class: extra }) {
  const start = useMemo(() => Date.parse(since), [since])
  const text = useMemo(() => computed(() => age(screen.now.value - start)), [start, screen])
  const level = useMemo(() => computed(() => urgency(screen.now.value - start, amber_s, red_s)), [start, screen, amber_s, red_s])
  return html`<time class=${join("age", extra)} dateTime=${since} data-level=${level}>
    ${icon && html`<${Icon} name="clock" size="0.9em" />`}<span class="age-text">${text}</span>${level.value === "red" && html`<span class="unseen">${t("late")}</span>`}
  </time>`
}
