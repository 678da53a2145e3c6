// The shop's switches. Each is written when it is pressed; the hub's answer moves it, nothing before.
import { html, useState } from "../../html.js"
import { SelectField, Switch } from "../../parts/field.js"
import { problemText } from "../../parts/problem_text.js"
import { Segmented } from "../../parts/tabs.js"
import { toast } from "../../parts/toast.js"
import { problemOf } from "../hub.js"
import { Section } from "../page.js"
import { t as shared } from "../words.js"
import { t } from "./words.js"

const KITCHEN = ["wristband_needs_confirm", "ext_sold_out", "ext_undo", "ext_recall", "ext_void", "ext_rush"]
const CHAT = ["group_with_guests"]
const CHOICES = { language: ["zh-CN", "en"], call_screen_languages: ["both", "switch", "zh-CN", "en"] }
const MINUTES = [0, 5, 10, 15, 20, 30, 60]
const SECONDS = [30, 60, 90, 120, 180, 300, 600]

export function Features({ office, shop, again }) {
  const [busy, setBusy] = useState(null)
  async function put(name, value) {
    setBusy(name)
    const answer = await write(name, value)
    setBusy(null)
    if (answer.ok) toast(typeof value === "boolean" ? t(value ? "on" : "off", { name: said(name) }) : shared("saved"), { tone: "good" })
    else toast(problemText(problemOf(answer)), { tone: "bad" })
    await again()
  }
  async function write(name, value) {
    const patch = (if_match) => office.ask("PATCH", `/shops/${shop.id}`, { settings: { [name]: value } }, { if_match })
    const answer = await patch(shop.version)
    // One switch touches nothing that somebody else may have changed, so the newer shop is no reason to ask.
    return answer.problem?.code === "version_mismatch" ? patch(undefined) : answer
  }
  const { settings } = shop
  const others = Object.keys(settings).filter((name) => typeof settings[name] === "boolean" && ![...KITCHEN, ...CHAT].includes(name))
  const minutes = [...new Set([...MINUTES, settings.call_screen_minutes])].filter((n) => n !== undefined).sort((one, other) => one - other)
  const switches = (names) =>
    names.map(
      (name) => html`<${Switch} key=${name} label=${said(name)} hint=${hintOf(name)} value=${settings[name]} disabled=${busy === name} onChange=${(value) => put(name, value)} />`,
    )
  const seconds = (name) =>
    name in settings &&
    html`<${Row} name=${name}>
      <${SelectField}
        aria-label=${said(name)}
        value=${settings[name]}
        options=${[...new Set([...SECONDS, settings[name]])].sort((one, other) => one - other).map((n) => ({ id: n, label: n % 60 === 0 ? shared("minutes", { n: n / 60 }) : t("seconds", { n }) }))}
        onChange=${(value) => put(name, value)}
      />
    <//>`
  return html`
    <${Section} title=${t("features_kitchen")} text=${t("features_text")} class="of-card">
      <div class="of-rows">
        ${switches([...KITCHEN.filter((name) => name in settings), ...others])}
      </div>
    <//>
    <${Section} title=${t("features_chat")} class="of-card">
      <div class="of-rows">${switches(CHAT.filter((name) => name in settings))} ${seconds("chat_answer_seconds")}</div>
    <//>
    <${Section} title=${t("features_screens")} class="of-card">
      <div class="of-rows">
        ${seconds("call_escalate_seconds")}
        ${seconds("call_finish_seconds")}
        ${
          "call_screen_minutes" in settings &&
          html`<${Row} name="call_screen_minutes">
            <${SelectField}
              aria-label=${said("call_screen_minutes")}
              value=${settings.call_screen_minutes}
              options=${minutes.map((n) => ({ id: n, label: n === 0 ? t("until_served") : shared("minutes", { n }) }))}
              onChange=${(value) => put("call_screen_minutes", value)}
            />
          <//>`
        }
        ${Object.keys(CHOICES)
          .filter((name) => name in settings)
          .map(
            (name) => html`<${Row} key=${name} name=${name}>
              <${Segmented} label=${said(name)} options=${CHOICES[name].map((id) => ({ id, label: t(`choice_${id}`) }))} value=${settings[name]} onChange=${(value) => put(name, value)} />
            <//>`,
          )}
      </div>
    <//>
  `
}

function Row({ name, children }) {
  return html`<div class="of-row-setting">
    <span class="of-two-lines"><span>${said(name)}</span><small>${hintOf(name)}</small></span>
    ${children}
  </div>`
}

/** A switch of a newer hub is shown by its own name. */
function said(name) {
  const words = t(`setting_${name}`)
  return words === `setting_${name}` ? name : words
}

function hintOf(name) {
  const words = t(`setting_${name}_hint`)
  return words === `setting_${name}_hint` ? undefined : words
}
