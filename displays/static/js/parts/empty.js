import { html } from "../html.js"
import { Button } from "./button.js"
import { Icon } from "./icon.js"
import { join } from "./join.js"
import { problemText } from "./problem_text.js"
import { t } from "./words.js"

/** Nothing to show, said kindly; `children` are the buttons that lead on. */
export function Empty({ icon = "inbox", title, text, class: extra, children }) {
  return html`<div class=${join("empty", extra)}>
    <span class="empty-icon"><${Icon} name=${icon} size=${32} /></span>
    <p class="empty-title">${title ?? t("nothing_here")}</p>
    ${text && html`<p class="empty-text">${text}</p>`} ${children && html`<div class="empty-acts">${children}</div>`}
  </div>`
}

/** Something could not be read. `problem` is the body of the answer, or nothing when there was no answer. */
export function ErrorState({ problem, title, onRetry, class: extra }) {
  return html`<div class=${join("empty", "empty-bad", extra)} role="alert">
    <span class="empty-icon"><${Icon} name=${problem ? "warning" : "wifi-off"} size=${32} /></span>
    <p class="empty-title">${title ?? t("error_title")}</p>
    <p class="empty-text">${problemText(problem)}</p>
    ${onRetry && html`<div class="empty-acts"><${Button} icon="refresh" onPress=${onRetry}>${t("retry")}<//></div>`}
  </div>`
}
