import { html } from "../html.js"
import { clockTime } from "../core/words.js"
import { Button } from "../parts/button.js"
import { Icon } from "../parts/icon.js"
import { t } from "./words.js"

const MUTE_MS = 5 * 60_000

/** Under the trips, so that none moves under a thumb: that the ring is still off, or the way to silence it; and what is said, in words. */
export function RingBar({ screen, sound, ringing, what, said }) {
  const until = sound.muted_until.value
  const muted = until && until > screen.now.value
  if (sound.state.value === "blocked") {
    return html`<button class="ring-bar ring-bar-off" onClick=${() => sound.unlock()}>
      <${Icon} name="sound-off" size=${24} />
      <span><b>${t("sound_blocked")}</b> ${t("sound_blocked_why")}</span>
      <span class="ring-bar-act">${t("sound_on")}</span>
    </button>`
  }
  if (muted) {
    return html`<div class="ring-bar">
      <${Icon} name="sound-off" size=${20} /><span>${said && html`<b lang=${said.lang}>${said.text}</b> `}${t("muted", { time: clockTime(until, screen.me.value?.shop?.timezone) })}</span>
      <${Button} onPress=${() => sound.muteFor(0)}>${t("unmute")}<//>
    </div>`
  }
  if (!ringing && !said) return null
  return html`<div class="ring-bar ring-bar-on" role="status">
    <${Icon} name=${said ? "sound-on" : "bell-ring"} size=${20} /><span lang=${said?.lang}>${said ? said.text : t(what === "calls" ? "guests_call" : "called")}</span>
    <${Button} icon="sound-off" onPress=${() => sound.muteFor(MUTE_MS)}>${t("mute")}<//>
  </div>`
}
