import { html, useMemo, useState } from "../html.js"
import { Age } from "../parts/age.js"
import { Button } from "../parts/button.js"
import { Card } from "../parts/card.js"
import { Dialog, Sheet, confirm } from "../parts/dialog.js"
import { Empty, ErrorState } from "../parts/empty.js"
import { Menu } from "../parts/menu.js"
import { Money } from "../parts/money.js"
import { LinkPill, Pill } from "../parts/pill.js"
import { Skeleton } from "../parts/skeleton.js"
import { StateMark } from "../parts/state_mark.js"
import { Table } from "../parts/table.js"
import { toast } from "../parts/toast.js"
import { TopBar } from "../parts/top_bar.js"
import { Block, Row } from "./block.js"
import { ago, sampleScreen, waitingCommands } from "./sample.js"
import { t } from "./words.js"

const STATES = ["placed", "preparing", "ready", "called", "served", "cancelled", "voided"]
const PILL_ICON = { neutral: "pin", good: "check", warn: "clock", bad: "warning", info: "info", accent: "star" }

export function Pills() {
  const screens = useMemo(() => ["live", "reconnecting", "offline"].map((link) => sampleScreen({ link })), [])
  const behind = useMemo(() => sampleScreen({ link: "offline", waiting: waitingCommands() }), [])
  return html`<${Block} id="pills" title=${t("pills")}>
    <${Row}>${Object.entries(PILL_ICON).map(([tone, icon]) => html`<${Pill} key=${tone} tone=${tone} icon=${icon}>${t(`pill_${tone}`)}<//>`)}<//>
    <${Row}>${Object.entries(PILL_ICON).map(([tone, icon]) => html`<${Pill} key=${tone} tone=${tone} icon=${icon} strong>${t(`pill_${tone}`)}<//>`)}<//>
    <${Row} title=${t("link")}>${screens.map((screen, at) => html`<${LinkPill} key=${at} screen=${screen} />`)}<${LinkPill} screen=${behind} /><//>
  <//>`
}

export function States() {
  const screen = useMemo(() => sampleScreen(), [])
  const since = useMemo(() => [72, 330, 615, 4320].map(ago), [])
  return html`<${Block} id="states" title=${t("states")}>
    ${["s", "m", "l"].map((size) => html`<${Row} key=${size} title=${size}>${STATES.map((state) => html`<${StateMark} key=${state} state=${state} size=${size} />`)}<//>`)}
    <${Row} title=${t("guest_words")}><${StateMark} state="called" label=${t("on_the_way")} size="l" /><//>
    <${Row} title=${t("urgency")}>${since.map((iso) => html`<${Age} key=${iso} since=${iso} screen=${screen} amber_s=${300} red_s=${480} />`)}<//>
  <//>`
}

export function Cards() {
  const menu = [
    { label: t("rush"), icon: "flame", onPress() {} },
    { label: t("sold_out_today"), hint: t("sold_out_hint"), icon: "sold-out", onPress() {} },
    { divider: true },
    { label: t("danger"), icon: "ban", danger: true, onPress() {} },
  ]
  return html`<${Block} id="cards" title=${t("cards")}>
    <div class="design-grid">
      <${Card} head=${html`<span class="design-grow">${t("card_head")}</span><${StateMark} state="preparing" /><${Menu} items=${menu} />`} foot=${html`<${Button}>${t("with_icon")}<//><${Button} kind="primary">${t("primary")}<//>`}>
        ${t("card_text")}
      <//>
      <${Card}>${t("card_plain")}<//>
      <${Card} tone="warn" head=${t("card_tone")}>${t("card_text")}<//>
      <${Card} tone="bad" head=${t("card_tone")}>${t("card_text")}<//>
      <${Card} head=${t("card_head")} onPress=${() => toast(t("said_plain"))}>${t("card_text")}<//>
    </div>
  <//>`
}

const ROWS = [
  { id: 1, dish: "dumplings", state: "preparing", amount: 2800 },
  { id: 2, dish: "noodles", state: "called", amount: 4600 },
  { id: 3, dish: "tea", state: "placed", amount: 1250 },
  { id: 4, dish: "fruit", state: "cancelled", amount: 6800 },
]

