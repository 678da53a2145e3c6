import { html, signal, useComputed, useLayoutEffect } from "../html.js"
import { clockTime } from "../core/words.js"
import { Icon } from "./icon.js"
import { t } from "./words.js"

/** Where a frame says it of the whole screen. Kitchens draw their own; a guest's pad and a wall of numbers say it in their words. */
const FRAMED = new Set(["cashier", "handheld", "office"])

const outage = signal(null)

/** What is said about the connection, in words; a screen that has never been live has no time to name. */
export function linkWords(link, now, zone) {
  if (link.state === "live") return t("live")
  if (link.state === "reconnecting") {
    const seconds = link.since_ms ? Math.floor((now - link.since_ms) / 1000) : 0
    return seconds >= 1 ? t("reconnecting_for", { n: seconds }) : t("reconnecting")
  }
  return link.since_ms ? t("not_live_since", { time: clockTime(link.since_ms, zone) }) : t("not_live")
}

/** What a screen that is not live shows beside its pill: a red frame where staff work, and the words in the head of what covers the pill. */
export function Outage({ screen }) {
  const words = useComputed(() => (screen.link.value.state === "offline" ? linkWords(screen.link.value, 0, screen.me.value?.shop?.timezone) : null)).value
  useLayoutEffect(() => {
    outage.value = words
    return () => {
      outage.value = null
    }
  }, [words])
  return words !== null && FRAMED.has(screen.kind) && html`<div class="outage" aria-hidden="true" />`
}

/** The pill as it is drawn over a dialog; nothing while the screen is live. */
export function OutageWords() {
  return outage.value && html`<span class="outage-words pill pill-strong tone-bad"><${Icon} name="wifi-off" size="1.15em" /><span class="pill-text">${outage.value}</span></span>`
}
