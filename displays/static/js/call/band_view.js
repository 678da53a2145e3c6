import { html } from "../html.js"
import { Icon } from "../parts/icon.js"
import { BAND_MS } from "./band.js"
import { WallNumber } from "./number.js"
import { Said } from "./said.js"

/** The newest call, alone. The bar below runs out with its eight seconds. */
export function BandView({ call, behind, old, languages, said }) {
  return html`<div class="band" role="status" key=${`${call.id}:${call.called_at}`}>
    <span class="band-bell"><${Icon} name="bell-ring" size="100%" /></span>
    <${WallNumber} label=${call.number} old=${old} language=${languages[0]} />
    <span class="band-what"><${Said} k="now" languages=${languages} class="band-words" />${said && html`<${Announced} said=${said} />`}</span>
    ${behind > 0 && html`<${Said} k="more" languages=${languages.slice(0, 1)} members=${{ n: behind }} class="band-more" />`}
    <span class="band-time" style=${{ "--band": `${BAND_MS}ms` }} aria-hidden="true"></span>
  </div>`
}

/** What is being said, in words, for whoever does not hear it. */
export function Announced({ said }) {
  return html`<span class="announced" lang=${said.lang} role="status"><${Icon} name="sound-on" size="1em" /><span>${said.text}</span></span>`
}
