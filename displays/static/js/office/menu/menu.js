// The menu: categories left, their items right, each with its picture, price, station and whether it can be had.
import { money, nameOf } from "../../core/words.js"
import { drawn, html, useMemo, useRef, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { confirm } from "../../parts/dialog.js"
import { Empty } from "../../parts/empty.js"
import { SearchField } from "../../parts/field.js"
import { Icon } from "../../parts/icon.js"
import { Menu } from "../../parts/menu.js"
import { Pill } from "../../parts/pill.js"
import { problemText } from "../../parts/problem_text.js"
import { Segmented } from "../../parts/tabs.js"
import { toast } from "../../parts/toast.js"
import { Loaded, problemOf, useAll, useRead } from "../hub.js"
import { counted, holds, moved } from "../lists.js"
import { Page } from "../page.js"
import { addressOf } from "../places.js"
import { go, place, refine } from "../router.js"
import { t as shared } from "../words.js"
import { CategoryDialog } from "./category_dialog.js"
import { useDragOrder } from "./drag_order.js"
import { exportMenu, ImportDialog } from "./exchange.js"
import { bodyOf, valuesOf } from "./item_values.js"
import { ItemPage } from "./item_page.js"
import { Picture } from "./picture.js"
import { marksOf, SoldOutMenu, SoldOutPill } from "./sold_out.js"
import { t } from "./words.js"

const CHANGES = ["store.menu_changed", "store.sold_out_changed"]

export default function MenuArea({ office }) {
  const mayEdit = office.may("menu.edit")
  const items = useItems(office, mayEdit)
  const categories = useCategories(office, mayEdit)
  const stations = useRead(office, office.may("kds.read") ? office.at("/kds/stations") : null)
  const here = place.value
  const codes = stations.body?.stations ?? []
  if (here.rest[0] === "items" && mayEdit) {
    const id = here.rest[1]
    const both = { body: items.body && categories.body, problem: items.problem ?? categories.problem, again: items.again }
    return html`<${Loaded} read=${both} kind="row" count=${8}>
      ${() => html`<${ItemPage} key=${id} office=${office} item=${items.body.find((one) => one.id === id)} isNew=${id === "new"} items=${items.body} categories=${categories.body} stations=${codes} again=${items.again} />`}
    <//>`
  }
  return html`<${List} office=${office} items=${items} categories=${categories} stations=${codes} mayEdit=${mayEdit} />`
}

/** Editors get every item, those off sale too; who may only mark gets what guests see. */
function useItems(office, mayEdit) {
  const all = useAll(office, mayEdit ? office.at("/menu/items") : null, CHANGES)
  const menu = useRead(office, mayEdit ? null : office.at("/menu"), CHANGES)
  const seen = useMemo(
    () => menu.body && menu.body.categories.flatMap((category) => category.items.map((item) => ({ ...item, category_id: category.id, on_sale: true }))),
    [menu.body],
  )
  return mayEdit ? all : { ...menu, body: seen }
}

function useCategories(office, mayEdit) {
  const all = useAll(office, mayEdit ? office.at("/menu/categories") : null, CHANGES)
  const menu = useRead(office, mayEdit ? null : office.at("/menu"), CHANGES)
  return mayEdit ? all : { ...menu, body: menu.body && menu.body.categories }
}

function List({ office, items, categories, stations, mayEdit }) {
  const [dialog, setDialog] = useState(null)
  const { query } = place.value
  const all = items.body ?? []
  const inOrder = categories.body ?? []
  const counts = counted(all, (item) => item.category_id)
  const chosen = inOrder.find((category) => category.id === query.category) ?? null
  const subtitle = items.body && categories.body && t("subtitle", { items: all.length, categories: inOrder.length, off: all.filter((item) => !item.on_sale).length })
  const actions = mayEdit && html`
    <${Menu}
      size="s"
      kind="plain"
      icon="upload"
      label=${t("import_export")}
      items=${[
        { label: t("import"), icon: "upload", onPress: () => setDialog({ kind: "import" }) },
        { divider: true },
        { label: t("export_csv"), icon: "download", onPress: () => exportMenu(office, "csv") },
        { label: t("export_xlsx"), icon: "download", onPress: () => exportMenu(office, "xlsx") },
      ]}
    >${t("import_export")}<//>
    <${Button} size="s" kind="primary" icon="plus" disabled=${inOrder.length === 0} onPress=${() => go("menu", ["items", "new"], { category: chosen?.id })}>${t("add_item")}<//>
  `
  return html`<${Page} office=${office} title=${shared("area_menu")} subtitle=${subtitle} actions=${actions}>
    <${Loaded} read=${items.body && !categories.body ? categories : items} kind="row" count=${10}>
      ${() =>
        inOrder.length === 0
          ? html`<${Empty} icon="dish" title=${t("menu_empty")} text=${t("menu_empty_text")}>
              ${mayEdit && html`<${Button} size="s" kind="primary" icon="plus" onPress=${() => setDialog({ kind: "category" })}>${t("add_category")}<//>`}
            <//>`
          : html`<div class="of-menu">
              <${Categories} office=${office} categories=${inOrder} counts=${counts} total=${all.length} chosen=${chosen} mayEdit=${mayEdit} onEdit=${setDialog} again=${categories.again} />
              <${Items} key=${chosen?.id ?? "all"} office=${office} items=${all} chosen=${chosen} categories=${inOrder} stations=${stations} mayEdit=${mayEdit} again=${items.again} />
            </div>`}
    <//>
    ${dialog?.kind === "category" && html`<${CategoryDialog} office=${office} category=${dialog.category} position=${inOrder.length} again=${categories.again} onClose=${() => setDialog(null)} />`}
    ${dialog?.kind === "import" && html`<${ImportDialog} office=${office} again=${items.again} onClose=${() => setDialog(null)} />`}
  <//>`
}

