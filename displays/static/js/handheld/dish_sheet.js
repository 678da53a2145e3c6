import { html, useState } from "../html.js"
import { nameOf } from "../core/words.js"
import { Button } from "../parts/button.js"
import { Sheet } from "../parts/dialog.js"
import { Stepper, TextField } from "../parts/field.js"
import { Icon } from "../parts/icon.js"
import { Money } from "../parts/money.js"
import { LONGEST_NOTE, MOST_OF_ONE } from "../ordering/basket.js"
import { allergenWord } from "../ordering/words.js"
import { areValid, canTake, firstChoices, inMenuOrder, toggle, unitPrice } from "../ordering/choices.js"
import { t } from "./words.js"

/** One dish with its choices, note and quantity; with `line`, the one in the basket is written anew. */
export function DishSheet({ item, line, currency, ordering, onClose }) {
  const [chosen, setChosen] = useState(() => (line ? inMenuOrder(item, line.options) : firstChoices(item)))
  const [quantity, setQuantity] = useState(line?.quantity ?? 1)
  const [note, setNote] = useState(line?.note ?? "")
  const done = () => {
    const wanted = { sku_id: item.sku_id, options: chosen, quantity, note }
    if (line) ordering.rewrite(line.id, wanted)
    else ordering.put(wanted)
    onClose()
  }
  const actions = html`
    <${Stepper} label=${t("quantity")} value=${quantity} min=${1} max=${MOST_OF_ONE} onChange=${setQuantity} />
    <${Button} kind="primary" size="l" disabled=${!areValid(item, chosen)} onPress=${done}>
      ${t(line ? "update" : "add_one")} <${Money} minor=${unitPrice(item, chosen) * quantity} currency=${currency} />
    <//>
  `
  return html`<${Sheet} open=${true} from="bottom" title=${nameOf(item)} onClose=${onClose} actions=${actions}>
    <div class="dish-sheet">
      ${item.allergens?.length > 0 && html`<p class="dish-allergens"><${Icon} name="allergen" size=${20} /><span>${t("allergens")}: ${item.allergens.map((code) => allergenWord(code)).join(", ")}</span></p>`}
      ${item.options.map((option) => html`<${Option} key=${option.id} item=${item} option=${option} currency=${currency} chosen=${chosen} onChoose=${setChosen} />`)}
      <${TextField} label=${t("note_for_kitchen")} icon="note" value=${note} onChange=${setNote} maxlength=${LONGEST_NOTE} />
    </div>
  <//>`
}

function Option({ item, option, currency, chosen, onChoose }) {
  return html`<fieldset class="option">
    <legend>${nameOf(option)} <small>${howMany(option)}</small></legend>
    <div class="choices">
      ${option.choices.map(
        (choice) => html`<button
          key=${choice.id}
          class="chip"
          aria-pressed=${String(chosen.includes(choice.id))}
          disabled=${!canTake(option, chosen, choice.id)}
          onClick=${() => onChoose(toggle(item, chosen, choice.id))}
        >
          <span>${nameOf(choice)}</span>${choice.price > 0 && html`<b>+<${Money} minor=${choice.price} currency=${currency} short /></b>`}
        </button>`,
      )}
    </div>
  </fieldset>`
}

function howMany({ min, max }) {
  if (min === max) return t("choose_exactly", { n: min })
  return min === 0 ? t("choose_up_to", { n: max }) : t("choose_between", { min, max })
}
