// The audit log: who did what and when, newest first, with what each act changed.
import { dateLabel, nameOf } from "../../core/words.js"
import { html, useMemo, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Empty, ErrorState } from "../../parts/empty.js"
import { SelectField } from "../../parts/field.js"
import { Icon } from "../../parts/icon.js"
import { Skeleton } from "../../parts/skeleton.js"
import { reasonWord } from "../../venue/reasons.js"
import { changesOf } from "../changes.js"
import { useAll, usePages } from "../hub.js"
import { dayPlus } from "../days.js"
import { grouped } from "../lists.js"
import { Page } from "../page.js"
import { addressOf } from "../places.js"
import { place, refine } from "../router.js"
import { t as shared } from "../words.js"
import { t } from "./words.js"

const KINDS = ["user", "device", "pairing", "room", "stay", "wristband", "therapist_session", "shop", "station", "category", "menu_item", "sku", "order", "line", "pad_call", "call", "message", "im_rule", "im_template"]
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
const KIND_SIGN = { wristband: "wristband", stay: "user", shop: "shop", picture: "image", sku: "sold-out" }
const ICON = { auth: "key", staff: "users", device: "pad", venue: "room", kds: "kitchen", orders: "bill", store: "dish", im: "speaker", calls: "bell" }

export default function Audit({ office }) {
  const { query } = place.value
  const people = useAll(office, office.may("staff.manage") ? office.at("/staff") : null)
  const pages = usePages(office, office.at("/audit", { object_kind: query.kind, actor_id: query.who, limit: 50 }))
  const names = useNames(office, people.body)
  const dayOf = (entry) => office.wall(entry.at).day
  return html`<${Page} office=${office} title=${shared("area_audit")} subtitle=${t("subtitle")}>
    <div class="of-filter">
      <${SelectField} aria-label=${t("object")} options=${[{ id: "", label: t("all_kinds") }, ...KINDS.map((kind) => ({ id: kind, label: t(`kind_${kind}`) }))]} value=${query.kind ?? ""} onChange=${(kind) => refine({ kind })} />
      <${SelectField}
        aria-label=${t("who")}
        options=${[{ id: "", label: t("everybody") }, ...withMe(office, people.body ?? []).map((person) => ({ id: person.id, label: person.name }))]}
        value=${query.who ?? ""}
        onChange=${(who) => refine({ who })}
      />
    </div>
    ${pages.problem && pages.items.length === 0 && html`<${ErrorState} problem=${pages.problem} onRetry=${pages.again} />`}
    ${pages.loading && html`<${Skeleton} kind="row" count=${10} />`}
    ${!pages.loading && !pages.problem && pages.items.length === 0 && html`<${Empty} icon="list" title=${t("empty")} text=${t("empty_text")} />`}
    ${[...grouped(pages.items, dayOf)].map(
      ([day, entries]) => html`<section key=${day} class="of-log-day">
        <h2 class="of-log-date">${dayWords(office, day)}</h2>
        <ol class="of-log of-card">${entries.map((entry) => html`<${Entry} key=${entry.id} office=${office} entry=${entry} names=${names} />`)}</ol>
      </section>`,
    )}
    ${pages.isMore && html`<div class="of-center"><${Button} size="s" busy=${pages.busy} onPress=${pages.more}>${shared("load_more")}<//></div>`}
  <//>`
}

function withMe(office, people) {
  return people.some((one) => one.id === office.user.id) ? people : [office.user, ...people]
}

function dayWords(office, day) {
  const today = office.wall(office.now()).day
  const label = dateLabel(day, { year: true })
  if (day === today) return `${t("today")} · ${label}`
  return day === dayPlus(today, -1) ? `${t("yesterday")} · ${label}` : label
}

/** Names of things by their id, as far as the shop's lists know them. */
function useNames(office, people) {
  const items = useAll(office, office.may("menu.edit") ? office.at("/menu/items") : null)
  return useMemo(() => {
    const { board } = office.screen
    const found = new Map((people ?? []).map((person) => [person.id, person.name]))
    for (const room of board.array("rooms").values()) found.set(room.id, shared("room", { number: room.number }))
    for (const device of board.array("devices").values()) found.set(device.id, device.name)
    for (const order of board.orders.values()) found.set(order.id, order.number)
    for (const line of board.lines.values()) found.set(line.id, `${line.number} ${nameOf(line)}`)
    for (const item of items.body ?? []) found.set(item.id, nameOf(item)).set(item.sku_id, nameOf(item))
    for (const shop of office.shops) found.set(shop.id, nameOf(shop))
    return found
  }, [people, items.body, office])
}

function Entry({ office, entry, names }) {
  const [open, setOpen] = useState(false)
  const changes = changesOf(entry.before, entry.after)
  const named = (text) => text && text.replace(ID, (id) => names.get(id) ?? id)
  const area = entry.action.split(".")[0]
  return html`<li class="of-log-entry">
    <div class="of-log-line">
      <time datetime=${entry.at}>${office.time(entry.at)}</time>
      <span class="of-log-icon"><${Icon} name=${KIND_SIGN[entry.object_kind] ?? ICON[area] ?? "info"} size=${16} /></span>
      <span class="of-log-words">
        <strong>${entry.action === "auth.session_opened" ? t("demo_link") : entry.actor_name || t("hub")}</strong>${entry.actor_kind === "device" && html` <span class="of-faint">(${t("a_device")})</span>`}
        ${" "}${t(entry.action)}${" "}<${Target} entry=${entry} names=${names} />
      </span>
      ${
        changes.length > 0 &&
        html`<button type="button" class="of-plain of-log-more" aria-expanded=${open} onClick=${() => setOpen(!open)}>
          ${t("n_changes", { n: changes.length })}<${Icon} name=${open ? "chevron-up" : "chevron-down"} size=${16} />
        </button>`
      }
    </div>
    ${
      open &&
      html`<div class="of-log-changes">
        <table class="of-diff">
          <thead><tr><th scope="col">${t("changes")}</th><th scope="col">${t("before")}</th><th scope="col">${t("after")}</th></tr></thead>
          <tbody>
            ${changes.map((one) => html`<tr key=${one.name}><th scope="row">${named(one.name)}</th><td>${shown(named(one.before))}</td><td>${shown(one.name === "reason" ? one.after && reasonWord(one.after) : named(one.after))}</td></tr>`)}
          </tbody>
        </table>
        ${entry.request_id && html`<p class="of-faint">${t("request", { id: entry.request_id })}</p>`}
      </div>`
    }
  </li>`
}

function shown(value) {
  return value === null ? html`<span class="of-faint">${t("nothing")}</span>` : value
}

const PLACE = { order: "orders", room: "rooms", device: "devices", user: "staff" }

function Target({ entry, names }) {
  const { object_kind: kind, object_id: id } = entry
  const own = entry.after ?? entry.before ?? {}
  const name = names.get(id) ?? own.name ?? own.number ?? own.code ?? (own.names && nameOf(own)) ?? (kind === "station" ? id : null)
  if (!name || (kind === "user" && id === entry.actor_id)) return null
  const href = kind === "menu_item" ? addressOf("menu", ["items", id]) : PLACE[kind] && addressOf(PLACE[kind], [id])
  return href ? html`<a href=${href}>${name}</a>` : html`<span>${name}</span>`
}
