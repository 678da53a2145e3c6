// Start of shift: the one touch a browser wants before it makes a sound, and a loud frame for as long as it has not had it.
import { html, useLayoutEffect, useRef } from "../html.js"
import { nameOf } from "../core/words.js"
import { Button } from "../parts/button.js"
import { Slider } from "../parts/field.js"
import { Icon } from "../parts/icon.js"
import { LookSwitch } from "../parts/look.js"
import { t } from "./words.js"

export function Volume({ sound }) {
  const percent = Math.round(sound.volume.value * 100)
  return html`<label class="k-volume">
    <${Icon} name="sound-on" size="1.75rem" /><span class="unseen">${t("volume")}</span>
    <${Slider} label=${t("volume")} value=${percent} step=${5} onChange=${(chosen) => sound.setVolume(chosen / 100)} />
    <output>${percent} %</output>
  </label>`
}

function Overlay({ kitchen, title, onDone }) {
  const { sound, screen } = kitchen
  const box = useRef(null)
  useLayoutEffect(() => box.current.showModal(), [])
  const start = async () => {
    await sound.unlock()
    sound.play("new_order")
    onDone()
  }
  const leave = (event) => {
    event.preventDefault()
    onDone()
  }
  return html`<dialog class="k-shift" ref=${box} aria-label=${t("shift_title")} onCancel=${leave}>
    <div class="k-shift-card">
      <header><${LookSwitch} size="m" /></header>
      <p class="k-shift-shop">${nameOf(kitchen.facts.shop.value) || screen.me.value?.shop?.name}</p>
      <h1>${title}</h1>
      <p>${t("shift_text")}</p>
      <${Volume} sound=${sound} />
      <${Button} kind="primary" size="xl" icon="play" wide onPress=${start} class="k-shift-start" autofocus>${t("shift_start")}<//>
      <${Button} kind="quiet" size="l" icon="sound-off" onPress=${leave}>${t("shift_silent")}<//>
    </div>
  </dialog>`
}

/** Over the board until it is pressed or sent away; a screen whose sound is on already never shows it. */
export function Shift({ kitchen, title, onDone }) {
  return kitchen.silent.value && html`<${Overlay} kitchen=${kitchen} title=${title} onDone=${onDone} />`
}

/** Sound is blocked, somebody has seen it, and nobody may forget: a bar to press, and a frame around everything. */
export function SilentBar({ kitchen }) {
  if (!kitchen.silent.value) return null
  const unlock = async () => {
    await kitchen.sound.unlock()
    kitchen.sound.play("new_order")
  }
  return html`<button type="button" class="k-alert k-silent" onClick=${unlock}><${Icon} name="sound-off" size="1.75rem" /><b>${t("sound_blocked")}</b></button>`
}
