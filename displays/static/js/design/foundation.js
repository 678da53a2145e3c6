import { html, useEffect, useState } from "../html.js"
import { Icon } from "../parts/icon.js"
import { Block, Row } from "./block.js"
import { t } from "./words.js"

const PAIR = /pair (--[\w-]+) on (--[\w-]+) ≥ ([\d.]+)/g
const NEUTRALS = ["paper", "surface", "raised", "sunken", "hover", "chosen", "ink", "ink-2", "ink-3", "hair", "hair-strong", "focus"]
const TONES = ["primary", "accent", "good", "warn", "bad", "info"]
const STATES = ["placed", "preparing", "ready", "called", "served", "cancelled", "voided"]
const TIMES = ["time-neutral", "time-amber", "time-red", "rush", "allergen", "toast"]
const SIZES = [
  ["7xl", 128],
  ["6xl", 96],
  ["5xl", 64],
  ["4xl", 48],
  ["3xl", 36],
  ["2xl", 28],
  ["xl", 22],
  ["l", 18],
  ["m", 16],
  ["s", 14],
  ["xs", 12],
]

const fileText = (path) => fetch(new URL(path, import.meta.url)).then((answer) => answer.text())

function Swatch({ name }) {
  return html`<li class="swatch"><i style=${{ background: `var(--${name})` }} /><code>${name}</code></li>`
}

function Tone({ name }) {
  return html`<li class="tone-sample">
    <span style=${{ background: `var(--${name})`, color: `var(--on-${name})` }}>${name}</span>
    <span style=${{ background: `var(--${name}-soft)`, color: `var(--${name}-ink)` }}>${name}-soft</span>
  </li>`
}

function Bar({ name }) {
  return html`<li class="tone-sample"><span style=${{ background: `var(--${name})`, color: `var(--on-${name})` }}>${name}</span></li>`
}

function Pairs() {
  const [pairs, setPairs] = useState([])
  useEffect(() => {
    fileText("../../css/tokens.css").then((text) => setPairs([...text.matchAll(PAIR)]))
  }, [])
  return html`<ul class="pairs">
    ${pairs.map(
      ([whole, ink, ground, least]) => html`<li key=${whole} style=${{ color: `var(${ink})`, background: `var(${ground})` }} title=${whole}>
        ${Number(least) < 4.5 ? html`<i style=${{ background: `var(${ink})` }} />` : html`<b>Aa</b> ${least}`}
      </li>`,
    )}
  </ul>`
}

export function Colours() {
  return html`<${Block} id="colours" title=${t("colours")} text=${t("colours_text")}>
    <${Row} title=${t("neutrals")}><ul class="swatches">${NEUTRALS.map((name) => html`<${Swatch} key=${name} name=${name} />`)}</ul><//>
    <${Row} title=${t("tones")}><ul class="tone-samples">${TONES.map((name) => html`<${Tone} key=${name} name=${name} />`)}</ul><//>
    <${Row} title=${t("states")}><ul class="tone-samples">${STATES.map((name) => html`<${Tone} key=${name} name=${name} />`)}</ul><//>
    <${Row} title=${t("times")}><ul class="tone-samples">${TIMES.map((name) => html`<${Bar} key=${name} name=${name} />`)}</ul><//>
    <${Row}><${Pairs} /><//>
  <//>`
}

export function Type() {
  return html`<${Block} id="type" title=${t("type")}>
    <ul class="type-samples">
      ${SIZES.map(([name, px]) => html`<li key=${name}><code>${name} · ${px}</code><span style=${{ fontSize: `var(--text-${name})` }}>${px > 60 ? "#07 801" : t("type_sample")}</span></li>`)}
    </ul>
  <//>`
}

export function Icons() {
  const [names, setNames] = useState([])
  useEffect(() => {
    fileText("../../icons.svg").then((text) => setNames([...text.matchAll(/id="([\w-]+)"/g)].map((found) => found[1])))
  }, [])
  return html`<${Block} id="icons" title=${t("icons")}>
    <ul class="icon-samples">
      ${names.map((name) => html`<li key=${name}><${Icon} name=${name} size=${28} /><code>${name}</code></li>`)}
    </ul>
  <//>`
}
