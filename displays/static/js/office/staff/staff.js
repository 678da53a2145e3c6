// Staff: who works here, in which role; adding, changing, a new password, switching off.
import { nameOf } from "../../core/words.js"
import { html, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Empty } from "../../parts/empty.js"
import { SearchField, SelectField } from "../../parts/field.js"
import { Pill } from "../../parts/pill.js"
import { Table } from "../../parts/table.js"
import { Loaded, useAll } from "../hub.js"
import { holds } from "../lists.js"
import { Page } from "../page.js"
import { go, place, refine } from "../router.js"
import { t as shared } from "../words.js"
import { AddPerson } from "./add_person.js"
import { PersonSheet } from "./person_sheet.js"
import { jobWords, t } from "./words.js"

export const ROLES = ["owner", "manager", "cashier", "waiter", "cook", "cleaner"]

export default function Staff({ office }) {
  const [adding, setAdding] = useState(false)
  const here = place.value
  const wide = office.isOwner && here.query.all === "1"
  const read = useAll(office, wide ? "/staff" : office.at("/staff"))
  const people = read.body
  const off = (people ?? []).filter((person) => person.state !== "active").length
  return html`<${Page}
    office=${office}
    title=${shared("area_staff")}
    subtitle=${people && t("subtitle", { n: people.length, off })}
    actions=${html`<${Button} size="s" kind="primary" icon="plus" onPress=${() => setAdding(true)}>${t("add")}<//>`}
  >
    <${Loaded} read=${read} kind="row" count=${8}>${() => html`<${People} office=${office} people=${people} />`}<//>
    ${people && here.rest[0] && html`<${PersonSheet} key=${here.rest[0]} office=${office} person=${people.find((one) => one.id === here.rest[0])} again=${read.again} onClose=${() => go("staff", [], here.query)} />`}
    ${adding && html`<${AddPerson} office=${office} again=${read.again} onClose=${() => setAdding(false)} />`}
  <//>`
}

function People({ office, people }) {
  const [typed, setTyped] = useState("")
  const { query } = place.value
  const shown = people.filter((person) => (!query.role || person.role === query.role) && holds(typed, person.name, person.username, person.job))
  return html`
    <div class="of-filter">
      <${SearchField} value=${typed} onChange=${setTyped} placeholder=${t("search")} />
      <${SelectField}
        aria-label=${t("role")}
        options=${[{ id: "", label: t("all_roles") }, ...ROLES.map((role) => ({ id: role, label: shared(`role_${role}`) }))]}
        value=${query.role ?? ""}
        onChange=${(role) => refine({ role })}
      />
      ${office.isOwner && html`<button type="button" class="of-chip" aria-pressed=${query.all === "1"} onClick=${() => refine({ all: query.all ? "" : "1" })}>${t("all_brand")}</button>`}
    </div>
    <${Table}
      class="of-table"
      label=${shared("area_staff")}
      rows=${shown}
      onRow=${(person) => go("staff", [person.id], query)}
      empty=${people.length === 0 ? html`<${Empty} icon="users" title=${t("empty")} text=${t("empty_text")} />` : html`<${Empty} icon="search" title=${shared("nothing_found")} text=${shared("nothing_found_text")} />`}
      columns=${[
        {
          key: "name",
          label: t("name"),
          sort: true,
          render: (person) => html`<span class="of-device">
            <span class="of-avatar" data-letter=${[...person.name][0]} aria-hidden="true"></span>
            <span class="of-two-lines">
              <strong>${person.name}${person.id === office.user.id && html` <span class="of-faint">${t("you")}</span>`}</strong>
              <small>${person.username}</small>
            </span>
          </span>`,
        },
        { key: "role", label: t("role"), sort: (person) => ROLES.indexOf(person.role), render: (person) => shared(`role_${person.role}`) },
        { key: "job", label: t("job"), sort: true, class: "of-wide-only", render: (person) => jobWords(person.job) || html`<span class="of-faint">–</span>` },
        office.isOwner && { key: "shop", label: t("shop"), class: "of-wide-only", render: (person) => shopName(office, person.shop_id) },
        { key: "state", label: t("state"), sort: true, render: (person) => (person.state === "active" ? html`<${Pill} tone="good" icon="check">${t("active")}<//>` : html`<${Pill} icon="ban">${t("disabled")}<//>`) },
      ].filter(Boolean)}
    />
  `
}

function shopName(office, id) {
  return id === null ? t("every_shop") : (nameOf(office.shops.find((shop) => shop.id === id)) || "–")
}
