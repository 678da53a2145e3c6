// The log while it is looked at: read anew when something happens and every few seconds, without moving what somebody is reading.
import { useCallback, useEffect, useRef, useState } from "../../html.js"
import { problemOf, useEvents } from "../hub.js"
import { laidUpon } from "./groups.js"

const PAGE = 60
const MOST_AT_ONCE = 200
const LOOK_AGAIN_MS = 3000
/** Each of them may make a message or end one; what devices answer comes with the next look. */
const NEWS = ["im.message_sent", "im.pad_call_changed", "im.alarm_raised", "im.alarm_cleared", "orders.order_placed", "orders.order_closed", "kds.line_moved", "venue.shop_changed", "store.sold_out_changed"]
const NOTHING = { path: undefined, items: [], news: [], next: null, problem: null }

/** Call `again` every few seconds while the page is looked at, for what no event tells of. */
export function useLooks(again, everyMs = LOOK_AGAIN_MS) {
  const latest = useRef(again)
  latest.current = again
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && latest.current(), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
}

/**
 * `{items, news, problem, loading, busy, isMore, more, again, take}`: what is shown, and what waits above it while `isLookedAt()`; `take`
 * lets the news in.
 */
export function useLog(office, path, isLookedAt) {
  const [held, setHeld] = useState(NOTHING)
  const [busy, setBusy] = useState(false)
  const run = useRef({})
  const ask = useCallback((asked) => office.ask("GET", `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams(asked)}`), [office.ask, path])

  const look = useCallback(async () => {
    const own = run.current
    own.isWanted = true
    if (own.isBusy) return
    own.isBusy = true
    while (own.isWanted) {
      own.isWanted = false
      const answer = await ask({ limit: Math.min(MOST_AT_ONCE, Math.max(PAGE, own.count)) })
      if (run.current !== own) return
      const isReading = !own.isTaken && isLookedAt()
      own.isTaken = false
      setHeld((last) => {
        const shown = last.path === path ? last : { ...NOTHING, path }
        if (!answer.ok) return { ...shown, problem: problemOf(answer) }
        const { items, next } = answer.body
        const laid = laidUpon(shown.items, items, { isWhole: next === null, isReading: isReading && shown.items.length > 0 })
        own.count = laid.items.length
        return { path, ...laid, next: laid.items.at(-1)?.id === items.at(-1)?.id ? next : shown.next, problem: null }
      })
    }
    own.isBusy = false
  }, [ask, path, isLookedAt])

  useEffect(() => {
    run.current = { isBusy: false, isWanted: false, isTaken: false, count: 0 }
    look()
    return () => void (run.current = {})
  }, [look])
  useEvents(office, NEWS, look)
  useLooks(look)

  const own = held.path === path
  async function more() {
    setBusy(true)
    const answer = await ask({ limit: PAGE, cursor: held.next })
    setBusy(false)
    setHeld((last) => {
      if (last.path !== path || !answer.ok) return last.path === path ? { ...last, problem: problemOf(answer) } : last
      const known = new Set(last.items.map((message) => message.id))
      const items = [...last.items, ...answer.body.items.filter((message) => !known.has(message.id))]
      run.current.count = items.length
      return { ...last, items, next: answer.body.next, problem: null }
    })
  }
  return {
    items: own ? held.items : [],
    news: own ? held.news : [],
    problem: own ? held.problem : null,
    loading: !own,
    busy,
    isMore: own && held.next !== null,
    more,
    again: look,
    take: () => {
      run.current.isTaken = true
      return look()
    },
  }
}
