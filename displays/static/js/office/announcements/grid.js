// The rules at a glance: an event is a row, a channel a column. Each rule is switched here, and opened to be changed.
import { VOLUME } from "../../core/announcing.js"
import { html, useState } from "../../html.js"
import { IconButton } from "../../parts/button.js"
import { Icon } from "../../parts/icon.js"
import { problemText } from "../../parts/problem_text.js"
import { toast } from "../../parts/toast.js"
import { problemOf } from "../hub.js"
import { go } from "../router.js"
import { CHANNELS, EVERYWHERE, KIND_ICON, rowsOf, rulesIn } from "./rule_values.js"
import { t } from "./words.js"

export function Grid({ office, known, rules, again }) {
  const channels = rules.some((rule) => rule.channel === EVERYWHERE) ? [...CHANNELS, EVERYWHERE] : CHANNELS
  const rows = rowsOf(known.events.map((one) => one.event), known.sources, rules)
  return html`<div class="of-grid-box" tabindex="0" role="region" aria-label=${t("tab_rules")}>
    <table class="of-grid">
      <colgroup>
        <col class="of-col-event" />
        ${channels.map((channel) => html`<col key=${channel} class=${rules.some((rule) => rule.channel === channel) ? "" : "of-col-bare"} />`)}
      </colgroup>
      <thead>
        <tr>
          <th scope="col">${t("event")}</th>
          ${channels.map((channel) => html`<th key=${channel} scope="col">${t(`channel_${channel}`)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr key=${`${row.event} ${row.source}`} data-first=${row.isFirst} data-empty=${!rules.some((rule) => rule.event === row.event)}>
            <th scope="row">${row.isFirst ? t(`event_${row.event}`) : html`<span class="of-grid-source"><span class="unseen">${t(`event_${row.event}`)} </span>${t(`from_${row.source}`)}</span>`}</th>
            ${channels.map((channel) => html`<td key=${channel} data-channel=${t(`channel_${channel}`)}><${Cell} office=${office} row=${row} channel=${channel} rules=${rules} again=${again} /></td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function Cell({ office, row, channel, rules, again }) {
  const { own, inherited } = rulesIn(rules, row, channel)
  const about = { event: rowName(row), channel: t(`channel_${channel}`) }
  return html`<div class="of-grid-cell">
    ${own.map((rule) => html`<${Rule} key=${rule.id} office=${office} rule=${rule} again=${again} />`)}
    ${inherited.map((rule) => html`<span key=${rule.id} class="of-rule-inherited"><${Icon} name=${KIND_ICON[rule.kind]} size=${14} />${t(`kind_${rule.kind}`)} · ${t("as_any")}</span>`)}
    ${own.length === 0 && html`<${IconButton} size="s" icon="plus" class="of-grid-add" label=${t("add_here", about)} onPress=${() => go("announcements", ["rules", "new"], { event: row.event, source: row.source, channel })} />`}
  </div>`
}

export function rowName({ event, source }) {
  return source === "any" ? t(`event_${event}`) : `${t(`event_${event}`)} ${t(`from_${source}`)}`
}

/** What a rule is called when it is spoken of: its event, channel and kind. */
export function ruleName(rule) {
  return t("switch_of", { event: rowName(rule), channel: t(`channel_${rule.channel}`), kind: t(`kind_${rule.kind}`) })
}

function Rule({ office, rule, again }) {
  const [busy, setBusy] = useState(false)
  const name = ruleName(rule)
  async function flip() {
    setBusy(true)
    const answer = await office.ask("PATCH", `/im/rules/${rule.id}`, { enabled: !rule.enabled }, { if_match: rule.version })
    if (!answer.ok) toast(problemText(problemOf(answer)), { tone: "bad" })
    else toast(`${name} · ${t(rule.enabled ? "switched_off" : "switched_on")}`, { tone: "good" })
    await again()
    setBusy(false)
  }
  return html`<div class="of-rule" data-on=${rule.enabled}>
    <button type="button" class="of-rule-switch" role="switch" aria-checked=${String(rule.enabled)} aria-label=${name} aria-disabled=${busy ? "true" : undefined} onClick=${() => busy || flip()}>
      <span class="of-rule-track" aria-hidden="true"><span><${Icon} name=${rule.enabled ? "check" : "minus"} size=${12} /></span></span>
    </button>
    <button type="button" class="of-rule-open" onClick=${() => go("announcements", ["rules", rule.id])}>
      <span class="unseen">${t("rule_at", { event: rowName(rule), channel: t(`channel_${rule.channel}`) })}</span>
      <strong><${Icon} name=${KIND_ICON[rule.kind]} size=${14} />${t(`kind_${rule.kind}`)}</strong>
      <small><span>${howOften(rule)}</span></small>
      <small>
        <span><${Icon} name=${rule.voice ? "sound-on" : "sound-off"} size=${12} />${rule.voice ? spoken(rule) : t("silent")}</span>
        ${rule.chime && html`<span><${Icon} name="bell" size=${12} />${t(`chime_${rule.chime}`)}</span>`}
      </small>
      ${rule.voice && rule.quiet_from && html`<small><span><${Icon} name="moon" size=${12} />${t("quiet", { from: rule.quiet_from, to: rule.quiet_to })}</span></small>`}
    </button>
  </div>`
}

/** Its language, and its volume where that is not the usual one. */
function spoken(rule) {
  const language = t(rule.language === "en" ? "english" : "chinese")
  return rule.volume === VOLUME ? language : `${language} · ${rule.volume}%`
}

function howOften(rule) {
  return rule.times === 1 ? t("once") : t("n_times", { n: rule.times, seconds: t("seconds", { n: rule.interval_seconds }) })
}
