// What just happened, in one line each: from events as they come, and from a board for what came before the page was opened. Pure.

const OF_ACTION = {
  start: "started",
  finish: "ready",
  call: "called",
  serve: "served",
  cancel: "cancelled",
  undo: "undone",
  recall: "recalled",
  void: "voided",
  rush: "rushed",
  claim: "claimed",
}
const OF_ROOM = { in_use: "room_opened", dirty: "room_left", free: "room_cleaned", reserved: "room_reserved", out_of_order: "room_blocked" }
const TIMES = [
  ["started_at", "started"],
  ["ready_at", "ready"],
  ["called_at", "called"],
  ["served_at", "served"],
  ["cancelled_at", "cancelled"],
  ["voided_at", "voided"],
]

/** The lines of the feed that an event makes: `[{id, at, kind, …facts}]`; most events make one, some none. */
export function happeningsOf(event) {
  const { id, at, type, data } = event
  const one = (kind, facts) => [{ id, at, kind, ...facts }]
  if (type === "orders.order_placed") {
    const dishes = data.lines.reduce((sum, line) => sum + line.quantity, 0)
    return one("placed", { ...placeOf(data.order), n: dishes, round: data.round.round })
  }
  if (type === "kds.line_moved") return OF_ACTION[data.action] ? one(OF_ACTION[data.action], { ...placeOf(data.order), dish: dishOf(data.line) }) : []
  if (type === "orders.order_closed") return one("closed", { ...placeOf(data.order), n: data.unfinished.length })
  if (type === "venue.room_changed") return one(OF_ROOM[data.room.state], { roomId: data.room.id, place: { room: data.room.number } })
  if (type === "venue.shop_changed") return one(`shop_${data.shop.state}`, {})
  if (type === "store.sold_out_changed") return one(data.sold_out ? "sold_out" : "sold_out_over", { sku: data.sold_out?.id ?? data.removed?.sold_out?.[0] })
  if (type === "store.menu_changed") return one("menu_changed", {})
  if (type === "im.device_changed" && data.device) {
    return one(data.device.faults.length ? "device_fault" : "device_well", { device: data.device.name, deviceId: data.device.id, fault: data.device.faults[0] })
  }
  if (type === "kds.round_missed") return one("round_missed", { orderId: data.round.order_id })
  return []
}

/** What the open orders of a board tell of the last while, newest first. */
export function recentOf(orders, lines, most) {
  const byId = new Map(orders.map((order) => [order.id, order]))
  const found = []
  for (const order of orders) {
    for (const round of order.rounds) {
      const own = lines.filter((line) => line.order_id === order.id && line.round === round.round)
      const n = own.reduce((sum, line) => sum + line.quantity, 0)
      found.push({ id: `${order.id}/${round.round}`, at: round.placed_at, kind: "placed", ...placeOf(order), n, round: round.round })
    }
  }
  for (const line of lines) {
    const order = byId.get(line.order_id)
    for (const [member, kind] of order ? TIMES : []) {
      if (line[member]) found.push({ id: `${line.id}/${kind}`, at: line[member], kind, ...placeOf(order), dish: dishOf(line) })
    }
  }
  return found.sort((one, other) => (one.at < other.at ? 1 : -1)).slice(0, most)
}

function placeOf(order) {
  return { orderId: order.id, number: order.number, place: { room: order.room?.number ?? null, wristband: order.wristband } }
}

function dishOf(line) {
  return { name: line.name, names: line.names, quantity: line.quantity }
}
