// Lines, orders and limits as the kitchen's tests need them.

export const AT = Date.parse("2026-11-22T10:00:00.000Z")
export const iso = (ms) => new Date(ms).toISOString()
let made = 0

export function line(changes = {}) {
  made += 1
  const id = `00000000-0000-7000-8000-${String(made).padStart(12, "0")}`
  return {
    id, order_id: "o1", number: "#01", round: 1, room: { id: "r801", number: "801" }, sku_id: "dumplings", name: "水饺",
    names: { "zh-CN": "水饺", en: "Dumplings" }, kitchen_name: "水饺", quantity: 1, options: [], note: "", allergens: [], station: "hot", state: "placed",
    rush: false, unit_price: 2800, placed_at: iso(AT), started_at: null, ready_at: null, called_at: null, call_count: 0, claimed_by: null,
    served_at: null, cancelled_at: null, voided_at: null, void_confirmed_at: null, version: 1, ...changes,
  }
}

export function order(changes = {}) {
  return { id: "o1", number: "#01", business_day: "2026-11-22", room: { id: "r801", number: "801" }, wristband: null, source: "pad", stations: ["hot"], rounds: [], confirmed: true, version: 1, ...changes }
}

export function limits(stations = {}, prep = {}) {
  return { stations: new Map(Object.entries({ hot: { amber: 300, red: 480 }, ...stations })), prep: new Map(Object.entries(prep)) }
}
