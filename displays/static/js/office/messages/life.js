// The life of one message: what was due and what was said, the nine checks, what each device did with it, and whatever else was said of the same thing.
import { html, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Sheet } from "../../parts/dialog.js"
import { Empty } from "../../parts/empty.js"
import { Icon } from "../../parts/icon.js"
import { problemText } from "../../parts/problem_text.js"
import { toast } from "../../parts/toast.js"
import { t as announcementWords } from "../announcements/words.js"
import { Loaded, problemOf, useRead } from "../hub.js"
import { grouped } from "../lists.js"
import { Facts, Section } from "../page.js"
import { addressOf } from "../places.js"
import { refine } from "../router.js"
import { checksOf, endedEarly, wentOut } from "./checks.js"
import { useLooks } from "./follow.js"
import { eventName, kindName, lookOf, placeOf, reasonWords, resultOf, toTheSecond } from "./looks.js"
import { Mark } from "./mark.js"
import { Recording } from "./recording.js"
import { t } from "./words.js"

export function Life({ office, id, channelName }) {
  const read = useRead(office, `/im/messages/${id}`, ["im.message_sent"])
  useLooks(read.again)
  const message = read.body?.message
  const close = () => refine({ message: "" })
  const title = message ? [eventName(message.event), message.number ?? placeOf(message)].filter(Boolean).join(" ") : t("life")
  if (read.problem?.code === "not_found" || read.problem?.code === "invalid") {
    return html`<${Sheet} open title=${t("no_such")} onClose=${close}><${Empty} icon="send" title=${t("no_such")} text=${t("no_such_text")} /><//>`
  }
  return html`<${Sheet} open title=${title} onClose=${close} class="of-sheet of-life">
    <${Loaded} read=${read} kind="line" count=${8}>${({ rule, siblings }) => html`<${Whole} office=${office} message=${message} rule=${rule} siblings=${siblings} channelName=${channelName} again=${read.again} />`}<//>
  <//>`
}

