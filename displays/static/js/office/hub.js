// Asking the hub: reads that a view shows, lists in pages, and writes that are asked directly and never queue.
import { html, useCallback, useEffect, useRef, useState } from "../html.js"
import { ErrorState } from "../parts/empty.js"
import { Skeleton } from "../parts/skeleton.js"

const EVENTS_TOGETHER_MS = 250
export const UNREACHABLE = { code: "unreachable" }

/** The problem of an answer that is not ok; silence is a problem too. */
export function problemOf(answer) {
  if (answer.ok) return null
  return answer.problem ?? (answer.unreachable ? UNREACHABLE : { code: "server_error", status: answer.status })
}

/** An address with its filters; those without a value stay away. */
export function withQuery(path, query) {
  const held = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "")
  return held.length ? `${path}?${new URLSearchParams(held)}` : path
}

/**
 * What `fetchIt()` gives for this `path`: `{held, loading, again}`, where `held` is `{body, problem}` of this very path.
 *
 * One at a time: whoever wants it anew while it is under way gets one more afterwards, so that many events cannot keep an answer from being shown.
 * What was read last stays while it is read anew; a path of null asks nothing.
 */
function useAsked(office, path, fetchIt, refreshOn) {
  const [held, setHeld] = useState({ path: undefined, body: null, problem: null })
  const latest = useRef({})
  latest.current.fetchIt = fetchIt
  const again = useCallback(() => {
    const run = latest.current
    if (path === null) return Promise.resolve()
    if (run.path === path) run.isWanted = true
    else run.done = readUntilCurrent(run, path, setHeld)
    return run.done
  }, [office.ask, path])
  useEffect(() => {
    again()
    return () => void (latest.current.path = null)
  }, [again])
  useEvents(office, refreshOn, again)
  const own = held.path === path
  return { body: own ? held.body : null, problem: own ? held.problem : null, loading: path !== null && !own, again }
}

async function readUntilCurrent(run, path, setHeld) {
  run.path = path
  do {
    run.isWanted = false
    const { body, problem } = await run.fetchIt(path)
    if (run.path !== path) return
    setHeld((last) => ({ path, body: problem ? (last.path === path ? last.body : null) : body, problem }))
  } while (run.isWanted)
  run.path = null
}

/** One read: `{body, problem, loading, again}`. It is read anew when an event of `refreshOn` comes, and when the line is back after it was lost. */
export function useRead(office, path, refreshOn = []) {
  const one = async (asked) => {
    const answer = await office.ask("GET", asked)
    return { body: answer.body, problem: problemOf(answer) }
  }
  return useAsked(office, path, one, refreshOn)
}

/** A whole list: like `useRead`, with all its members as `body`. */
export function useAll(office, path, refreshOn = []) {
  const every = async (asked) => {
    const answer = await readAll(office, asked)
    return { body: answer.items, problem: answer.problem }
  }
  return useAsked(office, path, every, refreshOn)
}

/** A list in pages: `{items, problem, loading, isMore, more, again}`. */
export function usePages(office, path, refreshOn = []) {
  const [held, setHeld] = useState({ path: undefined, items: [], next: null, problem: null })
  const [busy, setBusy] = useState(false)
  const turn = useRef(0)
  const fetchFrom = useCallback(
    async (cursor) => {
      if (path === null) return
      const mine = ++turn.current
      setBusy(true)
      const asked = cursor ? `${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}` : path
      const answer = await office.ask("GET", asked)
      if (mine !== turn.current) return
      setBusy(false)
      setHeld((last) => {
        const before = cursor && last.path === path ? last.items : []
        if (!answer.ok) return { path, items: last.path === path ? last.items : [], next: last.path === path ? last.next : null, problem: problemOf(answer) }
        return { path, items: [...before, ...answer.body.items], next: answer.body.next, problem: null }
      })
    },
    [office.ask, path],
  )
  const again = useCallback(() => fetchFrom(null), [fetchFrom])
  useEffect(() => {
    again()
    return () => void turn.current++
  }, [again])
  useEvents(office, refreshOn, again)
  const own = held.path === path
  return {
    items: own ? held.items : [],
    problem: own ? held.problem : null,
    loading: path !== null && !own,
    busy,
    isMore: own && held.next !== null,
    more: () => fetchFrom(held.next),
    again,
  }
}

/** Every page of a list, up to `most` members: for lists that a shop has few of. */
export async function readAll(office, path, most = 2000) {
  const items = []
  for (let cursor = null; items.length < most; ) {
    const paged = withQuery(path, { limit: 200, ...(cursor && { cursor }) }).replace(/\?(.*)\?/, "?$1&")
    const answer = await office.ask("GET", paged)
    if (!answer.ok) return { ok: false, items, problem: problemOf(answer) }
    items.push(...answer.body.items)
    cursor = answer.body.next
    if (!cursor) break
  }
  return { ok: true, items, problem: null }
}

/** Call `then` soon after an event of these types, once for several; and when the line is back. `isMeant(event)` may leave some out. */
export function useEvents(office, types, then, isMeant = () => true) {
  const latest = useRef(then)
  latest.current = then
  const wanted = types.join(" ")
  useEffect(() => {
    let timer = 0
    const soon = () => {
      timer ||= setTimeout(() => {
        timer = 0
        latest.current()
      }, EVENTS_TOGETHER_MS)
    }
    const off = office.screen.onEvent((event) => types.includes(event.type) && isMeant(event) && soon())
    let wasLive = true
    const stop = office.screen.link.subscribe((link) => {
      if (link?.state === "live" && !wasLive) soon()
      wasLive = link?.state === "live"
    })
    return () => {
      clearTimeout(timer)
      off()
      stop()
    }
  }, [office.screen, wanted])
}

/** What a view shows while a read is under way, when it failed, and when it is here. */
export function Loaded({ read, kind = "row", count = 6, children }) {
  if (read.body === null && read.problem) return html`<${ErrorState} problem=${read.problem === UNREACHABLE ? null : read.problem} onRetry=${read.again} />`
  if (read.body === null) return html`<${Skeleton} kind=${kind} count=${count} />`
  return children(read.body)
}
