// Announcements: which event is told where, how often and how loud; and the words it is told in.
import { html } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Tabs } from "../../parts/tabs.js"
import { Loaded, useAll, useRead } from "../hub.js"
import { Page } from "../page.js"
import { go, place } from "../router.js"
import { t as shared } from "../words.js"
import { AddRule } from "./add_rule.js"
import { Grid } from "./grid.js"
import { RuleSheet } from "./rule_sheet.js"
import { TemplateList } from "./template_list.js"
import { TemplatePage } from "./template_page.js"
import { t } from "./words.js"

export default function Announcements({ office }) {
  const known = useRead(office, "/im/events")
  const rules = useAll(office, office.at("/im/rules"))
  const templates = useAll(office, office.at("/im/templates"))
  const problem = known.problem ?? rules.problem ?? templates.problem
  const again = () => Promise.all([rules.again(), templates.again(), known.body ? null : known.again()])
  const all = known.body && rules.body && templates.body ? { known: known.body, rules: rules.body, templates: templates.body } : null
  const { rest, query } = place.value
  const [part, id] = rest
  if (all && part === "templates" && id) {
    return html`<${TemplatePage} key=${id} office=${office} known=${all.known} templates=${all.templates} template=${all.templates.find((one) => one.id === id)} isNew=${id === "new"} again=${again} />`
  }
  const isWords = part === "templates"
  const add = isWords
    ? html`<${Button} size="s" kind="primary" icon="plus" onPress=${() => go("announcements", ["templates", "new"])}>${t("new_template")}<//>`
    : html`<${Button} size="s" kind="primary" icon="plus" onPress=${() => go("announcements", ["rules", "new"])}>${t("new_rule")}<//>`
  const toGrid = () => go("announcements")
  return html`<${Page} office=${office} title=${shared("area_announcements")} subtitle=${t("subtitle")} actions=${all && add}>
    <${Tabs}
      label=${shared("area_announcements")}
      tabs=${[
        { id: "rules", label: t("tab_rules"), icon: "speaker" },
        { id: "templates", label: t("tab_templates"), icon: "note" },
      ]}
      value=${isWords ? "templates" : "rules"}
      onChange=${(next) => go("announcements", next === "templates" ? ["templates"] : [])}
    />
    <${Loaded} read=${{ body: all, problem, again }} kind="row" count=${8}>
      ${() => (isWords ? html`<${TemplateList} templates=${all.templates} />` : html`<${Grid} office=${office} known=${all.known} rules=${all.rules} again=${again} />`)}
    <//>
    ${all && part === "rules" && id === "new" && html`<${AddRule} office=${office} known=${all.known} templates=${all.templates} wanted=${query} again=${again} onClose=${toGrid} />`}
    ${all && part === "rules" && id && id !== "new" && html`<${RuleSheet} key=${id} office=${office} known=${all.known} rule=${all.rules.find((one) => one.id === id)} templates=${all.templates} again=${again} onClose=${toGrid} />`}
  <//>`
}
