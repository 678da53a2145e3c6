// Who is here, in which shop, and what they may do: everything a view of the office needs, in one object.
import { clockTime } from "../core/words.js"
import { useCallback, useEffect, useMemo, useState } from "../html.js"
import { businessDay, wallClock } from "./days.js"
import { readAll, useEvents, withQuery } from "./hub.js"

/**
 * `{office, problem, again}`; `office` is null until it is known who is here.
 *
 * It has `me`, `user`, `shops`, `shop` (null while an owner has chosen none), `may(permission)`, `ask`, and `at(path, query)`, an address in this shop.
 */
export function useOffice(screen) {
  const [shops, setShops] = useState({ items: null, problem: null })
  const ask = useMemo(() => askerOf(screen), [screen])
  const again = useCallback(async () => {
    const found = await readAll({ ask }, "/shops")
    setShops((last) => (found.ok ? { items: found.items, problem: null } : { ...last, problem: found.problem }))
  }, [ask])
  useEffect(() => void again(), [again])
  useEvents({ screen }, ["venue.shop_changed"], again)

  const me = screen.me.value
  const { user, role, permissions, shop: seat } = me ?? {}
  const office = useMemo(() => {
    if (!user || !permissions || !shops.items) return null
    return officeOf(screen, ask, { user, role, permissions, shop: seat }, shops.items)
  }, [screen, ask, shops.items, user?.id, role, permissions?.join(), seat?.id])
  return { office, problem: shops.problem, again }
}

/** `ask(method, path, body, {if_match})`: a write is asked directly, with a key of its own, and never queues. */
function askerOf(screen) {
  return (method, path, body, { if_match, headers, ...options } = {}) => {
    const guarded = if_match === undefined ? headers : { ...headers, "If-Match": `"${if_match}"` }
    return screen.ask(method, path, body, { ...options, headers: guarded })
  }
}

function officeOf(screen, ask, me, shops) {
  const held = new Set(me.permissions)
  const shop = shops.find((one) => one.id === me.shop?.id) ?? null
  const zone = shop?.timezone ?? "UTC"
  const now = () => screen.clock.now()
  return {
    screen,
    ask,
    me,
    user: me.user,
    role: me.role,
    isOwner: me.role === "owner",
    shops,
    shop,
    zone,
    currency: shop?.currency ?? "CNY",
    may: (permission) => held.has(permission),
    at: (path, query = {}) => withQuery(path, { ...query, shop_id: shop?.id }),
    now,
    time: (at) => clockTime(at, zone),
    today: () => businessDay(now(), zone, shop?.day_start ?? "03:00"),
    wall: (at) => wallClock(typeof at === "string" ? Date.parse(at) : at, zone),
  }
}
