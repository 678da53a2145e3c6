import { html } from "../html.js"
import { Awake } from "../core/awake.js"
import { language } from "../core/words.js"
import { Button } from "../parts/button.js"
import { Sheet } from "../parts/dialog.js"
import { Field, Slider, Switch } from "../parts/field.js"
import { Icon } from "../parts/icon.js"
import { theme } from "../parts/look.js"
import { Segmented } from "../parts/tabs.js"
import { shake } from "./desk.js"
import { install, installable, isInstalled } from "./install.js"
import { t } from "./words.js"

const LANGUAGES = [
  { id: "zh-CN", label: "中文" },
  { id: "en", label: "English" },
]

/** What belongs to this one device, and what it cannot do. */
export function SettingsSheet({ screen, sound, onClose }) {
  const canVibrate = "vibrate" in navigator
  const volume = sound.volume.value
  const test = () => {
    sound.unlock()
    sound.play("call")
    shake(screen, 220)
  }
  return html`<${Sheet} open=${true} from="bottom" title=${t("settings")} onClose=${onClose}>
    <div class="settings">
      <${Field} label=${t("language")}><${Segmented} label=${t("language")} options=${LANGUAGES} value=${language.value} onChange=${(id) => (language.value = id)} /><//>
      <${Field} label=${t("theme")}>
        <${Segmented}
          label=${t("theme")}
          options=${["light", "dark"].map((id) => ({ id, label: t(id), icon: id === "light" ? "sun" : "moon" }))}
          value=${theme.value}
          onChange=${(id) => (theme.value = id)}
        />
      <//>
      <${Field} label=${t("volume")} hint=${sound.state.value === "none" ? t("sound_none") : null}>
        <span class="volume">
          <${Icon} name="sound-on" size=${22} />
          <${Slider} label=${t("volume")} value=${Math.round(volume * 100)} step=${5} onChange=${(chosen) => sound.setVolume(chosen / 100)} />
          <output>${Math.round(volume * 100)}%</output>
          <${Button} size="m" icon="bell-ring" onPress=${test}>${t("test_ring")}<//>
        </span>
      <//>
      <${Switch}
        label=${t("vibration")}
        hint=${canVibrate ? null : t("vibration_none")}
        disabled=${!canVibrate}
        value=${canVibrate && screen.settings.value.vibration !== false}
        onChange=${(on) => screen.set("vibration", on)}
      />
      <section class="settings-note">
        <${Icon} name="lock" size=${22} />
        <div><h3>${t("locked")}</h3><p>${t(Awake.possible ? "locked_why" : "locked_why_no_wake")}</p></div>
      </section>
      <section class="settings-note">
        <${Icon} name="download" size=${22} />
        <div>
          <h3>${t("install")}</h3>
          <p>${isInstalled() ? t("install_done") : installable.value ? t("install_why") : t("install_how")}</p>
          ${installable.value && html`<${Button} kind="primary" onPress=${install}>${t("install")}<//>`}
        </div>
      </section>
      <p class="settings-device"><${Icon} name="handheld" size=${18} />${screen.me.value?.device?.name} · ${screen.me.value?.shop?.name}</p>
    </div>
  <//>`
}
