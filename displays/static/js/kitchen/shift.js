// Start of shift: the one touch a browser wants before it makes a sound, and a loud frame for as long as it has not had it.
import { html, useState } from "../html.js"
import { Button } from "../parts/button.js"
import { Icon } from "../parts/icon.js"
import { LookSwitch } from "../parts/look.js"
import { t } from "./words.js"

export function Volume({ sound }) {
  const percent = Math.round(sound.volume.value * 100)
  return html`<label class="k-volume">
    <${Icon} name="sound-on" size="1.75rem" /><span class="unseen">${t("volume")}</span>
    <input type="range" min="0" max="100" step="5" value=${percent} aria-label=${t("volume")} onInput=${(event) => sound.setVolume(Number(event.currentTarget.value) / 100)} />
    <output>${percent} %</output>
  </label>`
}

/** Over the board until it is pressed or sent away; a screen whose sound is on already never shows it. */
export function Shift({ kitchen, title }) {
  const { sound, screen } = kitchen
  const [gone, leave] = useState(false)
  if (gone || sound.state.value !== "blocked") return null
  const start = async () => {
    await sound.unlock()
    sound.play("new_order")
    leave(true)
  }
  return html`<div class="k-shift" role="dialog" aria-modal="true" aria-label=${t("shift_title")}>
    <div class="k-shift-card">
      <header><${LookSwitch} size="m" /></header>
      <p class="k-shift-shop">${screen.me.value?.shop?.name}</p>
      <h1>${title}</h1>
      <p>${t("shift_text")}</p>
      <${Volume} sound=${sound} />
      <${Button} kind="primary" size="xl" icon="play" wide onPress=${start} class="k-shift-start" autofocus>${t("shift_start")}<//>
      <${Button} kind="quiet" size="l" icon="sound-off" onPress=${() => leave(true)}>${t("shift_silent")}<//>
    </div>
  </div>`
}

/** Sound is blocked and nobody may believe otherwise. */
export function SilentFrame({ sound }) {
  if (sound.state.value !== "blocked") return null
  const unlock = () => {
    sound.unlock()
    sound.play("new_order")
  }
  return html`<div class="k-silent" aria-hidden="true"></div>
    <button type="button" class="k-silent-label" onClick=${unlock}><${Icon} name="sound-off" size="1.75rem" /><span>${t("sound_blocked")}</span></button>`
}
