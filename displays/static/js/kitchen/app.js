// The kitchen screen put together.
import { html, useEffect, useLayoutEffect, useState } from "../html.js"
import { Board } from "./board.js"
import { CardSheet } from "./card_sheet.js"
import { Foot, UndoStrip } from "./foot.js"
import { keysInUse, listenToKeys } from "./keyboard.js"
import { PickupList, Recall } from "./lists.js"
import { Settings } from "./settings.js"
import { Shift, SilentBar } from "./shift.js"
import { SoldOut, SoldOutList } from "./sold_out.js"
import { Stale } from "./stale.js"
import { Top, titleOf } from "./top.js"

const HOME_MS = 30_000
const DIALOGS = { card: CardSheet, sold_out: SoldOut, sold_out_list: SoldOutList, recall: Recall, pickup: PickupList, settings: Settings }

/** A page that somebody has turned to and left alone goes back to the first: that is where the most urgent stands. */
function useFirstPage(kitchen) {
  const page = kitchen.arrangement.page.value
  const wanted = kitchen.look.value.first_page
  useEffect(() => {
    if (page === 0 || !wanted) return undefined
    let timer
    const again = () => {
      clearTimeout(timer)
      timer = setTimeout(kitchen.arrangement.first, HOME_MS)
    }
    again()
    addEventListener("pointerdown", again, true)
    addEventListener("keydown", again, true)
    return () => {
      clearTimeout(timer)
      removeEventListener("pointerdown", again, true)
      removeEventListener("keydown", again, true)
    }
  }, [page, wanted, kitchen])
}

/** Everything is sized in rem, so the root's size is the size of all. It stands before the board, which measures its cards at once. */
function Scale({ kitchen }) {
  const scale = kitchen.arrangement.scale.value
  useLayoutEffect(() => {
    document.documentElement.style.fontSize = `${16 * scale}px`
    return () => (document.documentElement.style.fontSize = "")
  }, [scale])
  return null
}

function Dialogs({ kitchen }) {
  const Open = DIALOGS[kitchen.open.value?.kind]
  return Open && html`<${Open} key=${kitchen.open.value.kind} kitchen=${kitchen} />`
}

export function Kitchen({ kitchen }) {
  const { screen } = kitchen
  const [begun, begin] = useState(false)
  useFirstPage(kitchen)
  useLayoutEffect(() => listenToKeys(kitchen), [kitchen])
  const { link } = screen
  return html`<div class="kitchen" data-link=${link.value.state} data-compact=${kitchen.arrangement.compact.value ? "" : undefined} data-keys=${keysInUse.value ? "" : undefined}>
    <${Scale} kitchen=${kitchen} />
    <${Top} kitchen=${kitchen} />
    <div class="k-alerts">${begun && html`<${SilentBar} kitchen=${kitchen} />`}</div>
    <${Board} kitchen=${kitchen} />
    <${Foot} kitchen=${kitchen} />
    <${UndoStrip} kitchen=${kitchen} />
    <${Dialogs} kitchen=${kitchen} />
    <${Stale} screen=${screen} />
    ${!begun && html`<${Shift} kitchen=${kitchen} title=${titleOf(kitchen)} onDone=${() => begin(true)} />`}
  </div>`
}
