// Everything that happened to an order, one below the other: what, when to the second, who, and where.
import { nameOf } from "../../core/words.js"
import { html } from "../../html.js"
import { Icon } from "../../parts/icon.js"
import { reasonWord } from "../../venue/reasons.js"
import { SaidOfEntry } from "./said.js"
import { entriesOf } from "./timeline_entries.js"
import { t } from "./words.js"

const LOOK = {
  place: ["bill", "info"],
  start: ["flame", "info"],
  finish: ["check", "good"],
  call: ["bell-ring", "info"],
  serve: ["check-all", "good"],
  cancel: ["close", "bad"],
  void: ["ban", "bad"],
  confirm: ["check", ""],
  undo: ["undo", ""],
  recall: ["recall", ""],
  rush: ["flag", "bad"],
  claim: ["hand", ""],
  confirmed: ["check-circle", "good"],
  seen: ["eye", "good"],
  missed: ["warning", "bad"],
  moved: ["move", ""],
  closed: ["clean", "good"],
}

export function Timeline({ office, order, history, said }) {
  const entries = entriesOf(order, history)
  if (entries.length === 0) return html`<p class="of-faint">${t("timeline_empty")}</p>`
  return html`<ol class="of-timeline">${entries.map((entry) => html`<${Entry} key=${entry.id} office=${office} entry=${entry} said=${said} />`)}</ol>`
}

function Entry({ office, entry, said }) {
  const [icon, tone] = LOOK[entry.action] ?? ["info", ""]
  const { by } = entry
  const who = by && by.kind !== "hub" && `${by.name}${by.kind === "device" ? ` (${t("by_device")})` : ""}`
  const small = [who, entry.reason && t("reason", { text: reasonWord(entry.reason) })].filter(Boolean).join(" · ")
  return html`<li>
    <time datetime=${entry.at}>${timeToTheSecond(office, entry.at)}</time>
    <span class="of-timeline-dot" data-tone=${tone}><${Icon} name=${icon} size=${14} /></span>
    <span class="of-timeline-words"><span>${sentence(entry)}</span>${small && html`<small>${small}</small>`}<${SaidOfEntry} said=${said} entry=${entry} /></span>
  </li>`
}

function sentence(entry) {
  const { action, facts } = entry
  const dishes = entry.lines.map((line) => t("dish_n", { n: line.quantity, name: nameOf(line) })).join(", ")
  if (action === "place") return t("what_placed", { n: entry.round, dishes })
  if (action in WHOLE) return WHOLE[action](facts)
  return t("what_line", { did: t(`did_${action}`), dishes })
}

const WHOLE = {
  confirmed: () => t("what_confirmed"),
  seen: ({ round, delay_ms }) => t("what_seen", { n: round, delay: t("seconds_n", { n: Math.max(1, Math.round(delay_ms / 100)) / 10 }) }),
  missed: ({ round }) => t("what_missed", { n: round }),
  moved: ({ from, to }) => t("what_moved", { from: from ?? "–", to: to ?? "–" }),
  closed: ({ unfinished }) => (unfinished ? t("what_closed_unfinished", { n: unfinished }) : t("what_closed")),
}

function timeToTheSecond(office, at) {
  return `${office.time(at)}:${at.slice(17, 19)}`
}

