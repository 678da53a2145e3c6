// A new order at the till: for whom, what, how many; by keyboard alone, and by touch.
import { html, useLayoutEffect, useMemo, useRef, useState } from "../html.js"
import { nameOf } from "../core/words.js"
import { countOf } from "../ordering/basket.js"
import { needsChoice } from "../ordering/catalogue.js"
import { chosenOf, firstChoices } from "../ordering/choices.js"
import { Button, IconButton } from "../parts/button.js"
import { Empty, ErrorState } from "../parts/empty.js"
import { SearchField, Stepper } from "../parts/field.js"
import { Icon } from "../parts/icon.js"
import { Money } from "../parts/money.js"
import { problemText } from "../parts/problem_text.js"
import { Skeleton } from "../parts/skeleton.js"
import { toast } from "../parts/toast.js"
import { askedIn, quantityIn } from "./dishes.js"
import { DishEditor } from "./dish_editor.js"
import { useMarked } from "./marked.js"
import { findPlaces } from "./places.js"
import { t } from "./words.js"

const PROBLEMS = { gone: "line_gone", sold_out: "sold_out", options: "line_options" }

export function NewOrder({ desk }) {
  const { ordering } = desk
  const place = ordering.place.value
  const [editing, setEditing] = useState(null) // {item, line?, quantity?}
  const search = useRef(null)
  useLayoutEffect(() => {
    ordering.loadMenu()
  }, [])
  const isEditing = editing !== null
  useLayoutEffect(() => {
    if (place && !isEditing) search.current.focus()
  }, [place === null, isEditing])
  const send = async () => {
    await ordering.whenMenu() // dishes that were typed before it was there come into the basket first
    const where = ordering.place.peek()
    const { lines, problems } = ordering.review.peek()
    if (!where) return document.querySelector("#place")?.focus()
    if (lines.length === 0 || problems > 0 || ordering.sending.peek()) return undefined
    const answer = await ordering.send()
    if (answer.ok) toast(t("order_placed", { place: where.label, number: answer.order.number }), { tone: "good" })
    else if (answer.queued) toast(t("will_send"), { tone: "warn", icon: "wifi-off" })
    else return toast(problemText(answer.problem, t), { tone: "bad" })
    // What was pressed while the answer was on its way counts: the next order, more dishes, or the way out.
    if (answer.is_left || ordering.basket.peek().lines.length > 0 || desk.dialog.peek()?.kind !== "order") return undefined
    if (answer.ok) desk.goToPlaced(answer.order.id)
    else desk.dialog.value = null
    return undefined
  }
  const keyed = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isEditing) {
      event.preventDefault()
      event.stopPropagation()
      send()
    }
  }
  return html`<main class="d-order" onKeyDown=${keyed} aria-label=${t("new_order")}>
    <section class="d-order-menu">
      <${Place} desk=${desk} place=${place} />
      <${Menu} desk=${desk} search=${search} onEdit=${setEditing} onSend=${() => document.querySelector("#send")?.focus()} />
    </section>
    <${Basket} desk=${desk} place=${place} onEdit=${setEditing} onSend=${send} />
    ${editing && html`<${DishEditor} key=${editing.line?.id ?? editing.item.id} ...${editing} currency=${ordering.catalogue.value.currency} ordering=${ordering} onClose=${() => setEditing(null)} />`}
  </main>`
}