function Categories({ office, categories, counts, total, chosen, mayEdit, onEdit, again }) {
  const order = useOrder(office, categories, (ids) => ({ categories: ids }), again)
  async function remove(category) {
    const name = nameOf(category)
    if (!(await confirm({ title: t("remove_category_title", { name }), yes: t("remove_category"), danger: true }))) return
    const answer = await office.ask("DELETE", `/menu/categories/${category.id}`)
    if (answer.ok) toast(t("category_removed", { name }), { tone: "good" })
    else toast(problemText(problemOf(answer)), { tone: "bad" })
    if (chosen?.id === category.id) refine({ category: "" })
    again()
  }
  return html`<nav class="of-categories" aria-label=${t("categories")}>
    <button type="button" class="of-category" aria-current=${chosen === null} onClick=${() => refine({ category: "" })}>
      <span class="of-category-name">${t("all_items")}</span><span class="of-count">${total}</span>
    </button>
    <ul data-order-list>
      ${order.list.map(
        (category, index) => html`<li key=${category.id} class="of-category-row" data-held=${order.held?.index === index}>
          ${mayEdit && html`<${Grip} order=${order} index=${index} name=${nameOf(category)} />`}
          <button type="button" class="of-category" aria-current=${chosen?.id === category.id} onClick=${() => refine({ category: category.id })}>
            <span class="of-category-name">${nameOf(category)}</span><span class="of-count">${counts[category.id] ?? 0}</span>
          </button>
          ${
            mayEdit &&
            html`<${Menu}
              size="s"
              label=${`${shared("actions")}: ${nameOf(category)}`}
              items=${[
                { label: t("rename_category"), icon: "edit", onPress: () => onEdit({ kind: "category", category }) },
                ...order.acts(index),
                { label: t("remove_category"), hint: counts[category.id] ? t("remove_category_hint") : undefined, icon: "trash", danger: true, disabled: Boolean(counts[category.id]), onPress: () => remove(category) },
              ]}
            />`
          }
        </li>`,
      )}
    </ul>
    ${mayEdit && html`<${Button} size="s" kind="quiet" icon="plus" class="of-add-category" onPress=${() => onEdit({ kind: "category" })}>${t("add_category")}<//>`}
  </nav>`
}

function Items({ office, items, chosen, categories, stations, mayEdit, again }) {
  const [typed, setTyped] = useState("")
  const show = place.value.query.show ?? "all"
  const marks = marksOf(office, items)
  const own = chosen ? items.filter((item) => item.category_id === chosen.id) : inMenuOrder(items, categories)
  const sorted = useMemo(() => (chosen ? [...own].sort(byPosition) : own), [items, chosen, categories])
  const isPlain = chosen !== null && typed === "" && show === "all"
  const order = useOrder(office, sorted, (ids) => ({ items: ids }), again)
  const fits = { all: () => true, on: (item) => item.on_sale, off: (item) => !item.on_sale, sold_out: (item) => marks.has(item.sku_id) }[show] ?? (() => true)
  const shown = isPlain ? order.list : sorted.filter((item) => fits(item) && holds(typed, item.names?.["zh-CN"], item.names?.en, item.kitchen_name))
  return html`<section class="of-items" aria-label=${chosen ? nameOf(chosen) : t("all_items")}>
    <div class="of-filter">
      <${SearchField} value=${typed} onChange=${setTyped} placeholder=${t("search")} />
      <${Segmented}
        label=${t("sold")}
        size="s"
        options=${(mayEdit ? ["all", "on", "off", "sold_out"] : ["all", "sold_out"]).map((id) => ({ id, label: t(`show_${id}`) }))}
        value=${show}
        onChange=${(id) => refine({ show: id === "all" ? "" : id })}
      />
    </div>
    ${
      shown.length === 0
        ? own.length === 0
          ? html`<${Empty} icon="dish" title=${t("items_empty")} text=${t("items_empty_text")} />`
          : html`<${Empty} icon="search" title=${shared("nothing_found")} text=${shared("nothing_found_text")} />`
        : html`<ul class="of-item-list" data-order-list>
            ${shown.map(
              (item, index) => html`<${Item}
                key=${item.id}
                office=${office}
                item=${item}
                mark=${marks.get(item.sku_id)}
                category=${chosen ? null : categories.find((one) => one.id === item.category_id)}
                station=${stations.find((one) => one.code === item.station)}
                mayEdit=${mayEdit}
                order=${isPlain && mayEdit ? order : null}
                index=${index}
                again=${again}
              />`,
            )}
          </ul>`
    }
    ${mayEdit && !isPlain && shown.length > 1 && html`<p class="of-faint of-note">${t("sort_needs_category")}</p>`}
  </section>`
}

function Item({ office, item, mark, category, station, mayEdit, order, index, again }) {
  const name = nameOf(item)
  const other = Object.values(item.names ?? {}).find((text) => text !== name)
  async function sell(on_sale) {
    const body = { ...bodyOf(valuesOf(item, office.currency), office.currency), on_sale }
    const answer = await office.ask("PUT", `/menu/items/${item.id}`, body)
    if (answer.ok) toast(t(on_sale ? "put_back" : "taken_off", { name }), { tone: "good" })
    else toast(problemText(problemOf(answer)), { tone: "bad" })
    again()
  }
  const more = mayEdit
    ? [
        { label: shared("edit"), icon: "edit", onPress: () => go("menu", ["items", item.id]) },
        ...(order ? order.acts(index) : []),
        item.on_sale ? { label: t("take_off"), icon: "eye-off", onPress: () => sell(false) } : { label: t("put_on"), icon: "eye", onPress: () => sell(true) },
      ]
    : []
  return html`<li class="of-item" data-off=${!item.on_sale} data-held=${order?.held?.index === index}>
    ${order && html`<${Grip} order=${order} index=${index} name=${name} />`}
    <${ItemLink} href=${mayEdit ? addressOf("menu", ["items", item.id]) : null}>
      <${Picture} path=${item.picture} />
      <span class="of-item-words">
        <strong>${name}</strong>
        <small>${[other, category && nameOf(category)].filter(Boolean).join(" · ")}</small>
      </span>
    <//>
    <span class="of-item-marks">
      ${!item.on_sale && html`<${Pill} icon="eye-off">${t("off_sale")}<//>`}
      <${SoldOutPill} office=${office} mark=${mark} />
    </span>
    <span class="of-item-station">${station ? nameOf(station) : item.station}</span>
    <span class="of-item-prep">${item.prep_seconds ? t("prep_minutes", { n: Math.round(item.prep_seconds / 6) / 10 }) : ""}</span>
    <span class="of-sum">${money(item.price, item.currency)}</span>
    <${SoldOutMenu} office=${office} item=${item} mark=${mark} more=${more} />
  </li>`
}

function ItemLink({ href, children }) {
  return href ? html`<a class="of-item-link" href=${href}>${children}</a>` : html`<span class="of-item-link">${children}</span>`
}

/** The grip of a row: dragged with a pointer, moved with the arrow keys. */
function Grip({ order, index, name }) {
  function key(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (!step) return
    event.preventDefault()
    const grip = event.currentTarget
    order.move(index, index + step)
    drawn(() => grip.focus()) // a row that moves loses the focus
  }
  return html`<button type="button" class="of-grip" aria-label=${t("move", { name })} title=${t("move_hint")} onKeyDown=${key} ...${order.handle(index)}>
    <${Icon} name="drag" size=${16} />
  </button>`
}

/**
 * An order that can be changed: the list as it will be, kept here until the hub has taken it. Quick steps are sent together.
 * `bodyFor(ids)` is what `POST /menu/order` wants.
 */
function useOrder(office, given, bodyFor, again) {
  const [own, setOwn] = useState(null)
  const timer = useRef(0)
  const list = own ? own.map((id) => given.find((thing) => thing.id === id)).filter(Boolean) : given
  const shown = list.length === given.length ? list : given

  function move(from, to) {
    const next = moved(shown, from, to)
    if (next === shown) return
    const ids = next.map((thing) => thing.id)
    setOwn(ids)
    toast(t("moved", { name: nameOf(shown[from]), n: next.indexOf(shown[from]) + 1, all: next.length }), { seconds: 2 })
    clearTimeout(timer.current)
    timer.current = setTimeout(() => send(ids), 600)
  }

  async function send(ids) {
    const answer = await office.ask("POST", office.at("/menu/order"), bodyFor(ids))
    if (!answer.ok) toast(t("order_not_saved", { why: problemText(problemOf(answer)) }), { tone: "bad" })
    await again()
    setOwn((held) => (held === ids ? null : held))
  }

  const { held, handle } = useDragOrder(move)
  const acts = (index) => [
    index > 1 && { label: t("move_top"), icon: "chevron-up", onPress: () => move(index, 0) },
    index > 0 && { label: t("move_up"), icon: "arrow-up", onPress: () => move(index, index - 1) },
    index < shown.length - 1 && { label: t("move_down"), icon: "arrow-down", onPress: () => move(index, index + 1) },
  ].filter(Boolean)
  return { list: shown, held, handle, move, acts }
}

function byPosition(one, other) {
  return (one.position ?? 0) - (other.position ?? 0) || (one.id < other.id ? -1 : 1)
}

function inMenuOrder(items, categories) {
  const place = new Map(categories.map((category, index) => [category.id, index]))
  return [...items].sort((one, other) => (place.get(one.category_id) ?? 999) - (place.get(other.category_id) ?? 999) || byPosition(one, other))
}
