// A card, or the piece of a long one that stands in one column.
import { Fragment, computed, html, memo, useEffect, useMemo, useState } from "../html.js"
import { age, clockTime, language } from "../core/words.js"
import { Icon } from "../parts/icon.js"
import { join } from "../parts/join.js"
import { isNew, toneAt } from "../venue/ages.js"
import { LineRow } from "./line.js"
import { hasButtons } from "./measure.js"
import { dishName, t } from "./words.js"

const SURE_MS = 3000
const LONG_DISH = 16 // letters: what is longer does not stand in two lines of a head, and a dish cut short may be another one
const SOURCE_ICON = { pad: "pad", wristband: "wristband", cashier: "cashier", handheld: "handheld", delivery: "delivery" }

/** Signals of a card that change with the clock alone: its text and colour change without drawing the card again. */
function useTime(card, screen) {
  return useMemo(
    () => ({
      age: computed(() => age(screen.now.value - card.since)),
      tone: computed(() => (card.waiting ? "waiting" : toneAt(card.late, screen.now.value))),
      late: computed(() => (toneAt(card.late, screen.now.value) === "late" ? t("late_by", { n: Math.floor((screen.now.value - card.late.red) / 60_000) + 1 }) : "")),
      fresh: computed(() => card.lines.some((line) => isNew(line, screen.now.value))),
    }),
    [card, screen, language.value],
  )
}

function Where({ card }) {
  const { order } = card
  const place = order.room?.number ?? order.wristband
  return html`<span class="k-where">
    <span class="k-place">${place}</span>
    ${order.source && html`<span class="k-source"><${Icon} name=${SOURCE_ICON[order.source] ?? "pad"} size="1.25rem" label=${t(`source_${order.source}`)} /></span>`}
  </span>`
}

function Tags({ tags, kitchen }) {
  const stations = []
  const said = []
  for (const tag of tags.split(",")) {
    if (tag.startsWith("at:")) stations.push(kitchen.stationName(tag.slice(3)))
    else if (tag === "rush") said.push(html`<b class="k-rush" key="rush"><${Icon} name="flame" size="1.1em" />${t("rush")}</b>`)
    else said.push(html`<span class="k-tag" key=${tag}>${t(tag)}</span>`)
  }
  return html`<div class="k-tags">${said}${stations.length > 0 && html`<span class="k-tag k-also"><${Icon} name="split" size="1.1em" />${t("also_at", { stations: stations.join(" · ") })}</span>`}</div>`
}

function Title({ card, time }) {
  const since = html`<span class="k-time">${time.fresh.value && html`<b class="k-new">${t("new")}</b>`}<span class="k-age">${time.age}</span><span class="k-late">${time.late}</span></span>`
  if (card.kind === "order") return html`<span class="k-big">${card.order.number}</span><span class="k-facts"><${Where} card=${card} />${since}</span>`
  const total = card.total > 0 ? html`${card.total}<i>×</i>` : html`<${Icon} name="ban" size="2rem" />`
  const dish = dishName(card.lines[0], language.value)
  return html`<span class="k-big k-total">${total}</span><span class="k-dish" data-long=${dish.length > LONG_DISH || null}>${dish}</span>${since}`
}

/** On a compact card the whole card's next step stands in its head instead of buttons below. */
function NextButton({ card, kitchen }) {
  const { start, finish } = card.steps
  if (!hasButtons(card)) return null
  if (start.length > 0) return html`<button type="button" class="k-next k-start" aria-label=${t("start_all")} onClick=${() => kitchen.startAll(card)}><${Icon} name="pot" size="1.5rem" /><span>${t("start")}</span></button>`
  if (finish.length > 0) return html`<${SureButton} class="k-next" kind="finish" icon="check-all" label=${t("finish_all")} sure=${t("again")} onPress=${() => kitchen.finishAll(card)}>${t("finish")}<//>`
  return html`<button type="button" class="k-next k-call" aria-label=${t("call")} onClick=${() => kitchen.call(card.lines)}><${Icon} name="bell" size="1.5rem" /><span>${t("call_short")}</span></button>`
}

function Head({ card, kitchen, tags, time, compact }) {
  return html`<header class="k-head-box">
    <div class="k-head-row">
      <button type="button" class="k-head" data-head=${card.id} onClick=${() => kitchen.openCard(card)}>
        <${Title} card=${card} time=${time} />
        <span class="k-more"><${Icon} name="more" size="1.5rem" label=${t("more")} /></span>
      </button>
      ${compact && html`<${NextButton} card=${card} kitchen=${kitchen} />`}
    </div>
    ${tags && html`<${Tags} tags=${tags} kitchen=${kitchen} />`}
  </header>`
}

