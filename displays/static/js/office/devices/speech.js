// Whether the hub itself can speak: a fault of the house, not of one device, so it stands above them all.
import { words } from "../../core/words.js"
import { html, useEffect } from "../../html.js"
import { Icon } from "../../parts/icon.js"
import { useRead } from "../hub.js"

const LOOK_AGAIN_MS = 30_000

const t = words({
  unavailable: ["语音不可用", "Speech is unavailable"],
  unavailable_text: ["播报只有提示音和文字。在服务器上运行 venuehub doctor 查看原因：{why}", "Announcements are a chime and text. On the hub's machine, venuehub doctor says what to do: {why}"],
  off: ["语音已关闭", "Speech is switched off"],
  off_text: ["播报只有提示音和文字（设置 speech.engine）。", "Announcements are a chime and text (setting speech.engine)."],
})

/** Nothing while the voice is well; no event tells of it, so it is asked again while the page is looked at. */
export function SpeechNote({ office }) {
  const { body, again } = useRead(office, "/im/speech")
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && again(), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [again])
  if (!body || body.state === "ready") return null
  return html`<ul class="of-advice" role="status">
    <li>
      <${Icon} name="sound-off" size=${18} />
      <span><strong>${t(body.state)}</strong><small>${t(`${body.state}_text`, { why: body.why })}</small></span>
    </li>
  </ul>`
}