/** For whom: typed and taken with Enter, or touched. */
function Place({ desk, place }) {
  const [query, setQuery] = useState("")
  const [at, setAt] = useMarked(query)
  const box = useRef(null)
  const found = useMemo(() => findPlaces(desk.rooms.value, desk.bands.value, query), [desk.rooms.value, desk.bands.value, query])
  useLayoutEffect(() => box.current?.focus(), [place === null])
  const pick = (one) => {
    if (!one) return
    setQuery("")
    desk.ordering.place.value = one.room ? { room: one.room, label: one.label } : { wristband: one.wristband, label: one.label }
  }
  const keyed = (event) => {
    if (event.isComposing || event.ctrlKey) return
    if (event.key === "ArrowDown" || event.key === "ArrowRight") setAt(Math.min(found.length - 1, at + 1))
    else if (event.key === "ArrowUp" || event.key === "ArrowLeft") setAt(Math.max(0, at - 1))
    else if (event.key === "Enter") pick(found[at])
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  if (place) {
    return html`<header class="d-for">
      <${Icon} name=${place.room ? "room" : "wristband"} size=${24} /><h2>${t("for_place", { place: place.label })}</h2>
      <${Button} icon="edit" kind="quiet" onPress=${() => (desk.ordering.place.value = null)}>${t("change_place")}<//>
      <${IconButton} icon="close" label=${t("close_order")} onPress=${() => (desk.dialog.value = null)} class="d-for-close" />
    </header>`
  }
  return html`<div class="d-for d-for-ask">
    <div class="d-for-head">
      <h2><label for="place">${t("for_whom")}</label></h2>
      <${IconButton} icon="close" label=${t("close_order")} onPress=${() => (desk.dialog.value = null)} class="d-for-close" />
    </div>
    <span class="input input-icon"><${Icon} name="search" size=${20} />
      <input id="place" ref=${box} type="text" autocomplete="off" spellcheck="false" autocapitalize="characters" placeholder=${t("room_or_wristband")} value=${query} onInput=${(event) => setQuery(event.currentTarget.value)} onKeyDown=${keyed} />
    </span>
    ${found.length === 0 && html`<p class="d-hint">${query.trim() ? t("no_place", { query: query.trim() }) : t("nobody_to_order_for")}</p>`}
    <ul class="d-places">
      ${found.map(
        (one, index) => html`<li key=${one.id}><button type="button" class="d-place-pick" tabindex="-1" data-on=${index === at || null} onClick=${() => pick(one)}>
          <${Icon} name=${one.kind} size=${18} /><b>${one.label}</b>${one.area && html`<small>${one.area}</small>`}
        </button></li>`,
      )}
    </ul>
  </div>`
}

function Menu({ desk, search, onEdit, onSend }) {
  const { ordering } = desk
  const [text, setText] = useState("")
  const [category, setCategory] = useState(null)
  const list = useRef(null)
  const catalogue = ordering.catalogue.value
  const { quantity, query, items } = useMemo(() => (catalogue ? askedIn(catalogue, text, category) : { ...quantityIn(text), items: [] }), [catalogue, text, category])
  const [at, setAt] = useMarked(`${category} ${query}`)
  useLayoutEffect(() => list.current?.children[at]?.scrollIntoView({ block: "nearest" }), [at])
  const put = (item, quantity) => (needsChoice(item) ? onEdit({ item, quantity }) : ordering.put({ sku_id: item.sku_id, quantity, options: firstChoices(item) }))
  const add = (item) => {
    if (!item || item.sold_out) return
    put(item, quantity)
    setText("")
    search.current?.focus()
  }
  /** A dish typed before the menu was there: it is put in as soon as it can be found, or its letters come back. */
  const addLater = async () => {
    setText("")
    const whole = await ordering.whenMenu()
    const asked = whole && askedIn(whole, text, category)
    const item = asked?.items[at]
    if (item && !item.sold_out) put(item, asked.quantity)
    else setText((typed) => typed || text)
  }
  const across = () => {
    const [first, ...rest] = [...(list.current?.children ?? [])]
    const top = first?.offsetTop
    const wrap = rest.findIndex((one) => one.offsetTop !== top)
    return wrap < 0 ? rest.length + 1 : wrap + 1
  }
  const keyed = (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return
    const to = { ArrowDown: at + across(), ArrowUp: at - across(), ArrowRight: text ? null : at + 1, ArrowLeft: text ? null : at - 1 }[event.key]
    const last = ordering.basket.peek().lines.at(-1)
    if (to !== undefined && to !== null) setAt(Math.min(items.length - 1, Math.max(0, to)))
    else if (event.key === "Enter" && !catalogue) text.trim() && addLater()
    else if (event.key === "Enter") text.trim() || at > 0 || ordering.basket.peek().lines.length === 0 ? add(items[at]) : onSend()
    else if (!text && last && (event.key === "+" || event.key === "-")) ordering.withQuantity(last.id, last.quantity + (event.key === "+" ? 1 : -1))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const find = html`<div class="d-order-find">
    <${SearchField} value=${text} onChange=${setText} placeholder=${t("search_menu")} inputRef=${search} onKeyDownCapture=${keyed} autocomplete="off" spellcheck="false" />
    ${quantity > 1 && html`<span class="d-times">${quantity}×</span>`}
  </div>`
  // Whoever types is not made to wait for the menu.
  if (!catalogue) return html`${find}${ordering.problem.value ? html`<${ErrorState} title=${t("menu_failed")} problem=${ordering.problem.value.problem} onRetry=${ordering.loadMenu} />` : html`<${Skeleton} kind="row" count=${6} />`}`
  return html`
    ${find}
    <div class="d-chips" role="group" aria-label=${t("categories")}>
      ${[null, ...catalogue.categories].map(
        (one) => html`<button type="button" key=${one?.id ?? "all"} class="d-chip" aria-pressed=${String(category === (one?.id ?? null))} onClick=${() => (setCategory(one?.id ?? null), search.current?.focus())}>${one ? nameOf(one) : t("all")}</button>`,
      )}
    </div>
    <div class="d-scroll">
      ${items.length === 0 && html`<${Empty} icon="search" title=${t("nothing_found", { query })} text=${t("search_how")} />`}
      <ul class="d-dishes" ref=${list}>
        ${items.map((item, index) => html`<li key=${item.id}><${Dish} item=${item} on=${index === at} n=${countOf(ordering.basket.value, item.sku_id)} currency=${catalogue.currency} onPress=${() => add(item)} /></li>`)}
      </ul>
    </div>
  `
}

function Dish({ item, on, n, currency, onPress }) {
  return html`<button type="button" class="d-dish" tabindex="-1" data-on=${on || null} disabled=${item.sold_out} onClick=${onPress}>
    <span class="d-dish-name">${nameOf(item)}</span>
    <span class="d-dish-foot">${item.sold_out ? html`<span class="d-gone">${t("sold_out")}</span>` : html`<${Money} minor=${item.price} currency=${currency} short />`}${item.options.length > 0 && html`<${Icon} name="more" size=${16} label=${t("has_options")} />`}</span>
    ${n > 0 && html`<b class="d-dish-n">${n}</b>`}
  </button>`
}

function Basket({ desk, place, onEdit, onSend }) {
  const { ordering } = desk
  const { lines, count, total, problems } = ordering.review.value
  const currency = ordering.catalogue.value?.currency
  return html`<aside class="d-side d-basket" aria-label=${t("basket")}>
    <header class="d-detail-head"><h2>${t("basket")}<span class="d-n">${count}</span></h2>${lines.length > 1 && html`<${Button} kind="quiet" icon="trash" onPress=${ordering.clear}>${t("empty_basket")}<//>`}</header>
    <div class="d-detail-body">
      ${lines.length === 0 && html`<${Empty} icon="basket" title=${t("basket_empty")} text=${t("basket_how")} />`}
      <ul class="d-basket-lines">
        ${lines.map(({ line, item, problem, sum }) => {
          const more = item ? chosenOf(item, line.options).map(nameOf).join(" · ") : ""
          return html`<li key=${line.id} data-problem=${problem ?? null}>
            <button type="button" class="d-basket-dish" disabled=${!item} onClick=${() => onEdit({ item, line })}>
              <b>${item ? nameOf(item) : t("line_gone")}</b>
              ${more && html`<span>${more}</span>`} ${line.note && html`<span class="d-line-note">“${line.note}”</span>`}
              ${problem ? html`<span class="d-gone"><${Icon} name="warning" size=${16} />${t(PROBLEMS[problem])}</span>` : html`<span class="d-basket-sum"><${Money} minor=${sum} currency=${currency} /><small><${Icon} name="edit" size=${14} />${t("options_note")}</small></span>`}
            </button>
            <${Stepper} label=${item ? nameOf(item) : t("line_gone")} value=${line.quantity} min=${0} max=${99} onChange=${(n) => ordering.withQuantity(line.id, n)} />
          </li>`
        })}
      </ul>
    </div>
    <footer class="d-acts d-acts-send">
      <span class="d-total"><span>${t("total")}</span><${Money} minor=${total} currency=${currency} /></span>
      <${Button} id="send" kind="primary" size="l" icon="send" wide busy=${ordering.sending.value} disabled=${lines.length === 0 || problems > 0 || !place} onPress=${onSend}>${place ? t("send_to", { place: place.label }) : t("choose_place_first")}<kbd>Ctrl ↵</kbd><//>
    </footer>
  </aside>`
}
