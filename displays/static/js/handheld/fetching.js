// What a waiter has to carry: the lines on the board as trips. Pure.
//
// A trip = {key, room, wristband, numbers, lines, called, calls, since, claimed_by, whose}: everything that waits for one room (or, without a
// room, for one order) and that the same person fetches. `whose` is "nobody", "me" or "other".

const instant = (iso) => (iso ? Date.parse(iso) : Number.MAX_SAFE_INTEGER)

/** Since when a line waits at the pass. */
export const waitingSince = (line) => instant(line.ready_at ?? line.called_at ?? line.placed_at)

/**
 * The trips, the most urgent first: called before ready, then whoever waits longest. A rush line goes before its equals.
 *
 * `me` is the name the hub writes into `claimed_by`; `heads` are order heads by id, as far as they are known; `going` holds the ids of lines
 * whose delivery is being sent, which wait for nobody any more; `claiming` those this waiter has just taken.
 */
export function trips(lines, { me, heads = new Map(), going = new Set(), claiming = new Set() }) {
  const found = new Map()
  for (const line of lines) {
    if (going.has(line.id)) continue
    const claimedBy = line.claimed_by ?? (claiming.has(line.id) ? me : null)
    const place = line.room ? `room:${line.room.id}` : `order:${line.order_id}`
    const key = `${place}|${claimedBy ?? ""}`
    const trip = found.get(key) ?? { key, room: line.room, lines: [], claimed_by: claimedBy, whose: whoseIs(claimedBy, me) }
    trip.lines.push(line)
    found.set(key, trip)
  }
  return [...found.values()].map((trip) => finished(trip, heads)).sort(byUrgency)
}

const whoseIs = (claimedBy, me) => (claimedBy === null ? "nobody" : claimedBy === me ? "me" : "other")

function finished(trip, heads) {
  const lines = trip.lines.sort(byWaiting)
  const known = [...new Map(lines.map((line) => [line.order_id, heads.get(line.order_id)])).values()].filter(Boolean)
  const calls = lines.filter((line) => line.state === "called")
  return {
    ...trip,
    lines,
    numbers: [...new Set(lines.map((line) => line.number))],
    days: new Map(known.map((head) => [head.number, head.business_day])),
    wristband: known.find((head) => head.wristband)?.wristband ?? null,
    called: calls.length > 0,
    calls: calls.reduce((most, line) => Math.max(most, line.call_count), 0),
    rush: lines.some((line) => line.rush),
    since: Math.min(...lines.map(waitingSince)),
  }
}

const byWaiting = (one, other) => waitingSince(one) - waitingSince(other) || one.id.localeCompare(other.id)

const byUrgency = (one, other) =>
  Number(other.called) - Number(one.called) || Number(other.rush) - Number(one.rush) || one.since - other.since || one.key.localeCompare(other.key)

/** The trips by who goes: `{nobody, me, other}`. */
export function byWhose(all) {
  const groups = { nobody: [], me: [], other: [] }
  for (const trip of all) groups[trip.whose].push(trip)
  return groups
}

/** How many portions a trip carries. */
export const portions = (lines) => lines.reduce((sum, line) => sum + line.quantity, 0)

/** The ids of lines that were called and that nobody has taken: these ring. */
export const unanswered = (all) => all.filter((trip) => trip.whose === "nobody").flatMap((trip) => trip.lines.filter((line) => line.state === "called"))

/** Food at the pass gets cold: so many seconds after it was ready a trip turns amber, then red. */
export const PICKUP_AMBER_S = 180
export const PICKUP_RED_S = 360
