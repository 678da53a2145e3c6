import { html, useEffect, useRef, useState } from "../html.js"
import { clockTime } from "../core/words.js"
import { Icon } from "./icon.js"
import { join } from "./join.js"
import { linkWords } from "./outage.js"
import { OutboxSheet } from "./outbox_sheet.js"
import { t } from "./words.js"

export function Pill({ tone = "neutral", icon, strong, class: extra, children, ...rest }) {
  return html`<span ...${rest} class=${join("pill", `tone-${tone}`, strong && "pill-strong", extra)}>
    ${icon && html`<${Icon} name=${icon} size="1em" />`}<span class="pill-text">${children}</span>
  </span>`
}

const LOOK = {
  live: { tone: "good", icon: "wifi" },
  reconnecting: { tone: "warn", icon: "refresh" },
  offline: { tone: "bad", icon: "wifi-off" },
}

/** Loss is spoken at once, the return in its turn; the seconds that tick are not spoken. */
function LinkNews({ state, time }) {
  const [news, say] = useState("")
  const before = useRef(state)
  useEffect(() => {
    if (state === "offline" && before.current !== "offline") say(t("connection_lost", { time }))
    if (state === "live" && before.current === "offline") say(t("connection_back"))
    before.current = state
  }, [state])
  return html`<span class="unseen" role="alert" aria-live="assertive">${news}</span>`
}

/** A wall that somebody has touched in passing shows its numbers again by itself. */
function useClosing(open, afterMs, close) {
  useEffect(() => {
    if (!open || !afterMs) return undefined
    let timer
    const again = () => {
      clearTimeout(timer)
      timer = setTimeout(close, afterMs)
    }
    again()
    addEventListener("pointerdown", again)
    addEventListener("keydown", again)
    return () => {
      clearTimeout(timer)
      removeEventListener("pointerdown", again)
      removeEventListener("keydown", again)
    }
  }, [open, afterMs])
}

/**
 * Top right on each screen: green live, amber reconnecting with its seconds, red not live with the time of the last frame, and how much waits to
 * be sent. What it opens closes by itself where nobody is there to close it, `closesAfterMs` after the last touch.
 */
export function LinkPill({ screen, closesAfterMs = 0, class: extra }) {
  const [open, setOpen] = useState(false)
  useClosing(open, closesAfterMs, () => setOpen(false))
  const link = screen.link.value
  const zone = screen.me.value?.shop?.timezone
  const waiting = screen.outbox.waiting.value
  const ask = waiting.some((command) => command.state === "stale" || command.state === "refused")
  const { tone, icon } = LOOK[link.state]
  // Only a screen that waits reads the ticking clock.
  const text = linkWords(link, link.state === "reconnecting" ? screen.now.value : 0, zone)
  return html`<button type="button" class=${join("link-pill", `link-${link.state}`, extra)} data-widest=${t("not_live_since", { time: "00:00" })} onClick=${() => setOpen(true)}>
      <span class=${join("pill", "pill-strong", `tone-${tone}`)}><${Icon} name=${icon} size="1.15em" class=${link.state === "reconnecting" && "turning"} /><span class="pill-text">${text}</span></span>
      ${waiting.length > 0 && html`<span class=${join("pill", ask ? "tone-bad" : "tone-warn")}><${Icon} name=${ask ? "warning" : "send"} size="1em" /><span class="pill-text">${t("to_send", { n: waiting.length })}</span></span>`}
    </button>
    <${LinkNews} state=${link.state} time=${link.since_ms ? clockTime(link.since_ms, zone) : ""} />
    ${open && html`<${OutboxSheet} screen=${screen} onClose=${() => setOpen(false)} />`}`
}
