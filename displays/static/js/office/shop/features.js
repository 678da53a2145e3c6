// The shop's switches. Each is written when it is pressed; the hub's answer moves it, nothing before.
import { html, useState } from "../../html.js"
import { Switch } from "../../parts/field.js"
import { problemText } from "../../parts/problem_text.js"
import { Segmented } from "../../parts/tabs.js"
import { toast } from "../../parts/toast.js"
import { problemOf } from "../hub.js"
import { Section } from "../page.js"
import { t as shared } from "../words.js"
import { t } from "./words.js"

const FIRST = ["wristband_needs_confirm"]

export function Features({ office, shop, again }) {
  const [busy, setBusy] = useState(null)
  async function put(name, value) {
    setBusy(name)
    const answer = await write(shop.version, name, value)
    setBusy(null)
    if (answer.ok) toast(typeof value === "boolean" ? t(value ? "on" : "off", { name: nameOfSetting(name) }) : shared("saved"), { tone: "good" })
    else if (answer.problem || answer.unreachable) toast(problemText(problemOf(answer)), { tone: "bad" })
    await again()
  }
  async function write(version, name, value) {
    const answer = await office.ask("PATCH", `/shops/${shop.id}`, { settings: { [name]: value } }, { if_match: version })
    // One switch does not touch what somebody else has changed, so the newer shop is no reason to ask.
    return answer.problem?.code === "version_mismatch" ? office.ask("PATCH", `/shops/${shop.id}`, { settings: { [name]: value } }) : answer
  }
  const switches = Object.keys(shop.settings).filter((name) => typeof shop.settings[name] === "boolean")
  const inOrder = [...FIRST, ...switches.filter((name) => !FIRST.includes(name))]
  return html`<${Section} title=${t("part_features")} text=${t("features_text")} class="of-card">
    <div class="of-rows">
      ${inOrder.map((name) => html`<${Switch} key=${name} label=${nameOfSetting(name)} hint=${hintOf(name)} value=${shop.settings[name]} disabled=${busy === name} onChange=${(value) => put(name, value)} />`)}
      <div class="of-row-setting">
        <span class="of-two-lines"><span>${t("setting_language")}</span><small>${t("setting_language_hint")}</small></span>
        <${Segmented} label=${t("setting_language")} options=${[{ id: "zh-CN", label: "中文" }, { id: "en", label: "English" }]} value=${shop.settings.language} onChange=${(value) => put("language", value)} />
      </div>
    </div>
  <//>`
}

/** A switch of a newer hub is shown by its own name. */
function nameOfSetting(name) {
  const said = t(`setting_${name}`)
  return said === `setting_${name}` ? name : said
}

function hintOf(name) {
  const said = t(`setting_${name}_hint`)
  return said === `setting_${name}_hint` ? undefined : said
}
