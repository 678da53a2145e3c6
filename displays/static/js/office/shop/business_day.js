// Zone and day start, with the plain sentence of what they mean.
import { html } from "../../html.js"
import { Button } from "../../parts/button.js"
import { confirm } from "../../parts/dialog.js"
import { Icon } from "../../parts/icon.js"
import { isZone, nextRestart } from "../days.js"
import { Form, Text } from "../form.js"
import { Section } from "../page.js"
import { t as shared } from "../words.js"
import { useShopForm } from "./saving.js"
import { t } from "./words.js"

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const PART = {
  valuesOf: ({ timezone, day_start }) => ({ timezone, day_start }),
  bodyOf: ({ timezone, day_start }) => ({ timezone: timezone.trim(), day_start }),
  check: ({ timezone, day_start }) => ({
    ...(!isZone(timezone.trim()) && { "/timezone": t("zone_wrong") }),
    ...(!TIME.test(day_start) && { "/day_start": shared("required") }),
  }),
}

export function BusinessDay({ office, shop, again }) {
  const { form, save } = useShopForm(office, shop, again, PART)
  const { values, wrong } = form
  const zones = Intl.supportedValuesOf?.("timeZone") ?? []
  const isGood = Object.keys(wrong).length === 0
  async function ask() {
    const sure = !isGood || (await confirm({ title: t("day_change"), text: t("day_change_text"), yes: t("change") }))
    if (sure) await save()
  }
  return html`<${Section} title=${t("part_day")} text=${t("day_text")} class="of-card">
    <p class="of-sentence" aria-live="polite"><${Icon} name="clock" size=${20} />
      <span>${sentence(isGood ? values : PART.valuesOf(shop), office.screen.now.value)}</span>
    </p>
    <${Form} form=${form} onSubmit=${ask} label=${t("part_day")}>
      <div class="of-pair">
        <${Text} form=${form} at="/timezone" label=${t("zone")} list="of-zones" autocomplete="off" spellcheck=${false} />
        <${Text} form=${form} at="/day_start" label=${t("day_start")} hint=${t("day_start_hint")} type="time" />
      </div>
      <datalist id="of-zones">${zones.map((zone) => html`<option key=${zone} value=${zone}></option>`)}</datalist>
      <div class="of-form-end"><${Button} kind="primary" size="s" type="submit" busy=${form.busy} disabled=${!form.isDirty}>${shared("save")}<//></div>
    <//>
  <//>`
}

/** "Numbers restart at 03:00 Asia/Shanghai; next: tomorrow 03:00." */
export function sentence({ timezone, day_start }, now) {
  return t("sentence", { time: day_start, zone: timezone, when: t(nextRestart(now, timezone, day_start)) })
}
