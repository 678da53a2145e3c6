// The way around: a side bar that folds, and on a phone a bar below with the rest behind "more".
import { language, nameOf } from "../core/words.js"
import { html, signal, useState } from "../html.js"
import { Sheet } from "../parts/dialog.js"
import { Icon } from "../parts/icon.js"
import { theme } from "../parts/look.js"
import { Menu } from "../parts/menu.js"
import { GROUPS } from "./areas.js"
import { deskOf } from "./chat/desk.js"
import { addressOf } from "./places.js"
import { go } from "./router.js"
import { t } from "./words.js"

const IN_PHONE_BAR = 4
const FOLDED = "venuehub:office:folded"

const isFolded = signal(kept() === "1")

function kept() {
  try {
    return localStorage.getItem(FOLDED)
  } catch {
    return null // a browser that keeps nothing
  }
}

function fold() {
  isFolded.value = !isFolded.value
  try {
    localStorage.setItem(FOLDED, isFolded.value ? "1" : "0")
  } catch {
    // a browser that keeps nothing
  }
}

export function Navigation({ office, areas, current }) {
  const folded = isFolded.value
  return html`<nav class="of-side" data-folded=${folded} aria-label=${t("navigation")}>
    <div class="of-side-top">
      <${ShopPlate} office=${office} />
      <button
        class="of-fold"
        type="button"
        aria-expanded=${!folded}
        aria-label=${t(folded ? "unfold" : "fold")}
        title=${t(folded ? "unfold" : "fold")}
        onClick=${fold}
      >
        <${Icon} name="panel" size=${18} />
      </button>
    </div>
    <div class="of-side-areas"><${Areas} office=${office} areas=${areas} current=${current} folded=${folded} /></div>
    <div class="of-side-foot">
      <${Me} office=${office} />
    </div>
  </nav>`
}

function Areas({ office, areas, current, folded, onGo }) {
  return GROUPS.map((group) => {
    const inside = areas.filter((area) => area.group === group)
    if (inside.length === 0) return null
    return html`<div class="of-group" key=${group} role="group" aria-label=${t(`group_${group}`)}>
      <p class="of-group-title" aria-hidden="true">${t(`group_${group}`)}</p>
      ${inside.map((area) => html`<${AreaLink} key=${area.id} office=${office} area=${area} current=${current} folded=${folded} onGo=${onGo} />`)}
    </div>`
  })
}

function AreaLink({ office, area, current, folded, onGo }) {
  const name = t(`area_${area.id}`)
  return html`<a
    class="of-link"
    href=${addressOf(area.id)}
    aria-current=${area.id === current ? "page" : undefined}
    title=${folded ? name : undefined}
    onClick=${onGo}
  >
    <${Icon} name=${area.icon} size=${18} />
    <span class="of-link-name">${name}</span>
    ${area.id === "devices" && html`<${FaultCount} office=${office} />`} ${area.id === "chat" && html`<${ChatCount} office=${office} />`}
    ${area.id === "messages" && html`<${AlarmCount} office=${office} />`}
  </a>`
}

/** Devices with a fault, so that a dark screen is noticed from every page. */
function FaultCount({ office }) {
  void office.screen.changed.value
  const count = [...office.screen.board.array("devices").values()].filter((device) => device.faults.length > 0).length
  if (count === 0) return null
  return html`<span class="of-badge" aria-label=${t("faults_badge", { n: count })}>${count}</span>`
}

function AlarmCount({ office }) {
  void office.screen.changed.value
  const count = office.screen.board.array("alarms").size
  return count > 0 && html`<span class="of-badge" aria-label=${t("alarms_badge", { n: count })}>${count}</span>`
}

/** Guests who wait, and messages nobody has read, so that they are noticed from every page. */
function ChatCount({ office }) {
  const count = deskOf(office).waiting.value
  if (count === 0) return null
  return html`<span class="of-badge" aria-label=${t("chat_badge", { n: count })}>${count > 99 ? "99+" : count}</span>`
}

/** The shop, large enough that nobody works in the wrong one; owners switch it here. */
function ShopPlate({ office }) {
  const { shop, shops } = office
  const inside = html`
    <span class="of-mark" data-letter=${[...nameOf(shop)][0]} aria-hidden="true"></span>
    <span class="of-plate-words">
      <strong>${nameOf(shop)}</strong>
      <small data-state=${shop.state}>${t(`shop_${shop.state}`)}</small>
    </span>
  `
  if (shops.length < 2) return html`<div class="of-plate">${inside}</div>`
  return html`<${Menu}
    class="of-plate-menu"
    icon=${null}
    label=${`${nameOf(shop)} ${t(`shop_${shop.state}`)} – ${t("switch_shop")}`}
    items=${shops.map((one) => ({ label: nameOf(one), icon: "shop", checked: one.id === shop.id, onPress: () => office.screen.useShop(one.id) }))}
  >
    <span class="of-plate">${inside}<${Icon} name="chevron-down" size=${16} /></span>
  <//>`
}

function Me({ office }) {
  const { user, screen } = office
  const isDark = theme.value === "dark"
  return html`<${Menu}
    class="of-me-menu"
    icon=${null}
    label=${`${user.name} ${t(`role_${user.role}`)}`}
    items=${[
      { label: t("area_account"), icon: "user", onPress: () => go("account") },
      { label: language.value === "en" ? "中文" : "English", icon: "language", onPress: () => (language.value = language.value === "en" ? "zh-CN" : "en") },
      { label: t(isDark ? "to_light" : "to_dark"), icon: isDark ? "sun" : "moon", onPress: () => (theme.value = isDark ? "light" : "dark") },
      { divider: true },
      { label: t("sign_out"), icon: "sign-out", onPress: () => screen.signOut() },
    ]}
  >
    <span class="of-me">
      <span class="of-avatar" data-letter=${[...user.name][0]} aria-hidden="true"></span>
      <span class="of-me-words"><strong>${user.name}</strong><small>${t(`role_${user.role}`)}</small></span>
    </span>
  <//>`
}

export function PhoneBar({ office, areas, current }) {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  const shown = areas.slice(0, IN_PHONE_BAR)
  return html`
    <nav class="of-phone-bar" aria-label=${t("navigation")}>
      ${shown.map((area) => html`<${AreaLink} key=${area.id} office=${office} area=${area} current=${current} />`)}
      <button class="of-link" type="button" aria-haspopup="dialog" aria-expanded=${open} onClick=${() => setOpen(true)}>
        <${Icon} name="menu" size=${18} />
        <span class="of-link-name">${t("more")}</span>
      </button>
    </nav>
    <${Sheet} open=${open} title=${t("office")} onClose=${close} from="bottom">
      <div class="of-phone-menu">
        <${ShopPlate} office=${office} />
        <${Areas} office=${office} areas=${areas} current=${current} onGo=${close} />
        <div class="of-side-foot"><${Me} office=${office} /></div>
      </div>
    <//>
  `
}
