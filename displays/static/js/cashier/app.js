import { drawn, html, useLayoutEffect } from "../html.js"
import { BandsTab } from "./bands_tab.js"
import { CallsTab } from "./calls_tab.js"
import { Foot } from "./foot.js"
import { backToList, listenToKeys } from "./keyboard.js"
import { KeysDialog } from "./key_dialogs.js"
import { Nav } from "./nav.js"
import { NewOrder } from "./new_order.js"
import { OrdersTab, ReadyTab, WristbandOrdersTab } from "./order_tabs.js"
import { ProblemsTab } from "./problems_tab.js"
import { RoomsTab } from "./rooms_tab.js"
import { SessionsTab } from "./sessions_tab.js"
import { SettingsDialog } from "./settings_dialog.js"
import { Top } from "./top.js"

const VIEWS = { wristband_orders: WristbandOrdersTab, calls: CallsTab, orders: OrdersTab, ready: ReadyTab, rooms: RoomsTab, bands: BandsTab, sessions: SessionsTab, problems: ProblemsTab }
const IN_USE = ".d-main, .d-find, dialog"
const DIALOGS = { keys: KeysDialog, settings: SettingsDialog }

/** The desk: a head, the tabs at the left, one list with what is chosen beside it, and the F-keys. */
export function Cashier({ screen, sound, desk, messages }) {
  useLayoutEffect(() => listenToKeys({ desk, sound }), [])
  const tab = desk.tab.value
  const open = desk.dialog.value
  const View = VIEWS[tab]
  const Open = DIALOGS[open?.kind]
  const ordering = open?.kind === "order"
  const waits = desk.awaits.value
  // Whoever leaves the order panel is back in the list, and on the new order as soon as it stands there; what has been pressed since keeps the focus.
  useLayoutEffect(() => {
    if (!ordering) drawn(() => document.activeElement?.closest(IN_USE) || backToList(desk))
  }, [ordering, waits])
  return html`<div class="d" data-link=${screen.link.value.state}>
    <${Top} screen=${screen} sound=${sound} desk=${desk} messages=${messages} />
    <${Nav} desk=${desk} />
    ${ordering ? html`<${NewOrder} screen=${screen} desk=${desk} />` : html`<${View} key=${tab} screen=${screen} desk=${desk} messages=${messages} />`}
    <${Foot} desk=${desk} sound=${sound} screen=${screen} />
    ${Open && html`<${Open} screen=${screen} sound=${sound} desk=${desk} onClose=${() => (desk.dialog.value = null)} />`}
  </div>`
}
