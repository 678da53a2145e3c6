// Rooms, stays and wristbands as the desk works with them. Pure.
import { areaOf } from "../venue/rooms.js"
import { isUnfinished, portionsOf } from "./orders.js"

const byNumber = (one, other) => one.localeCompare(other, "en", { numeric: true })

/** Each room with its own stay, the wristbands that stand in it, the open orders of both and the therapist at work. */
export function roomsOf(board, tickets) {
  const stays = [...board.array("stays").values()]
  const sessions = [...board.array("sessions").values()]
  return [...board.array("rooms").values()].map((room) => {
    const stay = stays.find((one) => one.id === room.stay_id) ?? null
    const bands = stays.filter((one) => one.wristbands.length > 0 && one.room?.id === room.id && one.id !== room.stay_id)
    const ids = new Set([room.stay_id, ...bands.map((one) => one.id)])
    const orders = tickets.filter(({ order }) => ids.has(order.stay_id))
    const own = orders.filter(({ order }) => order.stay_id === room.stay_id)
    const guests = (stay?.guests ?? 0) + bands.reduce((sum, one) => sum + (one.guests ?? 0), 0)
    return {
      id: room.id,
      number: room.number,
      area: room.area,
      area_names: room.area_names,
      state: room.state,
      room,
      stay,
      bands,
      orders,
      guests,
      unfinished: unfinishedOf(orders),
      own_unfinished: unfinishedOf(own),
      to_pay: toPayOf(own),
      sessions: sessions.filter((one) => one.room.id === room.id),
    }
  })
}

/** What is not paid of these orders, or null when nothing is. */
export function toPayOf(tickets) {
  const minor = tickets.reduce((sum, { order }) => sum + order.total - order.paid, 0)
  return minor > 0 ? { minor, currency: tickets[0].order.currency } : null
}

const unfinishedOf = (tickets) => tickets.flatMap((ticket) => ticket.lines).filter(isUnfinished)

/** The wristbands that are out, by code, each with its stay and open orders. */
export function bandsOf(board, tickets) {
  return [...board.array("stays").values()]
    .filter((stay) => stay.wristbands.length > 0)
    .map((stay) => {
      const orders = tickets.filter(({ order }) => order.stay_id === stay.id)
      const unfinished = unfinishedOf(orders)
      return { id: stay.id, code: stay.wristbands[0], stay, orders, unfinished, portions: portionsOf(unfinished), to_pay: toPayOf(orders) }
    })
    .sort((one, other) => byNumber(one.code, other.code))
}

/** The codes in what somebody typed: parted by anything that is no letter, digit or dash, each once. */
export function codesIn(text) {
  return [...new Set(text.toUpperCase().split(/[^\p{L}\p{N}-]+/u).filter(Boolean))]
}

/** What a place is found by: rooms somebody is in, and wristbands that are out. An exact name comes first. */
export function findPlaces(rooms, bands, query) {
  const wanted = query.trim().toUpperCase()
  const all = [
    ...rooms.filter((room) => room.state === "in_use").map((room) => ({ id: room.id, kind: "room", label: room.number, area: areaOf(room), guests: room.guests, room: { id: room.id, number: room.number } })),
    ...bands.map((band) => ({ id: band.id, kind: "wristband", label: band.code, area: band.stay.room?.number ?? "", guests: band.stay.guests, wristband: band.code })),
  ]
  return ranked(all, (place) => place.label, wanted)
}

/** Everything F4 finds: rooms, wristbands, orders by number. */
export function findAll(rooms, bands, tickets, query, most = 9) {
  const wanted = query.trim().toUpperCase().replace(/^#0*(?=\d)/, "")
  if (!wanted) return []
  const all = [
    ...tickets.map((ticket) => ({ id: `order:${ticket.id}`, kind: "order", label: ticket.order.number.replace(/^#0*(?=\d)/, ""), ticket })),
    ...rooms.map((room) => ({ id: `room:${room.id}`, kind: "room", label: room.number, room })),
    ...bands.map((band) => ({ id: `band:${band.id}`, kind: "wristband", label: band.code, band })),
  ]
  return ranked(all, (one) => one.label, wanted).slice(0, most)
}

function ranked(all, labelOf, wanted) {
  const rank = (one) => {
    const label = labelOf(one).toUpperCase()
    if (!wanted || label === wanted) return 0
    return label.startsWith(wanted) ? 1 : label.includes(wanted) ? 2 : 3
  }
  return all
    .map((one, place) => ({ one, place, rank: rank(one) }))
    .filter((row) => row.rank < 3)
    .sort((one, other) => one.rank - other.rank || byNumber(labelOf(one.one), labelOf(other.one)) || one.place - other.place)
    .map((row) => row.one)
}
