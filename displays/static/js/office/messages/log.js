// The log: one block for each happening, a line per channel in it, a mark for each time it was to be said. A mark opens the life of its message.
import { dateLabel } from "../../core/words.js"
import { html, useCallback, useEffect, useMemo, useRef, useState } from "../../html.js"
import { Button, IconButton } from "../../parts/button.js"
import { Empty } from "../../parts/empty.js"
import { SearchField, SelectField } from "../../parts/field.js"
import { Icon } from "../../parts/icon.js"
import { dayPlus } from "../days.js"
import { Loaded, useRead } from "../hub.js"
import { byNumber } from "../lists.js"
import { addressOf } from "../places.js"
import { place, refine } from "../router.js"
import { t as shared } from "../words.js"
import { useLog } from "./follow.js"
import { callsOf, newCalls } from "./groups.js"
import { Life } from "./life.js"
import { eventName, kindName, placeOf, STATES, toTheSecond } from "./looks.js"
import { Mark } from "./mark.js"
import { t } from "./words.js"

const TYPING_MS = 250
const SCROLLED_PX = 80
const EVENT_ICON = {
  order_placed: "bill",
  line_started: "flame",
  line_ready: "check",
  line_called: "bell",
  line_served: "dish",
  line_cancelled: "close",
  order_closed: "clean",
  service_requested: "bell-ring",
  service_overdue: "clock",
  shop_state_changed: "shop",
  sold_out_changed: "sold-out",
  device_alarm: "warning",
  custom: "speaker",
}

export function Log({ office, channelName }) {
  const { query } = place.value
  const isNarrow = query.order || query.line || query.call
  const day = query.day === "all" || isNarrow ? "" : query.day || office.today()
  const filters = {
    business_day: day,
    number: (query.number ?? "").replace(/\D/g, ""),
    event: query.event,
    state: query.state,
    device_id: query.device,
    channel: query.channel,
    order_id: query.order,
    line_id: query.line,
    call_id: query.call,
    problems: query.problems && "true",
  }
  const list = useRef(null)
  const isLookedAt = useCallback(() => {
    const box = list.current
    if (window.scrollY > SCROLLED_PX || place.peek().query.message) return true
    return Boolean(box && (box.matches(":hover") || box.contains(document.activeElement)))
  }, [])
  const log = useLog(office, office.at("/im/messages", filters), isLookedAt)
  const calls = useMemo(() => callsOf(log.items), [log.items])
  const fresh = newCalls(log.news, log.items)
  async function take() {
    await log.take()
    window.scrollTo({ top: 0 })
  }
  const isFiltered = Object.entries(filters).some(([name, value]) => value && name !== "business_day")
  return html`
    <${Filters} office=${office} query=${query} day=${day} isNarrow=${isNarrow} channelName=${channelName} first=${log.items[0]} />
    <div class="of-calls-box" ref=${list}>
      ${fresh > 0 && html`<div class="of-news"><${Button} size="s" kind="primary" icon="arrow-up" onPress=${take}>${t("n_news", { n: fresh })}<//></div>`}
      <${Loaded} read=${{ ...log, body: log.loading || (log.problem && log.items.length === 0) ? null : calls }} kind="row" count=${8}>
        ${() =>
          calls.length === 0
            ? html`<div class="of-card">${isFiltered || !day ? html`<${Empty} icon="search" title=${t("none")} text=${t("kept")} />` : html`<${Empty} icon="send" title=${t("empty")} text=${t("empty_text")} />`}</div>`
            : html`<ol class="of-calls" aria-label=${t("list")}>
                ${calls.map((call, at) => html`<${Call} key=${call.id} office=${office} call=${call} channelName=${channelName} isDated=${!day && dayBefore(office, calls[at - 1]) !== dayBefore(office, call)} />`)}
              </ol>`}
      <//>
    </div>
    ${log.isMore && html`<div class="of-center"><${Button} size="s" busy=${log.busy} onPress=${log.more}>${shared("load_more")}<//></div>`}
    ${query.message && html`<${Life} key=${query.message} office=${office} id=${query.message} channelName=${channelName} />`}
  `
}

const dayBefore = (office, call) => call && office.wall(call.at).day

function Filters({ office, query, day, isNarrow, channelName, first }) {
  const today = office.today()
  const events = useRead(office, "/im/events")
  const [typed, setTyped] = useState(query.number ?? "")
  useEffect(() => {
    const timer = setTimeout(() => (query.number ?? "") !== typed.trim() && refine({ number: typed.trim() }), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed])
  const devices = [...office.screen.board.array("devices").values()].sort((one, other) => byNumber(one.name, other.name))
  const to = (next) => refine({ day: next === today ? "" : next })
  const chips = [
    query.order && ["order", first?.order_id === query.order && first.number ? t("filter_order", { number: first.number }) : t("filter_this_order")],
    query.line && ["line", query.dish || t("filter_line")],
    query.call && ["call", t("filter_call")],
    query.channel && ["channel", t("filter_channel", { channel: channelName(query.channel) })],
  ].filter(Boolean)
  return html`<div class="of-filter of-log-filter">
    ${
      !isNarrow &&
      html`<div class="of-day" role="group" aria-label=${t("day")}>
        <${IconButton} size="s" icon="chevron-left" label=${t("earlier")} disabled=${!day} onPress=${() => to(dayPlus(day, -1))} />
        <span class="input of-date"><input type="date" aria-label=${t("day")} value=${day} max=${today} onChange=${(event) => event.currentTarget.value && to(event.currentTarget.value)} /></span>
        <${IconButton} size="s" icon="chevron-right" label=${t("later")} disabled=${!day || day >= today} onPress=${() => to(dayPlus(day, 1))} />
        ${
          day === today
            ? html`<${Button} size="s" kind="quiet" onPress=${() => refine({ day: "all" })}>${t("every_day")}<//>`
            : html`<${Button} size="s" kind="quiet" onPress=${() => to(today)}>${t("today")}<//>`
        }
      </div>`
    }
    ${chips.map(
      ([name, words]) => html`<button key=${name} type="button" class="of-chip" aria-pressed="true" aria-label=${t("drop_filter", { what: words })} onClick=${() => refine({ [name]: "", dish: "" })}>
        ${words}<${Icon} name="close" size=${14} />
      </button>`,
    )}
    ${!isNarrow && html`<${SearchField} value=${typed} onChange=${setTyped} placeholder=${t("number")} inputmode="numeric" />`}
    <${SelectField} aria-label=${t("event")} options=${[{ id: "", label: t("all_events") }, ...(events.body?.events ?? []).map(({ event }) => ({ id: event, label: eventName(event) }))]} value=${query.event ?? ""} onChange=${(event) => refine({ event })} />
    <${SelectField} aria-label=${t("device")} options=${[{ id: "", label: t("all_devices") }, ...devices.map((one) => ({ id: one.id, label: one.name }))]} value=${query.device ?? ""} onChange=${(device) => refine({ device })} />
    <${SelectField} aria-label=${t("state")} options=${[{ id: "", label: t("all_states") }, ...STATES.map((state) => ({ id: state, label: t(`state_${state}`) }))]} value=${query.state ?? ""} onChange=${(state) => refine({ state })} />
    <button type="button" class="of-chip" aria-pressed=${Boolean(query.problems)} onClick=${() => refine({ problems: query.problems ? "" : "1" })}>
      <${Icon} name="warning" size=${14} />${t("only_problems")}
    </button>
  </div>`
}

