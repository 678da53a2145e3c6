import { html, signal } from "../html.js"
import { language } from "../core/words.js"
import { Button, IconButton } from "./button.js"
import { t } from "./words.js"

const root = document.documentElement

const drawn = () => (root.dataset.theme === "dark" ? "dark" : "light")

/** "dark" or "light", as the page is drawn now; setting it draws the page anew, and the shell keeps it for this screen. */
export const theme = signal(drawn())
new MutationObserver(() => (theme.value = drawn())).observe(root, { attributes: true, attributeFilter: ["data-theme"] })
theme.subscribe((value) => {
  if (root.dataset.theme !== value) root.dataset.theme = value
})

/** Two small buttons: the other language, the other theme. */
export function LookSwitch({ size = "m", class: extra }) {
  const dark = theme.value === "dark"
  return html`<span class=${`look ${extra ?? ""}`}>
    <${Button} kind="quiet" size=${size} icon="language" title=${t("other_language")} onPress=${() => (language.value = language.value === "en" ? "zh-CN" : "en")}>${language.value === "en" ? "中文" : "EN"}<//>
    <${IconButton} size=${size} icon=${dark ? "sun" : "moon"} label=${t(dark ? "to_light" : "to_dark")} onPress=${() => (theme.value = dark ? "light" : "dark")} />
  </span>`
}
