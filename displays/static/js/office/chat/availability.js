// Whether chats are given to me, and how many at once.
import { html, useEffect, useState } from "../../html.js"
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
  const put = async (next) => {
    setSaid({ ...me, ...next })
    const reply = await office.ask("PUT", office.at("/me/chat-agent"), { available: me.available, capacity: me.capacity, ...next })
    if (reply.ok) return setSaid(reply.body.agent ?? reply.body)
    setSaid(null)
    toast(problemText(reply.problem), { tone: "bad" })
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
