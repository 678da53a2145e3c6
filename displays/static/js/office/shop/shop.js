// Shop settings: open or closed, basics, business day, hours, features, stations. Each part is saved by itself.
import { nameOf } from "../../core/words.js"
import { html } from "../../html.js"
import { Loaded, useRead } from "../hub.js"
import { Page } from "../page.js"
import { addressOf } from "../places.js"
import { place } from "../router.js"
import { t as shared } from "../words.js"
import { Basics } from "./basics.js"
import { BusinessDay } from "./business_day.js"
import { Features } from "./features.js"
import { Hours } from "./opening_hours.js"
import { ShopState } from "./shop_state.js"
import { Stations } from "./stations.js"
import { t } from "./words.js"

const PARTS = { state: ShopState, basics: Basics, day: BusinessDay, hours: Hours, features: Features, stations: Stations }

export default function Shop({ office }) {
  const read = useRead(office, `/shops/${office.shop.id}`, ["venue.shop_changed"])
  const part = place.value.rest[0] in PARTS ? place.value.rest[0] : "state"
  const View = PARTS[part]
  return html`<${Page} office=${office} title=${shared("area_shop")} subtitle=${nameOf(office.shop)} class="of-settings">
    <div class="of-settings-grid">
      <nav class="of-parts" aria-label=${t("sections")}>
        ${Object.keys(PARTS).map((id) => html`<a key=${id} class="of-part" href=${addressOf("shop", [id])} aria-current=${id === part ? "page" : undefined}>${t(`part_${id}`)}</a>`)}
      </nav>
      <div class="of-settings-body">
        <${Loaded} read=${read} kind="line" count=${6}>${({ shop }) => html`<${View} key=${part} office=${office} shop=${shop} again=${read.again} />`}<//>
      </div>
    </div>
  <//>`
}
