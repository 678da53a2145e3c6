// Lists over the board: what can be recalled, and everything that waits for a waiter.
import { html, useEffect, useState } from "../html.js"
import { age, clockTime, language } from "../core/words.js"
import { Dialog } from "../parts/dialog.js"
import { Empty } from "../parts/empty.js"
import { Skeleton } from "../parts/skeleton.js"
import { StateMark } from "../parts/state_mark.js"
import { Act } from "./card_sheet.js"
import { finishedAt, recallable } from "./recall.js"
import { whereOf } from "./line.js"
import { dishName, t } from "./words.js"

function What({ line, kitchen, now }) {
  const at = finishedAt(line)
  const zone = kitchen.screen.me.value?.shop?.timezone
  return html`<span class="k-list-number">${line.number}</span>
    <span class="k-list-what">
      <b>${line.quantity}× ${dishName(line, language.value)}</b>
      <small>${[whereOf(line, kitchen.screen.board.orders), clockTime(at, zone), age(now - at)].filter(Boolean).join(" · ")}</small>
    </span>
    <${StateMark} state=${line.state} />`
}

/** The board does not hold what was served, so the hub is asked; without it the list is what this screen has seen. */
function useServed(kitchen) {
  const [served, setServed] = useState(null)
  const [alone, setAlone] = useState(false)
  useEffect(() => {
    let gone = false
    const station = kitchen.station.value ? `&station=${kitchen.station.value}` : ""
    kitchen.screen.ask("GET", `/kds/board?state=served${station}`).then((reply) => {
      if (gone) return
      setAlone(!reply.ok)
      setServed(reply.ok ? reply.body.lines : kitchen.served())
    })
    return () => (gone = true)
  }, [kitchen])
  return { served, alone }
}

export function Recall({ kitchen }) {
  const { served, alone } = useServed(kitchen)
  const { screen } = kitchen
  const now = screen.now.value
  const here = kitchen.served()
  const open = new Set(kitchen.lines.value.map((line) => line.id))
  const left = served?.filter((line) => !open.has(line.id)) ?? []
  const list = served === null ? [] : recallable(kitchen.lines.value, [...left, ...here.filter((line) => !open.has(line.id))], now)
  return html`<${Dialog} open title=${t("recall_title")} onClose=${kitchen.close} size="l" class="k-dialog">
    <p class="k-lead">${t("recall_text")}</p>
    ${alone && html`<p class="k-hint">${t("recall_offline")}</p>`} ${served === null && html`<${Skeleton} kind="row" count=${4} />`}
    ${served !== null && list.length === 0 && html`<${Empty} icon="history" title=${t("recall_none")} />`}
    <ul class="k-list">
      ${list.map((line) => html`<li key=${line.id}><${What} line=${line} kitchen=${kitchen} now=${now} /><${Act} icon="recall" kind="start" onPress=${() => kitchen.recall(line)}>${t("recall")}<//></li>`)}
    </ul>
  <//>`
}

export function PickupList({ kitchen }) {
  const { screen } = kitchen
  const now = screen.now.value
  const lines = kitchen.pickup.value.flatMap((card) => card.lines)
  return html`<${Dialog} open title=${t("pickup")} onClose=${kitchen.close} size="l" class="k-dialog">
    ${lines.length === 0 && html`<${Empty} icon="serve" title=${t("pickup_none")} />`}
    <ul class="k-list">
      ${lines.map(
        (line) =>
          html`<li key=${line.id}>
            <${What} line=${line} kitchen=${kitchen} now=${now} />
            <${Act} icon="bell" kind="call" onPress=${() => kitchen.call([line])}>${t(line.state === "called" ? "call_again" : "call")}<//>
            <${Act} icon="serve" onPress=${() => kitchen.serve([line])}>${t("served")}<//>
          </li>`,
      )}
    </ul>
  <//>`
}