function Call({ office, call, channelName, isDated }) {
  const where = [call.number && html`<a href=${addressOf("orders", [call.order_id])}>${call.number}</a>`, placeOf(call), call.made_by && t(call.trial ? "tried_by" : "by_hand_of", { name: call.made_by })].filter(Boolean)
  return html`<li class="of-call" data-problem=${call.problem}>
    ${isDated && html`<h2 class="of-log-date">${dateLabel(office.wall(call.at).day, { year: true })}</h2>`}
    <article class="of-call-card">
      <div class="of-call-head">
        <time datetime=${call.at}>${toTheSecond(office, call.at)}</time>
        <span class="of-call-icon"><${Icon} name=${EVENT_ICON[call.event] ?? "info"} size=${16} /></span>
        <span class="of-call-what">
          <strong>${eventName(call.event)}</strong>
          <small>${where.map((part, at) => html`${at > 0 && " · "}${part}`)}</small>
        </span>
      </div>
      <div class="of-call-said">
        <p class=${call.text ? "of-call-text" : "of-faint"}>${call.text ?? t(isJoined(call) ? "said_with_another" : "nothing_said")}</p>
        <ul class="of-call-channels">
          ${call.channels.map(
            (line) => html`<li key=${line.key}>
              <span class="of-call-channel"><${Icon} name=${KIND_ICON[line.kind]} size=${14} label=${kindName(line.kind)} />${channelName(line.channel)}</span>
              <span class="of-call-fates">
                <span class="of-fates">${line.marks.map(({ message, n }) => html`<${Mark} key=${message.id} office=${office} message=${message} n=${n} channelName=${channelName} />`)}</span>
                ${line.text && html`<span class="of-call-own">${line.text}</span>`}
              </span>
            </li>`,
          )}
        </ul>
      </div>
    </article>
  </li>`
}

/** The message of another dish of the order has said it. */
const isJoined = (call) => call.channels.some((line) => line.marks.some(({ message }) => message.reason === "joined"))

const KIND_ICON = { announcement: "speaker", notice: "note", pad_call: "bell-ring", refresh: "refresh" }
