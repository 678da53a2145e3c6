import { html } from "../html.js"
import { join } from "./join.js"
import { t } from "./words.js"

/** The shape of what is coming: "line", "card", "tile" or "row". */
export function Skeleton({ kind = "line", count = 1, class: extra }) {
  return html`<div class=${join("skeletons", `skeletons-${kind}`, extra)} role="status" aria-label=${t("loading")}>
    ${Array.from({ length: count }, (_, at) => html`<span key=${at} class=${`skeleton skeleton-${kind}`} aria-hidden="true"><i /><i /><i /></span>`)}
  </div>`
}