function Again({ card, piece, pieces }) {
  const what = card.kind === "order" ? `${card.order.number} · ${card.order.room?.number ?? card.order.wristband ?? ""}` : dishName(card.lines[0], language.value)
  return html`<header class="k-again"><b>${what}</b><span>${t("goes_on")} ${piece}/${pieces}</span></header>`
}

/** The second press within three seconds does it: a whole card must not go by a touch in passing. */
export function SureButton({ kind, icon, onPress, children, label, sure, class: extra = "k-button" }) {
  const [armed, arm] = useState(false)
  useEffect(() => {
    if (!armed) return undefined
    const timer = setTimeout(() => arm(false), SURE_MS)
    return () => clearTimeout(timer)
  }, [armed])
  const press = () => {
    arm(!armed)
    if (armed) onPress()
  }
  return html`<button type="button" class=${join(extra, `k-${kind}`)} data-armed=${armed ? "" : undefined} aria-label=${armed ? t("sure") : label} onClick=${press}>
    <${Icon} name=${armed ? "hand" : icon} size="1.5rem" /><span>${armed ? (sure ?? t("sure")) : children}</span>
  </button>`
}

function Foot({ card, kitchen }) {
  const { start, finish, call } = card.steps
  const many = start.length > 0 && finish.length > 0
  return html`<footer class="k-foot">
    ${start.length > 0 &&
    html`<button type="button" class="k-button k-start" onClick=${() => kitchen.startAll(card)}>
      <${Icon} name="pot" size="1.5rem" /><span>${many ? t("start_some", { n: start.length }) : t("start_all")}</span>
    </button>`}
    ${finish.length > 0 && html`<${SureButton} kind="finish" icon="check-all" onPress=${() => kitchen.finishAll(card)}>${many ? t("finish_some", { n: finish.length }) : t("finish_all")}<//>`}
    ${start.length + finish.length === 0 &&
    call.length > 0 &&
    html`<button type="button" class="k-button k-call" onClick=${() => kitchen.call(card.lines)}><${Icon} name="bell" size="1.5rem" /><span>${t("call")}</span></button>`}
  </footer>`
}

/** Where an addition begins: when it came, and for its first half minute that it is new. */
function Rule({ round, kitchen }) {
  const { screen } = kitchen
  const zone = screen.me.value?.shop?.timezone
  const fresh = useMemo(() => computed(() => round.lines.some((line) => isNew(line, screen.now.value))), [round, screen])
  return html`<li class="k-rule"><span>${fresh.value && html`<b class="k-new">${t("new")}</b>`}${t("added", { time: clockTime(round.placed_at, zone) })}</span></li>`
}

/** The rows of a piece, with a rule where an addition begins. */
function rowsOf(card, from, to, heights) {
  const own = heights.split(",").map(Number)
  const rows = []
  let at = 0
  for (const [index, round] of card.rounds.entries()) {
    for (const [place, line] of round.lines.entries()) {
      if (at >= from && at < to) rows.push({ line, height: own[at], round: index > 0 && place === 0 ? round : null })
      at += 1
    }
  }
  return rows
}

function Piece({ card, kitchen, view, tags, heights, compact, from, to, first, last, piece, pieces }) {
  const time = useTime(card, kitchen.screen)
  const rows = useMemo(() => rowsOf(card, from, to, heights), [card, from, to, heights])
  const fresh = useMemo(() => computed(() => rows.some(({ line }) => isNew(line, kitchen.screen.now.value))), [rows])
  return html`<article
    class=${join("k-card", !first && "k-torn-top", !last && "k-torn-end")}
    data-card=${card.id}
    data-tone=${time.tone}
    data-rush=${card.rush ? "" : undefined}
    data-new=${fresh.value ? "" : undefined}
  >
    ${first ? html`<span class="k-bar" aria-hidden="true"><i /></span><${Head} card=${card} kitchen=${kitchen} tags=${tags} time=${time} compact=${compact} />` : html`<${Again} card=${card} piece=${piece} pieces=${pieces} />`}
    <ul class="k-rows">
      ${rows.map(
        ({ line, round, height }) => html`<${Fragment} key=${line.id}>${round && html`<${Rule} round=${round} kitchen=${kitchen} />`}<${LineRow} line=${line} kitchen=${kitchen} view=${view} height=${height} orders=${kitchen.screen.board.orders} /><//>`,
      )}
    </ul>
    ${last ? !compact && hasButtons(card) && html`<${Foot} card=${card} kitchen=${kitchen} />` : html`<footer class="k-on"><span>${t("turn_over")}</span><${Icon} name="arrow-right" size="1.1rem" /></footer>`}
  </article>`
}

export const CardPiece = memo(Piece)
