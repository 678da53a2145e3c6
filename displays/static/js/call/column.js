import { html, useLayoutEffect, useRef, useState } from "../html.js"
import { fit, pageAt } from "./fit.js"
import { WallNumber } from "./number.js"
import { Said } from "./said.js"
import { text } from "./words.js"

const DIGITS = /\d/g

/** One column: its heading, and as many numbers as can be read from afar; more of them take turns. */
export function Column({ name, items, languages, now, unit, empty, hint, note, newest }) {
  const box = useRef(null)
  const [size, setSize] = useState(null)
  useLayoutEffect(() => {
    const measure = () => setSize({ width: box.current.clientWidth, height: box.current.clientHeight })
    const watcher = new ResizeObserver(measure)
    watcher.observe(box.current)
    measure()
    return () => watcher.disconnect()
  }, [])
  const digitCount = Math.max(2, ...items.map((item) => (item.number.match(DIGITS) ?? []).length))
  const grid = size && fit({ count: items.length, width: size.width / unit, height: size.height / unit, digitCount })
  const shown = grid && pageAt(items, grid, now)
  return html`<section class=${`column column-${name}`} aria-label=${text(name, languages[0])}>
    <h2 class="column-head">
      <${Said} k=${name} languages=${languages} />
      ${hint}
      ${grid?.pages > 1 && html`<${Pages} page=${shown.page} pages=${grid.pages} languages=${languages} />`}
    </h2>
    <div class="column-box" ref=${box}>
      ${
        items.length === 0
          ? html`<p class="column-empty"><${Said} k=${empty} languages=${languages} /></p>`
          : shown &&
            html`<ol class="numbers" style=${{ "--columns": grid.columns, "--size": grid.size }}>
              ${shown.items.map(
                (item) => html`<li key=${item.id}>
                  <${WallNumber} label=${item.number} old=${item.old} ready=${item.ready} newest=${item.id === newest} language=${languages[0]} />
                </li>`,
              )}
            </ol>`
      }
    </div>
    ${note}
  </section>`
}

/** Which page of several stands, as dots and in words. */
function Pages({ page, pages, languages }) {
  return html`<span class="pages">
    <${Said} k="page" languages=${languages.slice(0, 1)} members=${{ page: page + 1, pages }} class="unseen" />
    ${Array.from({ length: pages }, (_, at) => html`<span key=${at} class="page-dot" data-here=${at === page || null} aria-hidden="true"></span>`)}
  </span>`
}
