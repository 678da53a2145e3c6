// Owners stand above the shops: they say first in which one they are.
import { clockTime, nameOf } from "../core/words.js"
import { html } from "../html.js"
import { Brand } from "../parts/brand.js"
import { Icon } from "../parts/icon.js"
import { LookSwitch } from "../parts/look.js"
import { Pill } from "../parts/pill.js"
import { t } from "./sign_in_words.js"
import { t as shared } from "./words.js"

export const TONE_OF_SHOP = { open: "good", paused: "warn", closed: "neutral" }

export function ShopChooser({ office }) {
  return html`<main class="of-door">
    <header class="of-door-head"><${Brand} /><${LookSwitch} /></header>
    <div class="of-door-card">
      <h1 class="of-title">${t("choose_shop")}</h1>
      <p class="of-subtitle">${t("choose_shop_text")}</p>
      <ul class="of-shops">
        ${office.shops.map(
          (shop) => html`<li key=${shop.id}>
            <button type="button" class="of-shop" onClick=${() => office.screen.useShop(shop.id)}>
              <span class="of-mark" data-letter=${[...nameOf(shop)][0]} aria-hidden="true"></span>
              <span class="of-shop-words">
                <strong>${nameOf(shop)}</strong>
                <small>${shop.timezone} · ${clockTime(office.now(), shop.timezone)}</small>
              </span>
              <${Pill} tone=${TONE_OF_SHOP[shop.state]}>${shared(`shop_${shop.state}`)}<//>
              <${Icon} name="chevron-right" size=${18} />
            </button>
          </li>`,
        )}
      </ul>
      <button type="button" class="of-plain" onClick=${() => office.screen.signOut()}>${shared("sign_out")}</button>
    </div>
  </main>`
}
