// All words of the shop, by event.
import { language } from "../../core/words.js"
import { html } from "../../html.js"
import { Empty } from "../../parts/empty.js"
import { Table } from "../../parts/table.js"
import { go } from "../router.js"
import { t } from "./words.js"

export function TemplateList({ templates }) {
  return html`<${Table}
    class="of-table"
    label=${t("tab_templates")}
    rows=${templates}
    onRow=${(one) => go("announcements", ["templates", one.id])}
    empty=${html`<${Empty} icon="note" title=${t("templates_empty")} text=${t("templates_empty_text")} />`}
    columns=${[
      { key: "name", label: t("template_name"), sort: true, render: (one) => html`<span class="of-two-lines"><strong>${one.name}</strong><small>${t(`event_${one.event}`)}</small></span>` },
      { key: "text", label: t("shown"), render: (one) => html`<span lang=${spoken(one)}>${one.texts[spoken(one)].text}</span>` },
      { key: "rules", label: t("tab_rules"), align: "right", sort: true, render: (one) => html`<span class="of-faint">${one.rules ? t("in_use", { n: one.rules }) : t("not_used")}</span>` },
    ]}
  />`
}

/** The language of the page where the words have it, else the one they have. */
function spoken(template) {
  return template.texts[language.value]?.text ? language.value : Object.keys(template.texts).find((one) => template.texts[one].text)
}