export function Tables() {
  const [chosen, choose] = useState(2)
  const columns = [
    { key: "dish", label: t("dish"), sort: (row) => t(row.dish), render: (row) => t(row.dish) },
    { key: "state", label: t("state"), render: (row) => html`<${StateMark} state=${row.state} />` },
    { key: "amount", label: t("amount"), align: "right", sort: true, render: (row) => html`<${Money} minor=${row.amount} currency="CNY" />` },
  ]
  return html`<${Block} id="table" title=${t("table")}>
    <div class="design-grid">
      <${Card} flush><${Table} columns=${columns} rows=${ROWS} onRow=${(row) => choose(row.id)} selected=${chosen} label=${t("table")} /><//>
      <${Card} flush><${Table} columns=${columns} rows=${[]} empty=${t("nothing_found")} label=${t("nothing_found")} /><//>
    </div>
  <//>`
}

export function Overlays() {
  const [open, setOpen] = useState(null)
  const close = () => setOpen(null)
  const acts = html`<${Button} onPress=${close}>${t("keep")}<//><${Button} kind="primary" onPress=${close}>${t("primary")}<//>`
  const ask = () => confirm({ title: t("confirm_title"), text: t("confirm_text"), yes: t("danger"), no: t("keep"), danger: true })
  return html`<${Block} id="overlays" title=${t("overlays")}>
    <${Row}>
      <${Button} onPress=${() => setOpen("dialog")}>${t("open_dialog")}<//>
      <${Button} onPress=${() => setOpen("sheet")}>${t("open_sheet")}<//>
      <${Button} onPress=${() => setOpen("bottom")}>${t("open_bottom")}<//>
      <${Button} onPress=${ask}>${t("open_confirm")}<//>
    <//>
    <${Row}>
      <${Button} onPress=${() => toast(t("said_plain"), { icon: "move" })}>${t("say_plain")}<//>
      <${Button} onPress=${() => toast(t("said_good"), { tone: "good" })}>${t("say_good")}<//>
      <${Button} onPress=${() => toast(t("said_bad"), { tone: "bad" })}>${t("say_bad")}<//>
      <${Button} onPress=${() => toast(t("said_undo"), { icon: "pot", action: { label: t("undo"), onPress() {} } })}>${t("undo")}<//>
    <//>
    <${Dialog} open=${open === "dialog"} title=${t("card_head")} onClose=${close} actions=${acts}><p>${t("card_text")}</p><//>
    <${Sheet} open=${open === "sheet"} title=${t("card_head")} onClose=${close} actions=${acts}><${Empty} icon="dish" title=${t("empty_title")} text=${t("empty_text")} /><//>
    <${Sheet} open=${open === "bottom"} from="bottom" title=${t("card_head")} onClose=${close} actions=${acts}><p>${t("card_text")}</p><//>
  <//>`
}

export function Empties() {
  return html`<${Block} id="empty" title=${t("empty")}>
    <div class="design-grid">
      <${Card}><${Empty} icon="kitchen" title=${t("empty_title")} text=${t("empty_text")} /><//>
      <${Card}><${Empty} icon="search" title=${t("nothing_found")}><${Button} icon="plus">${t("plain")}<//><//><//>
      <${Card}><${ErrorState} problem=${{ code: "shop_closed" }} onRetry=${() => {}} /><//>
      <${Card}><${ErrorState} onRetry=${() => {}} /><//>
    </div>
  <//>`
}

export function Loading() {
  return html`<${Block} id="loading" title=${t("loading")}>
    <div class="design-grid">
      <${Card}><${Skeleton} kind="line" count=${4} /><//>
      <${Card}><${Skeleton} kind="row" count=${3} /><//>
      <${Skeleton} kind="card" count=${1} />
      <${Skeleton} kind="tile" count=${1} />
    </div>
  <//>`
}

export function TopBars() {
  const live = useMemo(() => sampleScreen(), [])
  const lost = useMemo(() => sampleScreen({ link: "offline", waiting: waitingCommands().slice(0, 2) }), [])
  return html`<${Block} id="top" title=${t("top")}>
    <div class="design-stack design-frames">
      <${TopBar} screen=${live} title=${t("hot")}><${Button} icon="recall">${t("with_icon")}<//><//>
      <${TopBar} screen=${lost} title=${t("card_head")} />
    </div>
  <//>`
}
