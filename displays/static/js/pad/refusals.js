// Why the hub did not take an order, in the words of the table. Pure.

const SAID = {
  product_sold_out: "refused_sold_out",
  shop_closed: "refused_shop",
  stay_closed: "refused_stay",
  unknown_sku: "refused_menu",
  unknown_option: "refused_menu",
  invalid: "refused_menu",
  command_too_old: "refused_old",
}

/** The key of the sentence for a problem. */
export function refusalOf(problem) {
  return SAID[problem?.code] ?? "refused_other"
}

/** Whether a new menu is needed to understand the refusal: the hub sells something else than is shown here. */
export function asksForMenu(problem) {
  return refusalOf(problem) === "refused_menu"
}
