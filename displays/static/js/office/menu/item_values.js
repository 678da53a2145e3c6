// An item as the form holds it, and as the hub wants it. Pure.
import { minorOf, typed } from "../amounts.js"

export const LANGUAGES = ["zh-CN", "en"]
export const ALLERGENS = [
  "gluten",
  "crustaceans",
  "eggs",
  "fish",
  "peanuts",
  "soybeans",
  "milk",
  "nuts",
  "celery",
  "mustard",
  "sesame",
  "sulphites",
  "lupin",
  "molluscs",
]
const LONGEST_MINUTES = 1440

/** What the form shows of an item; of nothing, a new one in this category. */
export function valuesOf(item, currency, { category_id = "", station = "", position = 0 } = {}) {
  if (!item) {
    return {
      category_id,
      names: { "zh-CN": "", en: "" },
      descriptions: { "zh-CN": "", en: "" },
      kitchen_name: "",
      station,
      prep: "5",
      price: "",
      options: [],
      allergens: [],
      picture: null,
      position,
      on_sale: true,
    }
  }
  return {
    category_id: item.category_id,
    names: both(item.names),
    descriptions: both(item.descriptions),
    kitchen_name: item.kitchen_name,
    station: item.station,
    prep: minutesOf(item.prep_seconds),
    price: typed(item.price, currency),
    options: item.options.map((option) => ({
      id: option.id,
      names: both(option.names),
      min: option.min,
      max: option.max,
      choices: option.choices.map((choice) => ({ id: choice.id, names: both(choice.names), price: choice.price ? typed(choice.price, currency) : "" })),
    })),
    allergens: item.allergens,
    picture: item.picture,
    position: item.position,
    on_sale: item.on_sale,
  }
}

/** What is sent: a whole item. Names that were left empty stay away. */
export function bodyOf(values, currency) {
  return {
    category_id: values.category_id,
    names: filled(values.names),
    descriptions: filled(values.descriptions),
    kitchen_name: values.kitchen_name.trim() || null,
    station: values.station,
    prep_seconds: Math.round(Number(values.prep.replace(",", ".")) * 60),
    price: minorOf(values.price, currency),
    options: values.options.map((option) => ({
      ...(option.id && { id: option.id }),
      names: filled(option.names),
      min: option.min,
      max: option.max,
      choices: option.choices.map((choice) => ({
        ...(choice.id && { id: choice.id }),
        names: filled(choice.names),
        price: choice.price.trim() === "" ? 0 : minorOf(choice.price, currency),
      })),
    })),
    allergens: values.allergens,
    picture: values.picture,
    position: values.position,
    on_sale: values.on_sale,
  }
}

/** What is wrong with the values: `{pointer: what}`, where what is the key of its words. */
export function mistakesOf(values, currency) {
  const found = {}
  if (isNameless(values.names)) found["/names/zh-CN"] = "name_needed"
  if (minorOf(values.price, currency) === null) found["/price"] = "price_wrong"
  const minutes = Number(values.prep.replace(",", "."))
  if (values.prep.trim() === "" || !(minutes >= 0 && minutes <= LONGEST_MINUTES)) found["/prep"] = "minutes_wrong"
  if (!values.category_id) found["/category_id"] = "required"
  if (!values.station) found["/station"] = "required"
  values.options.forEach((option, place) => Object.assign(found, mistakesOfOption(option, `/options/${place}`, currency)))
  return found
}

function mistakesOfOption(option, at, currency) {
  const found = {}
  if (isNameless(option.names)) found[`${at}/names/zh-CN`] = "name_needed"
  if (option.choices.length === 0) found[`${at}/choices`] = "choice_needed"
  else if (option.min > Math.min(option.max, option.choices.length)) found[`${at}/min`] = "min_over"
  option.choices.forEach((choice, place) => {
    if (isNameless(choice.names)) found[`${at}/choices/${place}/names/zh-CN`] = "name_needed"
    if (choice.price.trim() !== "" && minorOf(choice.price, currency) === null) found[`${at}/choices/${place}/price`] = "price_wrong"
  })
  return found
}

export const newChoice = () => ({ names: { "zh-CN": "", en: "" }, price: "" })
export const newOption = () => ({ names: { "zh-CN": "", en: "" }, min: 0, max: 1, choices: [newChoice()] })

function both(names) {
  return { "zh-CN": names?.["zh-CN"] ?? "", en: names?.en ?? "" }
}

export function filled(names) {
  return Object.fromEntries(LANGUAGES.map((language) => [language, names[language].trim()]).filter(([, text]) => text !== ""))
}

function isNameless(names) {
  return Object.keys(filled(names)).length === 0
}

function minutesOf(seconds) {
  return String(Math.round((seconds / 60) * 100) / 100)
}
