import { drawn, html } from "../html.js"
import { language, nameOf } from "../core/words.js"
import { Button } from "../parts/button.js"
import { Sheet } from "../parts/dialog.js"
import { Icon } from "../parts/icon.js"
import { Money } from "../parts/money.js"
import { LinkPill } from "../parts/pill.js"
import { Segmented } from "../parts/tabs.js"
import { ShopClock } from "../parts/top_bar.js"
import { BasketPanel } from "./basket_panel.js"
import { PictureViewer } from "../chat/pictures.js"
import { BillSheet } from "./bill_sheet.js"
import { ChatButton, ChatSheet } from "./chat_sheet.js"
import { DishSheet } from "./dish_sheet.js"
import { Dishes } from "./dishes.js"
import { FullScreenButton } from "./full_screen.js"
import { countsOf } from "./progress.js"
import { ProgressPanel } from "./progress_panel.js"
import { narrow } from "./narrow.js"
import { ServiceButtons, ServiceSheet } from "./service.js"
import { t } from "./words.js"

/** Categories on the left, photos in the middle, the basket or the orders on the right; on a phone these come up from below. */
export function OrderPage({ pad }) {
  return html`<div class="pad" data-narrow=${String(narrow.value)}>
    <${Skips} pad=${pad} />
    <${Head} pad=${pad} />
    <${Dishes} pad=${pad} services=${!narrow.value && html`<${ServiceButtons} pad=${pad}><${ChatButton} pad=${pad} /><//>`} />
    ${narrow.value ? html`<${Foot} pad=${pad} />` : html`<${Side} pad=${pad} />`}
    <${OpenSheet} pad=${pad} />
    <${PictureViewer} zone=${pad.zone.value} />
  </div>`
}

/** By keyboard the way to the basket must not lead past every dish. */
function Skips({ pad }) {
  if (narrow.value) return null
  const to = (panel) => () => {
    if (panel) pad.panel.value = panel
    drawn(() => document.querySelector(panel ? ".panel" : ".dish-open")?.focus())
  }
  return html`<div class="skips">
    <button type="button" onClick=${to(null)}>${t("skip_to_menu")}</button>
    <button type="button" onClick=${to("basket")}>${t("skip_to_basket")}</button>
    <button type="button" onClick=${to("progress")}>${t("skip_to_progress")}</button>
  </div>`
}

function Head({ pad }) {
  const other = language.value === "en" ? "zh-CN" : "en"
  return html`<header class="pad-head">
    <button type="button" class="pad-room" onClick=${() => pad.rest()}>
      <span>${t("room_word")}</span><b>${pad.room.value.number}</b><span class="unseen">${t("to_start")}</span>
    </button>
    <h1 class="pad-shop">${nameOf(pad.shop.value)}</h1>
    <div class="pad-tools">
      ${!narrow.value && html`<${Button} kind="quiet" icon="bill" onPress=${() => pad.open({ kind: "bill" })}>${t("bill")}<//>`}
      <${Button} kind="quiet" icon="language" class="pad-language" onPress=${() => pad.speak(other)} lang=${other}>${other === "en" ? "English" : "中文"}<//>
      ${!narrow.value && html`<${FullScreenButton} /><${ShopClock} screen=${pad.screen} />`}
      <${LinkPill} screen=${pad.screen} />
    </div>
  </header>`
}

function panels(pad) {
  const waiting = countsOf(pad.lines.value).waiting
  return [
    { id: "basket", label: pad.review.value.count ? `${t("basket")} · ${pad.review.value.count}` : t("basket"), icon: "basket" },
    { id: "progress", label: waiting ? `${t("progress")} · ${waiting}` : t("progress"), icon: "pot" },
  ]
}

function Panels({ pad }) {
  return html`<${Segmented} class="pad-panels" label=${`${t("basket")}, ${t("progress")}`} options=${panels(pad)} value=${pad.panel.value} onChange=${(id) => (pad.panel.value = id)} />`
}

function Panel({ pad }) {
  return pad.panel.value === "basket" ? html`<${BasketPanel} pad=${pad} />` : html`<${ProgressPanel} pad=${pad} />`
}

function Side({ pad }) {
  const isAway = pad.panel.value !== "basket"
  return html`<aside class="pad-side">
    <${Panels} pad=${pad} />
    <${Panel} pad=${pad} />
    ${isAway && html`<${BasketBar} pad=${pad} onPress=${() => (pad.panel.value = "basket")} />`}
  </aside>`
}

/** The basket as a bar where it is not in sight, once something is in it. */
function BasketBar({ pad, onPress }) {
  const { count, total } = pad.review.value
  if (count === 0) return null
  return html`<button type="button" class="basket-bar" onClick=${onPress}>
    <span class="basket-bar-count"><${Icon} name="basket" size=${26} /><b>${count}</b></span>
    <span class="basket-bar-total"><${Money} minor=${total} currency=${pad.currency.value} short /></span>
    <span class="basket-bar-go">${t("order")}<${Icon} name="chevron-right" size=${20} /></span>
  </button>`
}

/** On a phone: the basket as a bar, and the places of the pad below. */
function Foot({ pad }) {
  const waiting = countsOf(pad.lines.value).waiting
  const show = (panel) => {
    pad.panel.value = panel
    pad.open({ kind: "panel" })
  }
  return html`<footer class="pad-foot">
    <${BasketBar} pad=${pad} onPress=${() => show("basket")} />
    <nav class="pad-places" aria-label=${t("pad")}>
      <${Place} icon="menu" text=${t("menu")} current=${true} onPress=${() => pad.close()} />
      <${Place} icon="pot" text=${t("progress")} count=${waiting} onPress=${() => show("progress")} />
      <${Place} icon="bell" text=${t("service")} onPress=${() => pad.open({ kind: "service" })} />
      <${Place} icon="chat" text=${t("chat")} count=${pad.chat.unread.value} said=${pad.chat.unread.value > 0 && t("chat_unread", { n: pad.chat.unread.value })} onPress=${() => pad.open({ kind: "chat" })} />
      <${Place} icon="bill" text=${t("bill")} onPress=${() => pad.open({ kind: "bill" })} />
    </nav>
  </footer>`
}

function Place({ icon, text, count, said, current, onPress }) {
  return html`<button type="button" class="pad-place" aria-current=${current ? "page" : undefined} onClick=${onPress}>
    <span class="pad-place-icon"><${Icon} name=${icon} size=${24} />${count > 0 && html`<b aria-hidden=${said ? "true" : undefined}>${count}</b>`}</span>${text}${said && html`<span class="unseen">${said}</span>`}
  </button>`
}

function OpenSheet({ pad }) {
  const sheet = pad.sheet.value
  switch (sheet?.kind) {
    case "dish":
      return html`<${DishSheet} key=${sheet.lineId ?? sheet.item.id} pad=${pad} sheet=${sheet} />`
    case "bill":
      return html`<${BillSheet} pad=${pad} />`
    case "service":
      return html`<${ServiceSheet} pad=${pad} service=${sheet.service} />`
    case "chat":
      return html`<${ChatSheet} pad=${pad} />`
    case "panel":
      // A pad that was turned has the panel beside the menu again.
      return narrow.value && html`<${PanelSheet} pad=${pad} />`
    default:
      return null
  }
}

function PanelSheet({ pad }) {
  return html`<${Sheet} open=${true} from="bottom" class="panel-sheet" title=${t(pad.panel.value)} onClose=${() => pad.close()}>
    <${Panel} pad=${pad} />
  <//>`
}
