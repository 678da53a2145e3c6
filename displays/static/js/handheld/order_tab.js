import { html, useEffect, useMemo, useState } from "../html.js"
import { nameOf } from "../core/words.js"
import { Button, IconButton } from "../parts/button.js"
import { Empty, ErrorState } from "../parts/empty.js"
import { SearchField } from "../parts/field.js"
import { Icon } from "../parts/icon.js"
import { Money } from "../parts/money.js"
import { Skeleton } from "../parts/skeleton.js"
import { countOf } from "../ordering/basket.js"
import { needsChoice, pictureOf } from "../ordering/catalogue.js"
import { BasketSheet } from "./basket_sheet.js"
import { DishSheet } from "./dish_sheet.js"
import { PlacePicker } from "./place_picker.js"
import { find } from "../ordering/search.js"
import { t } from "./words.js"

/** Ordering for guests: first for whom, then what. */
export function OrderTab({ screen, ordering, rooms }) {
  const place = ordering.place.value
  if (!place) return html`<${PlacePicker} rooms=${rooms} onPick=${(picked) => (ordering.place.value = picked)} />`
  return html`<${Menu} screen=${screen} ordering=${ordering} place=${place} />`
}

function Menu({ screen, ordering, place }) {
  const [query, setQuery] = useState("")
  const [category, setCategory] = useState(null)
  const [dish, setDish] = useState(null) // {item, line?}
  const [reviewing, setReviewing] = useState(false)
  const catalogue = ordering.catalogue.value
  useEffect(() => {
    ordering.loadMenu()
  }, [])
  const items = useMemo(() => (catalogue ? find(catalogue, query, category) : []), [catalogue, query, category])
  const { count, total } = ordering.review.value
  const add = (item) => (needsChoice(item) ? setDish({ item }) : ordering.put({ sku_id: item.sku_id, quantity: 1 }))
  return html`
    <div class="order-head">
      <div class="order-place">
        <${Icon} name=${place.room ? "room" : "wristband"} size=${22} />
        <h2>${t("for_place", { place: placeLabel(place) })}</h2>
        <${Button} kind="quiet" onPress=${() => (ordering.place.value = null)}>${t("change")}<//>
      </div>
      <${SearchField} value=${query} onChange=${setQuery} placeholder=${t("search_menu")} />
      ${
        catalogue &&
        html`<div class="chips" role="group" aria-label=${t("everything")}>
          <button class="chip" aria-pressed=${String(category === null)} onClick=${() => setCategory(null)}>${t("everything")}</button>
          ${catalogue.categories.map(
            (one) => html`<button key=${one.id} class="chip" aria-pressed=${String(category === one.id)} onClick=${() => setCategory(category === one.id ? null : one.id)}>${nameOf(one)}</button>`,
          )}
        </div>`
      }
    </div>
    ${!catalogue && !ordering.problem.value && html`<${Skeleton} kind="row" count=${6} />`}
    ${!catalogue && ordering.problem.value && html`<${ErrorState} title=${t("menu_failed")} problem=${ordering.problem.value.problem} onRetry=${ordering.loadMenu} />`}
    ${catalogue && items.length === 0 && html`<${Empty} icon="search" title=${t("nothing_found", { query })} text=${t("nothing_found_why")} />`}
    <ul class="dishes">
      ${items.map(
        (item) => html`<li key=${item.id}>
          <${Dish} item=${item} currency=${catalogue.currency} n=${countOf(ordering.basket.value, item.sku_id)} onOpen=${() => setDish({ item })} onAdd=${() => add(item)} />
        </li>`,
      )}
    </ul>
    ${
      count > 0 &&
      html`<div class="basket-bar">
        <span class="basket-sum"><b>${t("portions", { n: count })}</b><${Money} minor=${total} currency=${catalogue?.currency} /></span>
        <${Button} kind="primary" size="l" icon="basket" onPress=${() => setReviewing(true)}>${t("review")}<//>
      </div>`
    }
    ${dish && html`<${DishSheet} key=${dish.line?.id ?? dish.item.id} ...${dish} currency=${catalogue.currency} ordering=${ordering} onClose=${() => setDish(null)} />`}
    ${
      reviewing &&
      html`<${BasketSheet}
        screen=${screen}
        ordering=${ordering}
        place=${place}
        onEdit=${(row) => setDish(row)}
        onClose=${() => setReviewing(false)}
      />`
    }
  `
}

function Dish({ item, currency, n, onOpen, onAdd }) {
  const picture = pictureOf(item)
  return html`<div class="dish" data-sold-out=${item.sold_out || null}>
    <button class="dish-open" onClick=${onOpen} disabled=${item.sold_out}>
      ${picture ? html`<img class="dish-picture" src=${picture} alt="" width="56" height="56" loading="lazy" />` : html`<span class="dish-picture dish-drawn"><${Icon} name="dish" size=${26} /></span>`}
      <span class="dish-text">
        <span class="dish-name">${nameOf(item)}</span>
        <span class="dish-price">${item.sold_out ? html`<span class="dish-gone">${t("sold_out")}</span>` : html`<${Money} minor=${item.price} currency=${currency} />`}</span>
      </span>
    </button>
    ${n > 0 && html`<span class="dish-count" aria-live="polite">${n}</span>`}
    <${IconButton} kind="plain" icon="plus" label=${t("add", { name: nameOf(item) })} disabled=${item.sold_out} onPress=${onAdd} />
  </div>`
}

/** A place in a few letters: `801` or `A05`. */
export const placeLabel = (place) => place.room?.number ?? place.wristband
