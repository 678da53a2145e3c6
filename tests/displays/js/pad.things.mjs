// A small menu and a board to try the pad's rules on.
import { catalogueOf } from "../../../displays/static/js/ordering/catalogue.js"

export const choice = (id, price = 0) => ({ id, name: id, names: { "zh-CN": id, en: id }, price })

export const DUMPLINGS = {
  id: "i1",
  sku_id: "s1",
  name: "水饺",
  names: { "zh-CN": "水饺", en: "Dumplings" },
  price: 3800,
  currency: "CNY",
  options: [
    { id: "o1", name: "馅料", names: {}, min: 1, max: 1, choices: [choice("pork"), choice("prawn", 800)] },
    { id: "o2", name: "蘸料", names: {}, min: 0, max: 2, choices: [choice("vinegar"), choice("garlic"), choice("chilli", 100)] },
  ],
  allergens: ["gluten"],
  picture: "/api/v1/pictures/a.webp",
  sold_out: false,
  station: "hot",
}
export const TEA = { ...DUMPLINGS, id: "i2", sku_id: "s2", name: "茶", names: { "zh-CN": "茶", en: "Tea" }, price: 1200, options: [], picture: "tea", allergens: [] }
export const MENU = {
  version: 7,
  currency: "CNY",
  categories: [
    { id: "c1", name: "饺子", names: { "zh-CN": "饺子", en: "Dumplings" }, items: [DUMPLINGS] },
    { id: "c2", name: "茶", names: { "zh-CN": "茶", en: "Tea" }, items: [TEA] },
  ],
}
export const CATALOGUE = catalogueOf(MENU)

export function line(id, more = {}) {
  return {
    id,
    order_id: "order",
    number: "#07",
    round: 1,
    sku_id: "s1",
    name: "水饺",
    names: {},
    quantity: 1,
    options: [],
    note: "",
    state: "placed",
    unit_price: 3800,
    placed_at: "2026-11-22T10:00:00.000Z",
    started_at: null,
    claimed_by: null,
    version: 1,
    ...more,
  }
}

export function boardOf({ orders, lines = [], rounds = [] }) {
  const shelf = (things) => new Map(things.map((thing) => [thing.id, thing]))
  const arrays = { orders: shelf(orders ?? [{ id: "order", number: "#07", total: 3800, paid: 0, currency: "CNY", created_at: "2026-11-22T10:00:00.000Z" }]), lines: shelf(lines), rounds: shelf(rounds) }
  return {
    array: (name) => arrays[name] ?? new Map(),
    orders: arrays.orders,
    lines: arrays.lines,
    linesOf: (id) => lines.filter((one) => one.order_id === id),
  }
}
