// Writing to guests who have not written: a room is chosen, and the chat is one's own.
import { html, useState } from "../../html.js"
import { Dialog } from "../../parts/dialog.js"
import { Empty } from "../../parts/empty.js"
import { problemText } from "../../parts/problem_text.js"
import { toast } from "../../parts/toast.js"
import { problemOf } from "../hub.js"
import { byNumber } from "../lists.js"
import { go } from "../router.js"
import { t } from "./words.js"

export function NewChat({ office, desk, onClose }) {
  const [busy, setBusy] = useState(false)
  const rooms = [...office.screen.board.array("rooms").values()].filter((room) => room.stay_id).sort((one, other) => byNumber(one.number, other.number))
  const begin = async (room) => {
    setBusy(true)
    const reply = await office.ask("POST", "/chats", { room_id: room.id })
    setBusy(false)
    if (!reply.ok) return toast(problemText(problemOf(reply)), { tone: "bad" })
    desk.store.learn(reply.body)
    onClose()
    go("chat", ["mine", reply.body.chat.id])
  }
  return html`<${Dialog} open title=${t("new_chat")} size="s" onClose=${onClose}>
    ${
      rooms.length === 0
        ? html`<${Empty} icon="room" title=${t("no_rooms")} />`
        : html`<p class="of-section-text">${t("new_chat_text")}</p>
            <div class="of-chat-rooms">
              ${rooms.map((room) => html`<button type="button" key=${room.id} class="of-chip" disabled=${busy} onClick=${() => begin(room)}>${room.number}</button>`)}
            </div>`
    }
  <//>`
}
