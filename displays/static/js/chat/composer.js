// Where a message is written: it grows with its text, Enter sends, a picture is taken or chosen.
import { html, useLayoutEffect, useRef } from "../html.js"
import { IconButton } from "../parts/button.js"
import { toast } from "../parts/toast.js"
import { smaller } from "../parts/smaller_picture.js"
import { t } from "./words.js"

export const MOST = 2000
const NEARLY = 200

/** What the hub takes of a typed text: without blanks around it, and not empty. Pure. */
export function sendable(text) {
  return [...text.trim()].slice(0, MOST).join("")
}

async function sizeOf(picture) {
  const { width, height } = await createImageBitmap(picture)
  return { width, height }
}

/**
 * `value` is what is typed so far. `onKey(event)` may take a key for itself by answering true; `before` stands between the picture button and
 * the text.
 */
export function Composer({ value, onChange, onSend, onPicture, onTyping, onKey, placeholder, disabled, autoFocus, inputRef, children, before }) {
  const own = useRef(null)
  const field = inputRef ?? own
  const file = useRef(null)
  const left = MOST - [...value].length
  useLayoutEffect(() => {
    const area = field.current
    area.style.height = "auto"
    area.style.height = `${area.scrollHeight}px`
  }, [value])
  useLayoutEffect(() => {
    if (autoFocus) field.current.focus()
  }, [])
  const send = () => {
    const text = sendable(value)
    if (text === "" || disabled) return
    onSend(text)
  }
  const keyed = (event) => {
    if (onKey?.(event) || event.isComposing) return
    if (event.key !== "Enter" || event.shiftKey) return
    event.preventDefault()
    send()
  }
  const typed = (event) => {
    onChange(event.currentTarget.value)
    if (event.currentTarget.value.trim()) onTyping?.()
  }
  const choose = async (event) => {
    const chosen = event.currentTarget.files[0]
    event.currentTarget.value = ""
    if (chosen) await offer(chosen)
  }
  const offer = async (chosen) => {
    const picture = await smaller(chosen).catch(() => null)
    const size = picture && (await sizeOf(picture))
    if (picture) onPicture(picture, size)
    else toast(t("not_a_picture"), { tone: "bad" })
  }
  const pasted = (event) => {
    const picture = [...(event.clipboardData?.files ?? [])].find((each) => each.type.startsWith("image/"))
    if (!picture || !onPicture) return
    event.preventDefault()
    offer(picture)
  }
  return html`<form class="chat-composer" onSubmit=${(event) => (event.preventDefault(), send())}>
    ${children}
    <div class="chat-composer-row">
      ${
        onPicture &&
        html`<input type="file" class="chat-file" accept="image/png,image/jpeg,image/webp" ref=${file} tabIndex="-1" aria-hidden="true" onChange=${choose} />
          <${IconButton} icon="image" label=${t("add_picture")} disabled=${disabled} onPress=${() => file.current.click()} />`
      }
      ${before}
      <textarea
        ref=${field}
        class="chat-input"
        rows="1"
        maxlength=${MOST}
        enterkeyhint="send"
        aria-label=${t("message")}
        placeholder=${placeholder ?? t("message")}
        value=${value}
        disabled=${disabled}
        onInput=${typed}
        onKeyDown=${keyed}
        onPaste=${pasted}
      />
      <${IconButton} class="chat-send" kind="primary" icon="send" label=${t("send")} type="submit" disabled=${disabled || sendable(value) === ""} />
    </div>
    ${left <= NEARLY && html`<p class="chat-left" role="status">${t("letters_left", { n: Math.max(0, left) })}</p>`}
  </form>`
}
