// A handheld's board holds lines without their orders. What an order says besides (wristband, business day) comes with the events, and for
// lines that were there before, once by asking.
import { effect, signal, untracked } from "../html.js"

export function followHeads(screen, lines) {
  const heads = signal(new Map())
  const asked = new Set()
  let asking = false

  const put = ({ id, number, business_day, wristband }) => {
    const held = heads.peek().get(id)
    if (held?.wristband === wristband && held?.business_day === business_day) return
    heads.value = new Map(heads.peek()).set(id, { id, number, business_day, wristband })
  }

  screen.onEvent((event) => {
    if (event.data?.order) put(event.data.order)
  })

  async function askForMissing() {
    if (asking) return
    asking = true
    try {
      for (let id = missing(); id; id = missing()) {
        asked.add(id)
        const answer = await screen.ask("GET", `/orders/${id}`)
        if (answer.ok) put(answer.body.order)
        else if (answer.unreachable) return asked.delete(id)
      }
    } finally {
      asking = false
    }
  }

  const missing = () => lines.peek().find((line) => !heads.peek().has(line.order_id) && !asked.has(line.order_id))?.order_id

  effect(() => {
    const wanted = new Set(lines.value.map((line) => line.order_id))
    const live = screen.link.value.state === "live"
    untracked(() => {
      const kept = [...heads.value].filter(([id]) => wanted.has(id))
      if (kept.length !== heads.value.size) heads.value = new Map(kept)
      for (const id of asked) if (!wanted.has(id)) asked.delete(id)
      if (live) askForMissing()
    })
  })
  return heads
}
