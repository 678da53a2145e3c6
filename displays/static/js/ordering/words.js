import { words } from "../core/words.js"

export const t = words({
  act_order: ["{place} 下单 {n} 份", { one: "{place}: order of {n} dish", other: "{place}: order of {n} dishes" }],
})

/** The 14 of EU Regulation 1169/2011, Annex II, by the menu's codes; one that is not on the list speaks as the menu writes it. */
export const allergenWord = words({
  celery: ["芹菜", "Celery"],
  crustaceans: ["甲壳类", "Crustaceans"],
  eggs: ["蛋", "Eggs"],
  fish: ["鱼", "Fish"],
  gluten: ["麸质", "Gluten"],
  lupin: ["羽扇豆", "Lupin"],
  milk: ["奶", "Milk"],
  molluscs: ["软体类", "Molluscs"],
  mustard: ["芥末", "Mustard"],
  nuts: ["坚果", "Tree nuts"],
  peanuts: ["花生", "Peanuts"],
  sesame: ["芝麻", "Sesame"],
  soybeans: ["大豆", "Soya"],
  sulphites: ["亚硫酸盐", "Sulphites"],
})
