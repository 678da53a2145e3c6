// The orders of one business day, those that are over too: read once, then kept up by events.
import { useCallback, useEffect, useRef, useState } from "../../html.js"
import { readAll, useEvents } from "../hub.js"

/** `{body: orders or null, problem, again}`. */
export function useDayOrders(office, day) {
  const [held, setHeld] = useState({ day: null, orders: null, problem: null })
  const turn = useRef(0)
  const path = office.at("/orders", { business_day: day })
  const again = useCallback(async () => {
    const mine = ++turn.current
    const answer = await readAll(office, path)
    if (mine !== turn.current) return
    const orders = answer.ok ? new Map(answer.items.map((order) => [order.id, order])) : null
    setHeld((last) => ({ day, orders: orders ?? (last.day === day ? last.orders : null), problem: answer.problem }))
  }, [office.ask, path])
  useEffect(() => {
    again()
    return () => void turn.current++
  }, [again])
  useEffect(
    () =>
      office.screen.onEvent(({ data }) => {
        const order = data?.order
        if (order?.business_day !== day) return
        setHeld((last) => {
          const before = last.orders?.get(order.id)
          if (last.day !== day || !last.orders || before?.version > order.version) return last
          return { ...last, orders: new Map(last.orders).set(order.id, headOf(order)) }
        })
      }),
    [office.screen, day],
  )
  useEvents(office, ["venue.shop_changed"], again)
  const own = held.day === day
  return { body: own && held.orders ? [...held.orders.values()] : null, problem: own ? held.problem : null, again }
}

function headOf({ lines: _, ...head }) {
  return head
}
