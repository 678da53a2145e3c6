import { html, signal } from "../html.js"
import { Brand } from "../parts/brand.js"
import { LookSwitch } from "../parts/look.js"
import { mount } from "../parts/mount.js"
import { Segmented } from "../parts/tabs.js"
import { Buttons, Choices, Fields, Numbers } from "./controls.js"
import { Colours, Icons, Type } from "./foundation.js"
import { Gates, Outbox } from "./gates.js"
import { Cards, Empties, Loading, Overlays, Pills, States, Tables, TopBars } from "./shown.js"
import { t } from "./words.js"

const BLOCKS = [Colours, Type, Icons, Buttons, Pills, States, Cards, Fields, Choices, Numbers, Tables, Overlays, Empties, Loading, TopBars, Outbox, Gates]

const beside = signal(new URLSearchParams(location.search).has("both"))

function Everything() {
  return BLOCKS.map((Part) => html`<${Part} key=${Part.name} />`)
}

function Page() {
  const options = [
    { id: false, label: t("one_theme"), icon: "pad" },
    { id: true, label: t("both_themes"), icon: "cards" },
  ]
  return html`<header class="design-head">
      <${Brand} />
      <${Segmented} size="s" options=${options} value=${beside.value} onChange=${(both) => (beside.value = both)} label=${t("both_themes")} />
      <${LookSwitch} />
    </header>
    <main class=${beside.value ? "design design-beside" : "design"}>
      <div class="design-intro"><h1>${t("title")}</h1><p>${t("lead")}</p></div>
      ${beside.value
        ? ["light", "dark"].map((theme) => html`<div key=${theme} class="design-side" data-theme=${theme}><${Everything} /></div>`)
        : html`<div class="design-side"><${Everything} /></div>`}
    </main>`
}

mount(() => html`<${Page} />`)
