import { html, memo, useEffect, useRef, useState } from "../html.js"
import { nameOf } from "../core/words.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { Money } from "../parts/money.js"
import { Skeleton } from "../parts/skeleton.js"
import { toast } from "../parts/toast.js"
import { Banners } from "./banners.js"
import { countOf } from "../ordering/basket.js"
import { needsChoice } from "../ordering/catalogue.js"
import { dishKeys } from "./dish_keys.js"
import { narrow } from "./narrow.js"
import { Photo } from "./photo.js"
import { t } from "./words.js"

/** A heading counts as reached a little before it is at the top. */
const REACHED_PX = 96

/** The categories and all dishes below one another; the category at the top of the list is the one marked. */
export function Dishes({ pad, services }) {
  const catalogue = pad.catalogue.value
  const list = useRef(null)
  const [current, setCurrent] = useState(null)
  const categories = catalogue?.categories ?? []
  const marked = current ?? categories[0]?.id

  const scrolled = () => {
    if (list.current === null) return // the page has moved on since the glass was
    const top = list.current.scrollTop + REACHED_PX
    const atEnd = list.current.scrollTop + list.current.clientHeight >= list.current.scrollHeight - 2
    const sections = [...list.current.querySelectorAll("section[data-category]")]
    const reached = atEnd ? sections.at(-1) : (sections.findLast((one) => one.offsetTop <= top) ?? sections[0])
    if (reached) setCurrent(reached.dataset.category)
  }
  const go = (id) => {
    const section = list.current.querySelector(`section[data-category="${id}"]`)
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
    list.current.scrollTo({ top: section.offsetTop, behavior: calm ? "instant" : "smooth" })
  }
  return html`<div class="pad-rail">
      <${Rail} categories=${categories} current=${marked} onGo=${go} />
      ${services}
    </div>
    <main class="pad-dishes" id="dishes" tabIndex="-1">
      <${Banners} pad=${pad} />
      <div class="dish-scroll" ref=${list} onScroll=${scrolled} onKeyDown=${dishKeys}>
        ${catalogue ? html`<${Sections} pad=${pad} catalogue=${catalogue} />` : html`<${NoMenu} isMissing=${pad.menuMissing.value} />`}
      </div>
    </main>`
}

function Rail({ categories, current, onGo }) {
  const row = useRef(null)
  useEffect(() => {
    const here = row.current.querySelector('[aria-current="true"]')
    if (here) row.current.scrollTo({ left: here.offsetLeft - row.current.clientWidth / 2 + here.clientWidth / 2, top: here.offsetTop - row.current.clientHeight / 2, behavior: "smooth" })
  }, [current])
  return html`<nav class="categories" aria-label=${t("categories")} ref=${row}>
    ${categories.map(
      (category) => html`<button type="button" key=${category.id} class="category" aria-current=${String(category.id === current)} onClick=${() => onGo(category.id)}>${nameOf(category)}</button>`,
    )}
  </nav>`
}

function NoMenu({ isMissing }) {
  if (isMissing) return html`<${Empty} icon="wifi-off" title=${t("no_menu")} text=${t("no_menu_text")} />`
  return html`<div class="dish-grid-loading"><${Skeleton} kind="tile" count=${9} /></div>`
}

function Sections({ pad, catalogue }) {
  if (catalogue.categories.length === 0) return html`<${Empty} icon="dish" title=${t("empty_menu")} text=${t("empty_menu_text")} />`
  const soldOut = pad.soldOut.value
  const held = pad.basket.value
  return catalogue.categories.map(
    (category) => html`<section key=${category.id} data-category=${category.id}>
      <h2 class="dish-heading">${nameOf(category)}</h2>
      <div class="dish-grid">
        ${category.items.map(
          (item) => html`<${Dish} key=${item.id} pad=${pad} item=${item} name=${nameOf(item)} isSoldOut=${soldOut.has(item.sku_id)} count=${held ? countOf(held, item.sku_id) : 0} />`,
        )}
      </div>
    </section>`,
  )
}

let closeLast = () => {}

/** On a phone the basket is out of sight, so that what was added is said; only the last one stays. */
function sayAdded(pad, item, lineId) {
  closeLast()
  const change = { label: t("edit_short"), onPress: () => pad.open({ kind: "dish", item, lineId }) }
  closeLast = toast(t("added", { name: nameOf(item) }), { tone: "good", action: item.options.length > 0 ? change : undefined, seconds: 3 })
}

/** One dish: the photo opens it, the plus puts one into the basket. `name` is a prop so that another language draws it anew. */
const Dish = memo(function Dish({ pad, item, name, isSoldOut, count }) {
  const openIt = () => pad.open({ kind: "dish", item })
  const addOne = () => {
    if (needsChoice(item)) return openIt()
    const lineId = pad.add(item)
    if (lineId && narrow.value) sayAdded(pad, item, lineId)
  }
  return html`<article class="dish" data-sold-out=${String(isSoldOut)}>
    <button type="button" class="dish-open" onClick=${openIt}>
      <span class="dish-photo">
        <${Photo} item=${item} />
        ${isSoldOut && html`<span class="dish-sold-out"><${Icon} name="sold-out" size=${20} />${t("sold_out")}</span>`}
        ${count > 0 && html`<span class="dish-count">${t("in_your_basket", { n: count })}</span>`}
      </span>
      <span class="dish-name">${name}</span>
      <span class="dish-price"><${Money} minor=${item.price} currency=${item.currency} short /></span>
    </button>
    ${!isSoldOut && html`<button type="button" class="dish-add" aria-label=${t("add_one", { name })} onClick=${addOne}><${Icon} name="plus" size=${26} /></button>`}
  </article>`
})
