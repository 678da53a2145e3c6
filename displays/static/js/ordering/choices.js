// The options of one dish: what may be chosen, what is still missing, what it costs. Pure.
// Chosen choices are a list of choice ids in the order of the menu, which is how the hub answers them too.

/** What is chosen before the guest has chosen: where exactly one is asked for, the first. */
export function firstChoices(item) {
  return item.options.filter((option) => option.min === 1 && option.max === 1).map((option) => option.choices[0].id)
}

/** How many choices of an option are taken. */
export function takenOf(option, chosen) {
  return option.choices.filter((choice) => chosen.includes(choice.id)).length
}

/** Tap a choice: it goes in or out. Where only one may be taken it replaces the one before; a full option takes no more. */
export function toggle(item, chosen, choiceId) {
  const option = item.options.find((one) => one.choices.some((choice) => choice.id === choiceId))
  if (!option) return chosen
  if (chosen.includes(choiceId)) {
    const mustStay = option.max === 1 && option.min === 1
    return mustStay ? chosen : chosen.filter((id) => id !== choiceId)
  }
  const others = option.max === 1 ? chosen.filter((id) => !option.choices.some((choice) => choice.id === id)) : chosen
  if (takenOf(option, others) >= option.max) return chosen
  return inMenuOrder(item, [...others, choiceId])
}

/** Whether a choice can be tapped: taken already, or there is room for it. */
export function canTake(option, chosen, choiceId) {
  return chosen.includes(choiceId) || option.max === 1 || takenOf(option, chosen) < option.max
}

/** The options that ask for more choices than are taken, or hold too many after an edit of the menu. */
export function unsettled(item, chosen) {
  return item.options.filter((option) => {
    const taken = takenOf(option, chosen)
    return taken < option.min || taken > option.max
  })
}

/** Whether the hub would take these choices for this item. */
export function areValid(item, chosen) {
  const known = inMenuOrder(item, chosen)
  return known.length === chosen.length && unsettled(item, chosen).length === 0
}

/** The chosen choices themselves, in the order of the menu; ids the item does not know are left out. */
export function chosenOf(item, chosen) {
  return item.options.flatMap((option) => option.choices.filter((choice) => chosen.includes(choice.id)))
}

/** Price of one, choices included, in minor units. */
export function unitPrice(item, chosen) {
  return item.price + chosenOf(item, chosen).reduce((sum, choice) => sum + choice.price, 0)
}

export function inMenuOrder(item, chosen) {
  return chosenOf(item, chosen).map((choice) => choice.id)
}