function Whole({ office, message, rule, siblings, channelName, again }) {
  return html`
    <${Fate} office=${office} message=${message} again=${again} />
    ${message.text && html`<${Said} office=${office} message=${message} />`}
    <${AboutIt} office=${office} message=${message} rule=${rule} channelName=${channelName} />
    <${Section} title=${t("checks")}><${Checks} office=${office} message=${message} /><//>
    <${Section} title=${t("devices")}><${Deliveries} message=${message} /><//>
    ${message.got_by && html`<${Section} title=${t("understood")}><p class="of-fine"><${Icon} name="hand" size=${18} />${t("understood_by", { name: message.got_by, time: toTheSecond(office, message.got_at) })}</p><//>`}
    ${siblings.length > 1 && html`<${Section} title=${t("siblings")} text=${t("siblings_text")}><${Siblings} office=${office} message=${message} siblings=${siblings} channelName=${channelName} /><//>`}
  `
}

/** What became of it, large, with what a person can do about it. */
function Fate({ office, message, again }) {
  const [busy, setBusy] = useState(false)
  const { tone, icon, words } = lookOf(message)
  const { problem, state, reason } = message
  async function retry() {
    setBusy(true)
    const answer = await office.ask("POST", `/im/messages/${message.id}/retry`)
    setBusy(false)
    if (!answer.ok) return toast(problemText(problemOf(answer)), { tone: "bad" })
    toast(t("retried"), { tone: "good" })
    return again()
  }
  const why = problem ? t(`problem_${problem}_text`) : reason === "got_it" ? t("ended_got_it") : ""
  const own = state === "failed" ? reasonWords(reason) : ""
  return html`<div class=${`of-fate-large tone-${tone}`}>
    <${Icon} name=${icon} size=${22} />
    <span class="of-two-lines"><strong>${own ? `${words}: ${own}` : words}</strong>${why && html`<small>${why}</small>`}</span>
    ${state === "failed" && html`<${Button} size="s" icon="refresh" busy=${busy} onPress=${retry}>${t("retry")}<//>`}
  </div>`
}

function Said({ office, message }) {
  const { text, speech, voice, lang, chime } = message
  return html`<div class="of-life-said">
    <p class="of-life-text" lang=${lang || undefined}>${text}</p>
    ${speech && speech !== text && html`<p class="of-life-speech" lang=${lang || undefined}><span>${t("said_text")}</span>${speech}</p>`}
    <div class="of-life-sound">
      <${Recording} office=${office} address=${message.audio} isSpoken=${voice} />
      ${chime && html`<span class="of-faint">${t("chime_of", { chime: announcementWords(`chime_${chime}`) })}</span>`}
    </div>
  </div>`
}

function AboutIt({ office, message, rule, channelName }) {
  const { order_id, number, rule_id } = message
  const time = (at) => at && toTheSecond(office, at)
  return html`<${Facts} rows=${[
    [t("channel"), channelName(message.channel)],
    [t("kind"), kindName(message.kind)],
    [t("repeat"), message.of > 1 ? t("n_of_m", { n: message.repeat, of: message.of }) : t("once")],
    [t("due"), time(message.due_at)],
    [t("sent_at"), time(message.sent_at)],
    !wentOut(message) && message.state !== "scheduled" && [t("ended_at"), time(message.updated_at)],
    [t("until"), time(message.expires_at)],
    message.attempts > 1 && [t("attempts"), message.attempts],
    number && [t("order"), html`<a href=${addressOf("orders", [order_id])}>${number}</a>`],
    [t("place"), placeOf(message)],
    [t("made_by"), message.made_by || t("made_by_hub")],
    [t(rule ? "rule_now" : "rule"), rule ? html`<${Rule} office=${office} rule=${rule} />` : t(rule_id ? "rule_gone" : "no_rule")],
  ]} />`
}

function Rule({ office, rule }) {
  const { times, interval_seconds, enabled } = rule
  const often = times > 1 ? announcementWords("n_times", { n: times, seconds: announcementWords("seconds", { n: interval_seconds }) }) : announcementWords("once")
  const words = enabled ? often : `${often} (${t("rule_off")})`
  return office.may("im.rules") ? html`<a href=${addressOf("announcements", ["rules", rule.id])}>${words}</a>` : words
}

const CHECK_ICON = { passed: "check", ended: "close", shown: "sound-off", waited: "timer", waits: "timer", next: "clock", unreached: "minus" }
const CHECK_TONE = { passed: "good", ended: "bad", shown: "warn", waited: "info", waits: "info", next: "neutral", unreached: "neutral" }

function Checks({ office, message }) {
  const turnAt = message.turn_at ?? message.due_at
  const early = !wentOut(message) && message.state === "dropped" && message.reason !== "got_it" && endedEarly(message)
  return html`<ol class="of-checks">
      ${checksOf(message).map(
        ({ check, result, why }, at) => html`<li key=${check} data-result=${result}>
          <span class="of-check-number">${at + 1}</span>
          <span>${t(`check_${check}`)}</span>
          <span class=${`of-check-result tone-${CHECK_TONE[result]}`}>
            <${Icon} name=${CHECK_ICON[result]} size=${14} />${t(`result_${result}`, { time: toTheSecond(office, turnAt) })}
            ${why && html`<small>${t(`why_shown_${why}`)}</small>`}
            ${result === "ended" && html`<small>${reasonWords(message.reason)}</small>`}
          </span>
        </li>`,
      )}
    </ol>
    ${early && html`<p class="of-note of-faint">${t(message.updated_at === message.made_at ? "ended_at_birth" : "ended_early")}</p>`}`
}

function Deliveries({ message }) {
  const { deliveries } = message
  if (deliveries.length === 0) return html`<p class="of-faint">${t(wentOut(message) ? "devices_none" : message.state === "scheduled" ? "devices_not_yet" : "devices_never")}</p>`
  return html`<ul class="of-deliveries">${deliveries.map((one) => html`<${Delivery} key=${one.device_id} one=${one} />`)}</ul>`
}

function Delivery({ one }) {
  const { tone, icon, words } = resultOf(one)
  const since = (at) => afterWords(Date.parse(at) - Date.parse(one.sent_at))
  const steps = [one.acked_at && t("stored", { after: since(one.acked_at) }), one.at && t("answered", { after: since(one.at) })].filter(Boolean)
  return html`<li>
    <span class="of-two-lines"><a href=${addressOf("devices", [one.device_id])}>${one.device}</a>${steps.length > 0 && html`<small>${steps.join(" · ")}</small>`}</span>
    <span class=${`of-fate tone-${tone}`}><${Icon} name=${icon} size=${14} />${words}</span>
  </li>`
}

function afterWords(ms) {
  return ms < 50 ? t("at_once") : t("after_s", { n: (ms / 1000).toFixed(ms < 10_000 ? 1 : 0) })
}

function Siblings({ office, message, siblings, channelName }) {
  const lines = [...grouped(siblings, (one) => `${one.channel} ${one.kind}`)]
  return html`<ul class="of-call-channels of-siblings">
    ${lines.map(
      ([place, inside]) => html`<li key=${place}>
        <span class="of-call-channel">${channelName(inside[0].channel)}<small>${kindName(inside[0].kind)}</small></span>
        <span class="of-fates">${inside.map((one) => html`<${Mark} key=${one.id} office=${office} message=${one} channelName=${channelName} isHere=${one.id === message.id} />`)}</span>
      </li>`,
    )}
  </ul>
  ${message.order_id && html`<a class="of-more" href=${addressOf("messages", [], { order: message.order_id })}>${t("all_of_order")}</a>`}`
}
