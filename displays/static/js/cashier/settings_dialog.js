import { html } from "../html.js"
import { language } from "../core/words.js"
import { Button } from "../parts/button.js"
import { Dialog } from "../parts/dialog.js"
import { Field, Slider, Switch } from "../parts/field.js"
import { Icon } from "../parts/icon.js"
import { theme } from "../parts/look.js"
import { Segmented } from "../parts/tabs.js"
import { isSpeaker } from "./speaker.js"
import { t } from "./words.js"

const LANGUAGES = [
  { id: "zh-CN", label: "中文" },
  { id: "en", label: "English" },
]

/** What belongs to this one terminal. */
export function SettingsDialog({ screen, sound, onClose }) {
  const volume = sound.volume.value
  const test = async () => {
    await sound.unlock()
    sound.play("new_order")
  }
  return html`<${Dialog} open title=${t("settings")} onClose=${onClose}>
    <div class="d-settings">
      <${Field} label=${t("language")}><${Segmented} label=${t("language")} options=${LANGUAGES} value=${language.value} onChange=${(id) => (language.value = id)} /><//>
      <${Field} label=${t("theme")}>
        <${Segmented} label=${t("theme")} options=${["light", "dark"].map((id) => ({ id, label: t(id), icon: id === "light" ? "sun" : "moon" }))} value=${theme.value} onChange=${(id) => (theme.value = id)} />
      <//>
      <${Switch} label=${t("speaker")} hint=${t("speaker_why")} value=${isSpeaker(screen)} onChange=${(on) => screen.set("speaker", on)} />
      <${Field} label=${t("volume")} hint=${sound.state.value === "none" ? t("sound_none") : null}>
        <span class="d-volume">
          <${Icon} name="sound-on" size=${20} />
          <${Slider} label=${t("volume")} value=${Math.round(volume * 100)} step=${5} onChange=${(chosen) => sound.setVolume(chosen / 100)} />
          <output>${Math.round(volume * 100)}%</output>
          <${Button} icon="bell-ring" onPress=${test}>${t("test_sound")}<//>
        </span>
      <//>
      <p class="d-hint">${screen.me.value?.device?.name} · ${screen.me.value?.shop?.name} · ${t("shared_account")}</p>
    </div>
  <//>`
}
