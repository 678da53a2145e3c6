// The options of an item: groups of choices, with how many may be taken and what each costs more.
import { html } from "../../html.js"
import { Button, IconButton } from "../../parts/button.js"
import { Field, Stepper } from "../../parts/field.js"
import { sign } from "../amounts.js"
import { Text } from "../form.js"
import { moved } from "../lists.js"
import { Section } from "../page.js"
import { newChoice, newOption } from "./item_values.js"
import { t } from "./words.js"

const MOST_OPTIONS = 20
const MOST_CHOICES = 50

export function Options({ form, currency }) {
  const options = form.at("/options")
  const set = (next) => form.set("/options", next)
  const add = html`<${Button} size="s" icon="plus" disabled=${options.length >= MOST_OPTIONS} onPress=${() => set([...options, newOption()])}>${t("add_option")}<//>`
  return html`<${Section} title=${t("options")} text=${t("options_text")} class="of-card" actions=${add}>
    ${options.map(
      (option, place) => html`<${Option}
        key=${option.id ?? place}
        form=${form}
        at=${`/options/${place}`}
        place=${place}
        count=${options.length}
        currency=${currency}
        onMove=${(to) => set(moved(options, place, to))}
        onRemove=${() => set(options.filter((_, index) => index !== place))}
      />`,
    )}
  <//>`
}

function Option({ form, at, place, count, currency, onMove, onRemove }) {
  const option = form.at(at)
  const choices = option.choices
  const setChoices = (next) => form.set(`${at}/choices`, next)
  return html`<fieldset class="of-option">
    <legend class="of-option-head">
      <span>${t("option_n", { n: place + 1 })}</span>
      <span class="of-option-acts">
        <${IconButton} size="s" icon="arrow-up" label=${t("option_up")} disabled=${place === 0} onPress=${() => onMove(place - 1)} />
        <${IconButton} size="s" icon="arrow-down" label=${t("option_down")} disabled=${place === count - 1} onPress=${() => onMove(place + 1)} />
        <${IconButton} size="s" icon="trash" label=${t("remove_option")} onPress=${onRemove} />
      </span>
    </legend>
    <div class="of-option-names">
      <${Text} form=${form} at=${`${at}/names/zh-CN`} label=${t("option_zh")} maxlength="80" lang="zh-CN" />
      <${Text} form=${form} at=${`${at}/names/en`} label=${t("option_en")} maxlength="80" lang="en" />
      <${Field} label=${t("at_least")} error=${form.error(`${at}/min`)}>
        <${Stepper} size="s" label=${t("at_least")} value=${option.min} min=${0} max=${MOST_CHOICES} onChange=${(value) => form.set(`${at}/min`, value)} />
      <//>
      <${Field} label=${t("at_most")} error=${form.error(`${at}/max`)}>
        <${Stepper} size="s" label=${t("at_most")} value=${option.max} min=${1} max=${MOST_CHOICES} onChange=${(value) => form.set(`${at}/max`, value)} />
      <//>
    </div>
    <h3 class="of-mini-title">${t("choices")}</h3>
    ${form.error(`${at}/choices`) && html`<p class="of-refused" role="alert">${form.error(`${at}/choices`)}</p>`}
    ${choices.map(
      (choice, index) => html`<div class="of-choice" key=${choice.id ?? index}>
        <${Text} form=${form} at=${`${at}/choices/${index}/names/zh-CN`} label=${t("option_zh")} maxlength="80" lang="zh-CN" />
        <${Text} form=${form} at=${`${at}/choices/${index}/names/en`} label=${t("option_en")} maxlength="80" lang="en" />
        <${Text} form=${form} at=${`${at}/choices/${index}/price`} label=${t("extra")} suffix=${sign(currency)} inputmode="decimal" placeholder="0" autocomplete="off" />
        <span class="of-option-acts">
          <${IconButton} size="s" icon="arrow-up" label=${t("option_up")} disabled=${index === 0} onPress=${() => setChoices(moved(choices, index, index - 1))} />
          <${IconButton} size="s" icon="trash" label=${t("remove_choice")} onPress=${() => setChoices(choices.filter((_, other) => other !== index))} />
        </span>
      </div>`,
    )}
    <${Button} size="s" kind="quiet" icon="plus" disabled=${choices.length >= MOST_CHOICES} onPress=${() => setChoices([...choices, newChoice()])}>${t("add_choice")}<//>
  </fieldset>`
}

