// The office as a whole: signed out, choosing a shop, or at work in one of its areas.
import { late } from "../core/late.js"
import { html, useEffect, useState } from "../html.js"
import { Button } from "../parts/button.js"
import { Empty, ErrorState } from "../parts/empty.js"
import { Outage } from "../parts/outage.js"
import { Skeleton } from "../parts/skeleton.js"
import { Account } from "./account/account.js"
import { AREAS, areasFor } from "./areas.js"
import { Boundary } from "./boundary.js"
import { useDesk } from "./chat/desk.js"
import { Navigation, PhoneBar } from "./navigation.js"
import { useOffice } from "./office.js"
import { HOME } from "./places.js"
import { go, place } from "./router.js"
import { ShopChooser } from "./shop_chooser.js"
import { SignIn } from "./sign_in.js"
import { t } from "./words.js"

export function App({ screen }) {
  const phase = screen.phase.value
  if (phase === "signed_out" || phase === "revoked") return html`<${SignIn} screen=${screen} />`
  if (phase !== "ready") return html`<${Waiting} />`
  return html`<${Inside} key=${screen.me.value?.user?.id} screen=${screen} />`
}

function Inside({ screen }) {
  const { office, problem, again } = useOffice(screen)
  const onlyShop = office && !office.shop && office.shops.length === 1 ? office.shops[0].id : null
  useEffect(() => {
    if (onlyShop) screen.useShop(onlyShop)
  }, [onlyShop])
  if (!office) {
    return problem ? html`<main class="of-alone"><${ErrorState} problem=${problem} onRetry=${again} /></main>` : html`<${Waiting} />`
  }
  if (onlyShop) return html`<${Waiting} />`
  if (!office.shop) return html`<${ShopChooser} office=${office} />`
  return html`<${House} key=${office.shop.id} office=${office} />`
}

function House({ office }) {
  const areas = areasFor(office.me.permissions)
  useDesk(office)
  const here = place.value
  const account = here.area === "account"
  const area = account ? null : areas.find((one) => one.id === here.area)
  const first = areas[0]
  useEffect(() => {
    if (here.area === HOME && !area && first) go(first.id)
  }, [here.area, area, first])
  return html`<div class="of-house">
    <button class="of-skip" type="button" onClick=${() => document.getElementById("main").focus()}>${t("skip")}</button>
    <${Navigation} office=${office} areas=${areas} current=${here.area} />
    <main class="of-main" id="main" tabindex="-1">
      ${
        account
          ? html`<${Account} office=${office} />`
          : area
            ? html`<${Boundary} at=${here}><${Area} key=${area.id} area=${area} office=${office} /><//>`
            : html`<${NoArea} isKnown=${AREAS.some((one) => one.id === here.area)} areas=${areas} />`
      }
    </main>
    <${PhoneBar} office=${office} areas=${areas} current=${here.area} />
    <${Outage} screen=${office.screen} />
  </div>`
}

function NoArea({ isKnown, areas }) {
  if (areas.length === 0) return html`<${Empty} icon="lock" title=${t("no_areas")} text=${t("no_areas_text")} />`
  return html`<${Empty} icon="lock" title=${isKnown ? t("not_allowed") : t("nothing_found")} text=${isKnown ? t("not_allowed_text") : ""}>
    <${Button} size="s" onPress=${() => go(areas[0].id)}>${t(`area_${areas[0].id}`)}<//>
  <//>`
}

/** An area's module is fetched when the area is opened for the first time. */
function Area({ area, office }) {
  const [view, setView] = useState(null)
  const [failed, setFailed] = useState(false)
  function load() {
    setFailed(false)
    late(area.load).then(
      (module) => setView(() => module.default),
      () => setFailed(true),
    )
  }
  useEffect(load, [area])
  if (failed) {
    return html`<${Empty} icon="warning" title=${t("broken")} text=${t("broken_text")}>
      <${Button} size="s" onPress=${load}>${t("again")}<//>
    <//>`
  }
  return view ? html`<${view} office=${office} />` : html`<div class="of-page"><${Skeleton} kind="row" count=${8} /></div>`
}

function Waiting() {
  return html`<main class="of-alone" aria-busy="true"><${Skeleton} kind="line" count=${4} /></main>`
}
