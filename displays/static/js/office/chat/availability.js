// Whether chats are given to me, and how many at once.
import { html, useEffect, useRef, useState } from "../../html.js"
import { IconButton } from "../../parts/button.js"
import { Stepper, Switch } from "../../parts/field.js"
import { problemText } from "../../parts/problem_text.js"
import { toast } from "../../parts/toast.js"
import { useRead } from "../hub.js"
import { t } from "./words.js"

const CAPACITY_MOST = 20

export function Availability({ office, desk }) {
  const read = useRead(office, office.at("/me/chat-agent"))
  const [said, setSaid] = useState(null)
  const me = said ?? read.body
  useEffect(() => setSaid(null), [read.body])
  const last = useRef({ turn: Promise.resolve(), wish: null })
  const send = async (wish) => {
    const reply = await office.ask("PUT", office.at("/me/chat-agent"), { available: wish.available, capacity: wish.capacity })
    if (!reply.ok) toast(problemText(reply.problem), { tone: "bad" })
    if (last.current.wish === wish) setSaid(reply.ok ? (reply.body.agent ?? reply.body) : null)
  }
  // Each says everything, so the one that was pressed last has to come last.
  const put = (next) => {
    const wish = { ...me, ...next }
    setSaid(wish)
    last.current = { turn: last.current.turn.then(() => send(wish)), wish }
  }
  const isLoud = desk.isLoud.value
  return html`<div class="of-chat-me">
    ${
      me &&
      html`<${Switch} label=${t("take_chats")} hint=${t("take_chats_hint", { n: me.capacity })} value=${me.available} onChange=${(available) => put({ available })} />
        <${Stepper} label=${t("capacity")} size="s" value=${me.capacity} min=${1} max=${CAPACITY_MOST} onChange=${(capacity) => put({ capacity })} />`
    }
    <${IconButton} size="s" icon=${isLoud ? "sound-on" : "sound-off"} label=${t(isLoud ? "sound_on" : "sound_off")} pressed=${isLoud} onPress=${() => desk.setLoud(!isLoud)} />
  </div>`
}
