import { html, useMemo, useRef, useState } from "../html.js"
import { language } from "../core/words.js"
import { Empty } from "./empty.js"
import { Icon } from "./icon.js"
import { join } from "./join.js"
import { useScrollable } from "./scroll.js"

function compare(one, other) {
  if (one === other) return 0
  if (one === null || one === undefined) return 1
  if (other === null || other === undefined) return -1
  if (typeof one === "number" && typeof other === "number") return one - other
  return String(one).localeCompare(String(other), language.value, { numeric: true })
}

/** What a column sorts by: its own function of the row, or the value under its key. */
const sortValue = (column) => (typeof column.sort === "function" ? column.sort : (row) => row[column.key])

function sorted(rows, columns, by) {
  const column = by && columns.find((one) => one.key === by.key)
  if (!column) return rows
  const value = sortValue(column)
  const turn = by.down ? -1 : 1
  return [...rows].sort((one, other) => turn * compare(value(one), value(other)))
}

function HeadCell({ column, by, onSort }) {
  const here = by?.key === column.key
  const order = here ? (by.down ? "descending" : "ascending") : undefined
  return html`<th scope="col" class=${join(column.align && `align-${column.align}`, column.class)} aria-sort=${order}>
    ${column.sort
      ? html`<button type="button" class="table-sort" onClick=${() => onSort(column.key)}>
          <span>${column.label}</span><${Icon} name=${here && by.down ? "arrow-down" : "arrow-up"} size=${14} class=${!here && "table-sort-off"} />
        </button>`
      : column.label}
  </th>`
}

/** `columns` as `[{key, label, align: "left"|"right"|"center", render(row), sort: true or value(row)}]`. A row with `onRow` is pressed by touch, Enter or Space. */
export function Table({ columns, rows, rowKey = "id", onRow, empty, selected, label, dense, class: extra }) {
  const [by, setBy] = useState(null)
  const frame = useRef(null)
  useScrollable(frame)
  const ordered = useMemo(() => sorted(rows, columns, by), [rows, columns, by, language.value])
  const onSort = (key) => setBy(by?.key === key ? (by.down ? null : { key, down: true }) : { key, down: false })
  const keyOf = typeof rowKey === "function" ? rowKey : (row) => row[rowKey]
  const keyed = (row) => (event) => {
    if (event.target !== event.currentTarget || (event.key !== "Enter" && event.key !== " ")) return
    event.preventDefault()
    onRow(row)
  }
  return html`<div class=${join("table-frame", extra)} ref=${frame}>
    <table class=${join("table", dense && "table-dense", onRow && "table-press")} aria-label=${label}>
      <thead>
        <tr>
          ${columns.map((column) => html`<${HeadCell} key=${column.key} column=${column} by=${by} onSort=${onSort} />`)}
        </tr>
      </thead>
      <tbody>
        ${ordered.map(
          (row) => html`<tr
            key=${keyOf(row)}
            tabIndex=${onRow ? 0 : undefined}
            class=${selected !== undefined && keyOf(row) === selected ? "table-selected" : undefined}
            onClick=${onRow ? () => onRow(row) : undefined}
            onKeyDown=${onRow ? keyed(row) : undefined}
          >
            ${columns.map((column) => html`<td key=${column.key} class=${join(column.align && `align-${column.align}`, column.class)}>${column.render ? column.render(row) : row[column.key]}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
    ${rows.length === 0 && (typeof empty === "string" || !empty ? html`<${Empty} title=${empty} />` : empty)}
  </div>`
}
