import { html } from "../html.js"
import { Dialog } from "../parts/dialog.js"
import { t } from "./words.js"

const KEYS = [
  ["everywhere", [["F2", "new_order"], ["F4 /", "find"], ["F8", "print"], ["F9", "call_again"], ["1 – 8", "key_tabs"], ["M", "mute"], ["?", "keys"], ["Esc", "key_back"]]],
  ["in_lists", [["↑ ↓ ← →", "key_arrows"], ["Enter", "key_enter"], ["C", "key_confirm"], ["S", "key_serve"], ["Del", "key_cancel"], ["1 – 5", "key_reason"]]],
  ["in_new_order", [["Enter", "key_add"], ["3*sj", "key_quantity"], ["+ −", "key_more"], ["Tab", "key_basket"], ["Ctrl Enter", "key_send"]]],
]

export function KeysDialog({ onClose }) {
  return html`<${Dialog} open title=${t("keys")} size="l" onClose=${onClose}>
    <div class="d-keylist">
      ${KEYS.map(
        ([head, rows]) => html`<section key=${head}>
          <h3>${t(head)}</h3>
          <dl>
            ${rows.map(([keys, word]) => html`<div key=${word}><dt>${keys.split(" ").map((key) => (key === "–" ? key : html`<kbd key=${key}>${key}</kbd>`))}</dt><dd>${t(word)}</dd></div>`)}
          </dl>
        </section>`,
      )}
    </div>
  <//>`
}
