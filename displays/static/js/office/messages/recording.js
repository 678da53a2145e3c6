// What was said, to be heard here: the hub's own recording, fetched with the person's rights and played once.
import { html, useEffect, useRef, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { toast } from "../../parts/toast.js"
import { t } from "./words.js"

const FETCH_MS = 15_000

export function Recording({ office, address, isSpoken }) {
  const [state, setState] = useState("still")
  const playing = useRef(null)
  const stop = () => {
    playing.current?.close()
    playing.current = null
    setState("still")
  }
  useEffect(() => stop, [address])
  if (!address) return isSpoken ? html`<span class="of-faint">${t("no_recording")}</span>` : null
  async function play() {
    const context = new AudioContext() // made in the tap, or the browser would not let it be heard
    playing.current = context
    setState("fetching")
    try {
      const found = await office.screen.download(address, { timeout_ms: FETCH_MS })
      const source = context.createBufferSource()
      source.buffer = await context.decodeAudioData(found.bytes)
      source.connect(context.destination)
      source.onended = stop
      if (playing.current !== context) return
      source.start()
      setState("playing")
    } catch {
      if (playing.current !== context) return
      stop()
      toast(t("play_failed"), { tone: "bad" })
    }
  }
  const isPlaying = state === "playing"
  return html`<${Button} size="s" icon=${isPlaying ? "pause" : "play"} busy=${state === "fetching"} onPress=${isPlaying ? stop : play}>${t(isPlaying ? "stop" : "play")}<//>`
}
