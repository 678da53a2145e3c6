// Messages: what was said, where and when, and why not; and the alarms that stood while something did not work.
import { html } from "../../html.js"
import { Tabs } from "../../parts/tabs.js"
import { useRead } from "../hub.js"
import { Page } from "../page.js"
import { go, place } from "../router.js"
import { t as shared } from "../words.js"
import { Alarms } from "./alarms.js"
import { Log } from "./log.js"
import { channelNamer } from "./looks.js"
import { t } from "./words.js"

export default function Messages({ office }) {
  const isAlarms = place.value.rest[0] === "alarms"
  const stations = useRead(office, office.may("kds.read") ? office.at("/kds/stations") : null)
  void office.screen.changed.value
  const standing = office.screen.board.array("alarms").size
  const channelName = channelNamer(office, stations.body?.stations ?? [])
  return html`<${Page} office=${office} title=${shared("area_messages")} subtitle=${t("subtitle")}>
    <${Tabs}
      label=${shared("area_messages")}
      tabs=${[
        { id: "log", label: t("tab_log"), icon: "send" },
        { id: "alarms", label: t("tab_alarms"), icon: "bell-ring", count: standing || undefined, tone: "bad" },
      ]}
      value=${isAlarms ? "alarms" : "log"}
      onChange=${(next) => go("messages", next === "alarms" ? ["alarms"] : [])}
    />
    ${isAlarms ? html`<${Alarms} office=${office} channelName=${channelName} />` : html`<${Log} office=${office} channelName=${channelName} />`}
  <//>`
}
