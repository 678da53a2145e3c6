import { html, useState } from "../html.js"
import { Button, IconButton } from "../parts/button.js"
import { Card } from "../parts/card.js"
import { Field, SearchField, SelectField, Slider, Stepper, Switch, TextArea, TextField } from "../parts/field.js"
import { NumberPad } from "../parts/number_pad.js"
import { Segmented, Tabs } from "../parts/tabs.js"
import { Block, Row } from "./block.js"
import { t } from "./words.js"

const KINDS = ["plain", "primary", "accent", "good", "danger", "quiet"]

export function Buttons() {
  const [on, setOn] = useState(true)
  return html`<${Block} id="buttons" title=${t("buttons")}>
    ${["s", "m", "l", "xl"].map(
      (size) => html`<${Row} key=${size} title=${size}>
        ${KINDS.map((kind) => html`<${Button} key=${kind} kind=${kind} size=${size}>${t(kind)}<//>`)}
        <${Button} size=${size} icon="recall">${t("with_icon")}<//>
        <${IconButton} size=${size} icon="settings" label=${t("menu")} />
      <//>`,
    )}
    <${Row} title=${t("states")}>
      ${KINDS.map((kind) => html`<${Button} key=${kind} kind=${kind} disabled>${t("disabled")}<//>`)}
      <${Button} kind="primary" busy>${t("busy")}<//>
      <${Button} pressed=${on} icon="sound-on" onPress=${() => setOn(!on)}>${t("pressed")}<//>
    <//>
    <${Row} title=${t("focus")} class="design-focus">
      ${KINDS.map((kind) => html`<${Button} key=${kind} kind=${kind}>${t(kind)}<//>`)}
    <//>
  <//>`
}

export function Fields() {
  const [name, setName] = useState(t("dumplings"))
  const [station, setStation] = useState("hot")
  const [sound, setSound] = useState(true)
  const [count, setCount] = useState(2)
  const [volume, setVolume] = useState(65)
  const [find, setFind] = useState("801")
  const [secret, setSecret] = useState("bathhouse")
  const stations = ["hot", "cold", "bar"].map((id) => ({ id, label: t(id) }))
  return html`<${Block} id="fields" title=${t("fields")}>
    <div class="design-grid">
      <${TextField} label=${t("name")} hint=${t("name_hint")} value=${name} onChange=${setName} required />
      <${TextField} label=${t("price")} value="0" suffix="¥" inputmode="decimal" error=${t("price_wrong")} />
      <${TextField} label=${t("secret")} type="password" value=${secret} onChange=${setSecret} autocomplete="off" />
      <${TextField} label=${t("locked")} value="801" icon="lock" disabled />
      <${SelectField} label=${t("station")} value=${station} options=${stations} onChange=${setStation} />
      <${SelectField} label=${t("station")} value=${null} placeholder=${t("choose")} options=${stations} />
      <${TextArea} label=${t("note")} value=${t("note_sample")} />
      <div class="design-stack">
        <${Switch} label=${t("sound")} hint=${t("sound_hint")} value=${sound} onChange=${setSound} />
        <${Switch} label=${t("disabled")} value=${false} disabled />
      </div>
      <${SearchField} value=${find} onChange=${setFind} placeholder=${t("find")} />
      <${Field} label=${t("volume")}><${Slider} label=${t("volume")} value=${volume} step=${5} onChange=${setVolume} /><//>
      <${Field} label=${t("quantity")}>
        <div class="design-row-inside">
          <${Stepper} label=${t("quantity")} value=${count} max=${9} onChange=${setCount} />
          <${Stepper} label=${t("quantity")} value=${count} max=${9} size="l" onChange=${setCount} />
        </div>
      <//>
    </div>
  <//>`
}

export function Choices() {
  const [tab, setTab] = useState("calls")
  const [view, setView] = useState("cards")
  const tabs = [
    { id: "wristbands", label: t("tab_wristbands"), icon: "wristband", count: 4 },
    { id: "calls", label: t("tab_calls"), icon: "bell", count: 2 },
    { id: "ready", label: t("tab_ready"), icon: "check", count: 0 },
    { id: "problems", label: t("tab_problems"), icon: "warning", count: 1, tone: "bad" },
  ]
  const views = [
    { id: "cards", label: t("view_cards"), icon: "cards" },
    { id: "items", label: t("view_items"), icon: "items" },
  ]
  return html`<${Block} id="choices" title=${t("choices")}>
    <${Row}><${Tabs} tabs=${tabs} value=${tab} onChange=${setTab} label=${t("choices")} /><//>
    <${Row}>
      ${["s", "m", "xl"].map((size) => html`<${Segmented} key=${size} size=${size} options=${views} value=${view} onChange=${setView} label=${t("choices")} />`)}
    <//>
  <//>`
}

export function Numbers() {
  const [text, setText] = useState("58")
  return html`<${Block} id="number-pad" title=${t("number_pad")}>
    <div class="design-row-inside">
      <${Card} class="design-narrow">
        <p class="design-number" aria-live="polite">${text || "–"}</p>
        <${NumberPad} label=${t("wristband")} value=${text} length=${4} onChange=${setText} onDone=${() => setText("")} />
      <//>
    </div>
  <//>`
}
