// The fourteen allergens of EU law (Regulation 1169/2011, Annex II) as chips, and others by name.
import { html, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { TextField } from "../../parts/field.js"
import { Icon } from "../../parts/icon.js"
import { allergenWord } from "../../ordering/words.js"
import { t as shared } from "../words.js"
import { ALLERGENS } from "./item_values.js"
import { t } from "./words.js"

const MOST = 20

export function Allergens({ value, onChange }) {
  const [typed, setTyped] = useState("")
  const shown = [...ALLERGENS, ...value.filter((one) => !ALLERGENS.includes(one))]
  const flip = (one) => onChange(value.includes(one) ? value.filter((held) => held !== one) : [...value, one])
  function add() {
    const name = typed.trim()
    if (name && !value.includes(name) && value.length < MOST) onChange([...value, name])
    setTyped("")
  }
  return html`<div class="of-chips" role="group" aria-label=${t("allergens")}>
      ${shown.map(
        (one) => html`<button key=${one} type="button" class="of-chip" aria-pressed=${value.includes(one)} onClick=${() => flip(one)}>
          <${Icon} name=${value.includes(one) ? "check" : "plus"} size=${14} />${allergenWord(one)}
        </button>`,
      )}
    </div>
    <div class="of-add-row">
      <${TextField} label=${t("other_allergen")} value=${typed} onChange=${setTyped} maxlength="40" onKeyDown=${(event) => {
        if (event.key !== "Enter") return
        event.preventDefault()
        add()
      }} />
      <${Button} size="m" icon="plus" disabled=${typed.trim() === ""} onPress=${add}>${shared("add")}<//>
    </div>`
}
