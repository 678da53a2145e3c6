// Under the board: what waits for a waiter, the pages, and for three seconds the way back.
import { computed, html, useLayoutEffect, useMemo, useRef, useState } from "../html.js"
import { age } from "../core/words.js"
import { Icon } from "../parts/icon.js"
import { t } from "./words.js"

function PickupChip({ card, kitchen }) {
  const { screen } = kitchen
  const time = useMemo(() => computed(() => age(screen.now.value - card.since)), [card, screen])
  const called = card.lines.every((line) => line.state === "called")
  const times = Math.max(...card.lines.map((line) => line.call_count), called ? 1 : 0)
  const claimed = card.lines.find((line) => line.claimed_by)?.claimed_by
  const place = card.order.room?.number ?? card.order.wristband ?? ""
  const label = called ? `${t("call_again")} (${t("called_times", { n: times })})` : t("call")
  return html`<li class="k-chip" data-called=${called ? "" : undefined} data-card=${card.id}>
    <button type="button" class="k-chip-what" data-head=${card.id} onClick=${() => kitchen.openCard(card)}>
      <span class="k-chip-number">${card.order.number}</span>
      <span class="k-chip-text"><b>${place} <span class="k-chip-age">${time}</span></b><span>${claimed ? html`<${Icon} name="hand" size="1.1em" label=${t("fetched_by", { name: claimed })} />${claimed}` : t("dishes", { n: card.lines.length })}</span></span>
    </button>
    <button type="button" class="k-chip-call" aria-label=${`${label}: ${card.order.number}`} title=${label} onClick=${() => kitchen.call(card.lines)}>
      <${Icon} name=${called ? "bell-ring" : "bell"} size="1.75rem" />${called && times > 1 && html`<small>${times}×</small>`}
    </button>
  </li>`
}

/** As many as there is room for, the longest waiting first; the rest is a number to press. */
function Pickup({ kitchen }) {
  const all = kitchen.pickup.value
  const box = useRef(null)
  const [room, setRoom] = useState(1)
  useLayoutEffect(() => {
    const element = box.current
    const look = () => {
      const style = getComputedStyle(element)
      const [gap, each] = [style.columnGap, style.getPropertyValue("--k-chip")].map((text) => parseFloat(text))
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
      setRoom(Math.max(1, Math.floor((element.clientWidth + gap) / (each * rem + gap))))
    }
    const watcher = new ResizeObserver(look)
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [])
  const shown = all.length > room ? all.slice(0, Math.max(1, room - 1)) : all
  return html`<section class="k-pickup" aria-label=${t("pickup")}>
    <h2><${Icon} name="serve" size="1.75rem" /><span>${t("pickup")}</span><b>${all.length}</b></h2>
    <ul ref=${box}>
      ${all.length === 0 && html`<li class="k-pickup-none">${t("pickup_none")}</li>`} ${shown.map((card) => html`<${PickupChip} key=${card.id} card=${card} kitchen=${kitchen} />`)}
      ${shown.length < all.length && html`<li><button type="button" class="k-chip-more" onClick=${() => kitchen.show("pickup")}>${t("pickup_more", { n: all.length - shown.length })}</button></li>`}
    </ul>
  </section>`
}

function Pages({ kitchen }) {
  const { arrangement, screen } = kitchen
  const pages = arrangement.pages.value
  const page = arrangement.page.value
  const rest = arrangement.rest.value
  const oldest = useMemo(() => computed(() => (rest.since === null ? "" : age(screen.now.value - rest.since))), [rest, screen])
  if (pages < 2) return null
  const word = kitchen.look.value.view === "items" ? "elsewhere_dishes" : "elsewhere"
  return html`<nav class="k-pages" aria-label=${t("page_of", { page: page + 1, pages })}>
    ${rest.count > 0 && html`<span class="k-rest" data-rush=${rest.rush ? "" : undefined}>${t(word, { n: rest.count, age: oldest.value })}${rest.rush && html`<b>${t("elsewhere_rush")}</b>`}</span>`}
    <button type="button" class="k-tool" aria-label=${t("previous_page")} onClick=${() => arrangement.turn(-1)}><${Icon} name="chevron-left" size="2rem" /></button>
    <span class="k-page"><b>${page + 1}</b>/${pages}</span>
    <button type="button" class="k-tool" aria-label=${t("next_page")} onClick=${() => arrangement.turn(1)}><${Icon} name="chevron-right" size="2rem" /></button>
  </nav>`
}

/** What was just done, and a button that takes it back. */
export function UndoStrip({ kitchen }) {
  const offer = kitchen.work.undo.value
  if (!offer) return null
  return html`<div class="k-undo" key=${offer.since} role="status">
    <${Icon} name="check-circle" size="1.75rem" />
    <span class="k-undo-text">${offer.label}</span>
    ${offer.steps && html`<button type="button" class="k-undo-button" onClick=${kitchen.undo}><${Icon} name="undo" size="1.5rem" /><span>${t("undo")}</span></button>`}
    <i class="k-undo-time" aria-hidden="true" />
  </div>`
}

export function Foot({ kitchen }) {
  return html`<footer class="k-under"><${Pickup} kitchen=${kitchen} /><${Pages} kitchen=${kitchen} /></footer>`
}
