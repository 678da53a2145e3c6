// The week's opening hours.
import { html } from "../../html.js"
import { Button, IconButton } from "../../parts/button.js"
import { Form, Text } from "../form.js"
import { Section } from "../page.js"
import { t as shared } from "../words.js"
import { hoursOf, mistakesOf, pastMidnight, WEEKDAYS, weekOf } from "./hours.js"
import { useShopForm } from "./saving.js"
import { t } from "./words.js"

const MOST = 50
const PART = {
  valuesOf: (shop) => weekOf(shop.hours),
  bodyOf: (week) => ({ hours: hoursOf(week) }),
  check: (week) => Object.fromEntries(Object.entries(mistakesOf(week)).map(([pointer, what]) => [pointer, t(what)])),
}

export function Hours({ office, shop, again }) {
  const { form, save } = useShopForm(office, shop, again, PART)
  const week = form.values
  const count = hoursOf(week).length
  const copy = (day) => WEEKDAYS.forEach((other) => form.set(`/${other}`, week[day].map((one) => ({ ...one }))))
  return html`<${Section} title=${t("part_hours")} text=${t("hours_text")} class="of-card">
    <${Form} form=${form} onSubmit=${save} label=${t("part_hours")}>
      ${count === 0 && html`<p class="of-faint">${t("no_hours")}</p>`}
      <div class="of-week">
        ${WEEKDAYS.map(
          (day) => html`<div key=${day} class="of-weekday" role="group" aria-label=${t(`weekday_${day}`)}>
            <strong class="of-weekday-name">${t(`weekday_${day}`)}</strong>
            <div class="of-stretches">
              ${week[day].length === 0 && html`<span class="of-faint of-closed-day">${t(count === 0 ? "by_hand" : "closed_day")}</span>`}
              ${week[day].map(
                (stretch, place) => html`<div key=${place} class="of-stretch">
                  <${Text} form=${form} at=${`/${day}/${place}/opens`} type="time" aria-label=${`${t(`weekday_${day}`)} ${t("opens")}`} />
                  <span aria-hidden="true">–</span>
                  <${Text} form=${form} at=${`/${day}/${place}/closes`} type="time" aria-label=${`${t(`weekday_${day}`)} ${t("closes")}`} />
                  <span class="of-faint of-next-day">${pastMidnight(stretch) ? t("next_day") : ""}</span>
                  <${IconButton} size="s" icon="close" label=${t("remove_stretch")} onPress=${() => form.set(`/${day}`, week[day].filter((_, index) => index !== place))} />
                </div>`,
              )}
            </div>
            <span class="of-weekday-acts">
              <${Button} size="s" kind="quiet" icon="plus" disabled=${count >= MOST} onPress=${() => form.set(`/${day}`, [...week[day], { opens: "10:00", closes: "22:00" }])}>${t("add_stretch")}<//>
              ${week[day].length > 0 && html`<${IconButton} size="s" icon="copy" label=${t("copy_to_all")} onPress=${() => copy(day)} />`}
            </span>
          </div>`,
        )}
      </div>
      <div class="of-form-end"><${Button} kind="primary" size="s" type="submit" busy=${form.busy} disabled=${!form.isDirty}>${shared("save")}<//></div>
    <//>
  <//>`
}
