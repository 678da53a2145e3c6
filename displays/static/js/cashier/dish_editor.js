import { html, useLayoutEffect, useState } from "../html.js"
import { nameOf } from "../core/words.js"
import { LONGEST_NOTE, MOST_OF_ONE } from "../ordering/basket.js"
import { areValid, canTake, firstChoices, inMenuOrder, toggle, unitPrice } from "../ordering/choices.js"
import { allergenWord } from "../ordering/words.js"
import { Button } from "../parts/button.js"
import { Dialog } from "../parts/dialog.js"
import { Stepper, TextField } from "../parts/field.js"
import { Icon } from "../parts/icon.js"
import { Money } from "../parts/money.js"
import { listed } from "./said.js"
import { t } from "./words.js"

/** The choices, quantity and note of one dish. Digits take a choice, + and − change the quantity, Enter is done. */
export function DishEditor({ item, line, quantity: wanted = 1, currency, ordering, onClose }) {
  const [chosen, setChosen] = useState(() => (line ? inMenuOrder(item, line.options) : firstChoices(item)))
  const [quantity, setQuantity] = useState(line?.quantity ?? wanted)
  const [note, setNote] = useState(line?.note ?? "")
  const valid = areValid(item, chosen)
  const choices = item.options.flatMap((option) => option.choices.map((choice) => ({ option, choice })))
  const done = () => {
    if (!valid) return
    const made = { sku_id: item.sku_id, options: chosen, quantity, note }
    if (line) ordering.rewrite(line.id, made)
    else ordering.put(made)
    onClose()
  }
  const keyed = (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return
    const typing = event.target.matches("input")
    if (event.key === "Enter" && (typing || !event.target.matches("button"))) done()
    else if (typing) return
    else if (/^[1-9]$/.test(event.key) && choices[event.key - 1]) take(choices[event.key - 1])
    else if (event.key === "+" || event.key === "=") setQuantity(Math.min(MOST_OF_ONE, quantity + 1))
    else if (event.key === "-") setQuantity(Math.max(1, quantity - 1))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  useLayoutEffect(() => {
    addEventListener("keydown", keyed) // wherever in the dialog the focus is
    return () => removeEventListener("keydown", keyed)
  })
  const take = ({ option, choice }) => canTake(option, chosen, choice.id) && setChosen(toggle(item, chosen, choice.id))
  const actions = html`<${Stepper} label=${t("quantity")} value=${quantity} min=${1} max=${MOST_OF_ONE} onChange=${setQuantity} />
    <${Button} kind="primary" size="l" disabled=${!valid} onPress=${done} autofocus>${t(line ? "update" : "add_one")} <${Money} minor=${unitPrice(item, chosen) * quantity} currency=${currency} /> <kbd>↵</kbd><//>`
  return html`<${Dialog} open title=${nameOf(item)} onClose=${onClose} actions=${actions}>
    <div class="d-editor">
      ${item.allergens?.length > 0 && html`<p class="d-allergens"><${Icon} name="allergen" size=${18} />${t("allergens")}: ${listed(item.allergens.map((code) => allergenWord(code)))}</p>`}
      ${item.options.map(
        (option) => html`<fieldset key=${option.id}>
          <legend>${nameOf(option)} <small>${howMany(option)}</small></legend>
          <div class="d-choices">
            ${option.choices.map((choice) => {
              const place = choices.findIndex((one) => one.choice.id === choice.id)
              return html`<button type="button" key=${choice.id} class="d-chip" aria-pressed=${String(chosen.includes(choice.id))} disabled=${!canTake(option, chosen, choice.id)} onClick=${() => take({ option, choice })}>
                ${place < 9 && html`<kbd>${place + 1}</kbd>`}<span>${nameOf(choice)}</span>${choice.price > 0 && html`<b>+<${Money} minor=${choice.price} currency=${currency} short /></b>`}
              </button>`
            })}
          </div>
        </fieldset>`,
      )}
      <${TextField} label=${t("note_for_kitchen")} icon="note" value=${note} onChange=${setNote} maxlength=${LONGEST_NOTE} />
    </div>
  <//>`
}

function howMany({ min, max }) {
  if (min === max) return t("choose_exactly", { n: min })
  return min === 0 ? t("choose_up_to", { n: max }) : t("choose_between", { min, max })
}
