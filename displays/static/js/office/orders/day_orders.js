// The orders of one business day, those that are over too: read once, then kept up by events.
import { useEffect, useMemo, useState } from "../../html.js"
import { useAll } from "../hub.js"

/** `{body: orders or null, problem, again}`. */
export function useDayOrders(office, day) {
  const read = useAll(office, office.at("/orders", { business_day: day }))
  const [newer, setNewer] = useState(() => new Map())
  useEffect(
    () =>
      office.screen.onEvent(({ data }) => {
        const order = data?.order
        if (order?.business_day === day) setNewer((last) => (last.get(order.id)?.version > order.version ? last : new Map(last).set(order.id, headOf(order))))
      }),
    [office.screen, day],
  )
  const body = useMemo(() => read.body && merged(read.body, newer, day), [read.body, newer, day])
  return { ...read, body }
}

/** The orders of a day; of one that is known twice the higher version counts. */
function merged(orders, newer, day) {
  const found = new Map(orders.map((order) => [order.id, order]))
  for (const [id, order] of newer) {
    if (order.business_day === day && !(found.get(id)?.version > order.version)) found.set(id, order)
  }
  return [...found.values()]
}

function headOf({ lines: _, ...head }) {
  return head
}
