import { html, useState } from "../html.js"
import { language, nameOf } from "../core/words.js"
import { Button } from "../parts/button.js"
import { Dialog, Sheet } from "../parts/dialog.js"
import { Stepper, TextArea } from "../parts/field.js"
import { Icon } from "../parts/icon.js"
import { Money } from "../parts/money.js"
import { LONGEST_NOTE, MOST_OF_ONE } from "../ordering/basket.js"
import { describe } from "../ordering/catalogue.js"
import { canTake, firstChoices, inMenuOrder, takenOf, toggle, unitPrice, unsettled } from "../ordering/choices.js"
import { allergenWord } from "../ordering/words.js"
import { narrow } from "./narrow.js"
import { Photo } from "./photo.js"
import { t } from "./words.js"

/** One dish large: what it is, what may be chosen, how many. With a `lineId` it changes a line of the basket. */
export function DishSheet({ pad, sheet }) {
  // The menu may have been edited since the sheet was opened.
  const item = pad.catalogue.value.bySku.get(sheet.item.sku_id) ?? sheet.item
  const line = pad.basket.value?.lines.find((one) => one.id === sheet.lineId)
  const [chosen, setChosen] = useState(() => (line ? inMenuOrder(item, line.options) : firstChoices(item)))
  const [note, setNote] = useState(line?.note ?? "")
  const [quantity, setQuantity] = useState(line?.quantity ?? 1)
  const isSoldOut = pad.soldOut.value.has(item.sku_id)
  const missing = unsettled(item, chosen)

  const save = () => {
    if (line) pad.rewrite(line.id, { sku_id: item.sku_id, options: chosen, note, quantity })
    else pad.add(item, { options: chosen, note, quantity })
    pad.close()
  }
  const foot = html`<div class="dish-foot">
    <${Stepper} label=${t("quantity")} size="l" value=${quantity} min=${1} max=${MOST_OF_ONE} onChange=${setQuantity} />
    <${Button} kind="primary" size="xl" class="dish-save" disabled=${isSoldOut || missing.length > 0} onPress=${save}>
      ${isSoldOut ? t("sold_out") : missing.length > 0 ? t("missing", { name: nameOf(missing[0]) }) : html`${t(line ? "save" : narrow.value ? "add_short" : "add")} · <${Money} minor=${unitPrice(item, chosen) * quantity} currency=${item.currency} short />`}
    <//>
  </div>`
  const body = html`<div class="dish-sheet-photo" data-sold-out=${String(isSoldOut)}>
      <${Photo} item=${item} eager />
      ${isSoldOut && html`<span class="dish-sold-out"><${Icon} name="sold-out" size=${20} />${t("sold_out")}</span>`}
    </div>
    <div class="dish-sheet-words">
      <${About} item=${item} />
      ${item.options.map((option) => html`<${Option} key=${option.id} option=${option} chosen=${chosen} currency=${item.currency} onToggle=${(id) => setChosen(toggle(item, chosen, id))} />`)}
      <${Note} note=${note} onChange=${setNote} />
    </div>`
  const Frame = narrow.value ? Sheet : Dialog
  return html`<${Frame} open=${true} from="bottom" size="l" class="dish-sheet" title=${nameOf(item)} onClose=${() => pad.close()} actions=${foot}>${body}<//>`
}

function About({ item }) {
  const told = describe(item, language.value)
  return html`<p class="dish-sheet-price"><${Money} minor=${item.price} currency=${item.currency} short /><span>${t("each")}</span></p>
    ${told && html`<p class="dish-sheet-told">${told}</p>`}
    <div class="allergens" role="group" aria-label=${t("allergens")}>
      <span class="allergens-word"><${Icon} name="allergen" size=${18} />${t("allergens")}</span>
      ${item.allergens.length > 0 ? item.allergens.map((code) => html`<span key=${code} class="allergen">${allergenWord(code)}</span>`) : html`<span class="allergens-none">${t("no_allergens")}</span>`}
    </div>`
}

function Option({ option, chosen, currency, onToggle }) {
  const isSingle = option.max === 1
  const taken = takenOf(option, chosen)
  const isMissing = taken < option.min
  return html`<fieldset class="option" role=${isSingle ? "radiogroup" : "group"} aria-label=${nameOf(option)}>
    <div class="option-head">
      <h3>${nameOf(option)}</h3>
      <span class="option-rule" data-missing=${String(isMissing)}>${isMissing && html`<${Icon} name="info" size=${16} />`}${ruleOf(option)}</span>
    </div>
    <div class="option-choices">
      ${option.choices.map((choice) => {
        const isTaken = chosen.includes(choice.id)
        return html`<button
          type="button"
          key=${choice.id}
          class="choice"
          role=${isSingle ? "radio" : "checkbox"}
          aria-checked=${String(isTaken)}
          disabled=${!canTake(option, chosen, choice.id)}
          onClick=${() => onToggle(choice.id)}
        >
          <span class="choice-mark" data-single=${String(isSingle)}>${isTaken && html`<${Icon} name="check" size=${16} />`}</span>
          <span>${nameOf(choice)}</span>
          ${choice.price !== 0 && html`<span class="choice-price">+<${Money} minor=${choice.price} currency=${currency} short /></span>`}
        </button>`
      })}
    </div>
  </fieldset>`
}

function ruleOf({ min, max, choices }) {
  const most = Math.min(max, choices.length)
  if (min === 0) return most === 1 ? t("choose_upto_one") : t("choose_upto", { n: most })
  if (min === most) return most === 1 ? t("choose_one") : t("choose_exactly", { n: min })
  return t("choose_between", { min, max: most })
}

function Note({ note, onChange }) {
  const left = LONGEST_NOTE - [...note].length
  return html`<${TextArea}
    class="dish-note"
    label=${t("note")}
    rows=${2}
    maxlength=${LONGEST_NOTE}
    placeholder=${t("note_hint")}
    hint=${left <= 50 ? t("letters_left", { n: Math.max(left, 0) }) : undefined}
    enterkeyhint="done"
    value=${note}
    onChange=${onChange}
  />`
}
