import { signal } from "../html.js"
import { t } from "./words.js"

const now = signal(Date.now())
setInterval(() => {
  now.value = Date.now()
}, 1000)

const SHOP = { name: "汤泉会馆 · 人民广场店", timezone: "Asia/Shanghai" }

const LINKS = {
  live: () => ({ state: "live", since_ms: Date.now(), retry_at_ms: null, way: "socket" }),
  reconnecting: () => ({ state: "reconnecting", since_ms: Date.now() - 12_000, retry_at_ms: Date.now() + 4000, way: "socket" }),
  offline: () => ({ state: "offline", since_ms: Date.now() - 187_000, retry_at_ms: null, way: "socket" }),
}

const noteOf = (state, label, problem) => ({ id: `${state}-${label}`, state, label, problem, at: Date.now() - 725_000 })

export const waitingCommands = () => [
  noteOf("sending", t("start_dish")),
  noteOf("waiting", t("serve_dish")),
  noteOf("stale", t("bump_card")),
  noteOf("refused", t("call_dish"), { code: "line_not_ready" }),
]

/** A screen that stands still, for showing parts that need one. */
export function sampleScreen({ kind = "kitchen", link = "live", phase = "ready", pairing = null, waiting = [], lost = 0, slow = false } = {}) {
  const commands = signal(waiting)
  const without = (id) => (commands.value = commands.value.filter((one) => one.id !== id))
  return {
    kind,
    phase: signal(phase),
    pairing: signal(pairing),
    lost: signal(lost),
    slow: signal(slow),
    me: signal({ shop: SHOP }),
    link: signal(LINKS[link]()),
    now,
    outbox: { waiting: commands, retry: without, drop: without },
    pairAgain() {},
  }
}

export const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString()
