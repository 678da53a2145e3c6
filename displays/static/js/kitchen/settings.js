// What one screen sets for itself: how it looks, how it sounds, which key does what.
import { html, useEffect, useLayoutEffect, useState } from "../html.js"
import { placeOf } from "../core/announcing.js"
import { clockTime, language } from "../core/words.js"
import { Dialog } from "../parts/dialog.js"
import { Field, Switch } from "../parts/field.js"
import { theme } from "../parts/look.js"
import { Segmented, Tabs } from "../parts/tabs.js"
import { Act } from "./card_sheet.js"
import { ACTIONS, DEFAULT_KEYS, canBeMapped, keyName, remapped } from "./keymap.js"
import { SIZES } from "./look.js"
import { Volume } from "./shift.js"
import { t } from "./words.js"

const choice = (id, label) => ({ id, label })

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen()
  else document.documentElement.requestFullscreen?.().catch(() => {})
}

function Limits({ kitchen }) {
  return html`<${Field} label=${t("thresholds")} hint=${t("thresholds_hint")}>
    <ul class="k-limits">
      ${kitchen.facts.stations.value.map(
        ({ code, amber_seconds, red_seconds }) =>
          html`<li key=${code}><b>${kitchen.stationName(code)}</b><span>${t("amber_red", { amber: amber_seconds / 60, red: red_seconds / 60 })}</span></li>`,
      )}
    </ul>
  <//>`
}

function Display({ kitchen }) {
  const { look } = kitchen
  const { size, columns, density, sort, item_sort, view, first_page } = look.value
  const sorts = view === "items" ? ["oldest", "most"] : ["oldest", "started", "newest"]
  return html`<div class="k-settings">
    <${Field} label=${t("language")}><${Segmented} size="l" label=${t("language")} options=${[choice("zh-CN", "中文"), choice("en", "English")]} value=${language.value} onChange=${(id) => (language.value = id)} /><//>
    <${Field} label=${t("theme")}><${Segmented} size="l" label=${t("theme")} options=${[{ ...choice("dark", t("dark")), icon: "moon" }, { ...choice("light", t("light")), icon: "sun" }]} value=${theme.value} onChange=${(id) => (theme.value = id)} /><//>
    <${Field} label=${t("size")} hint=${t("size_hint")}>
      <${Segmented} size="l" label=${t("size")} options=${["auto", ...Object.keys(SIZES)].map((id) => choice(id, t(`size_${id}`)))} value=${size} onChange=${(id) => kitchen.set("size", id)} />
    <//>
    <${Field} label=${t("columns")} hint=${t("columns_hint")}>
      <${Segmented} size="l" label=${t("columns")} options=${["auto", "2", "3", "4", "5", "6", "8", "10"].map((id) => choice(id, id === "auto" ? t("columns_auto") : id))} value=${String(columns)} onChange=${(id) => kitchen.set("columns", id)} />
    <//>
    <${Field} label=${t("density")} hint=${t("density_hint")}>
      <${Segmented} size="l" label=${t("density")} options=${["auto", "roomy", "compact"].map((id) => choice(id, t(`density_${id}`)))} value=${density} onChange=${(id) => kitchen.set("density", id)} />
    <//>
    <${Field} label=${t("sort")} hint=${t("sort_hint")}>
      <${Segmented} size="l" label=${t("sort")} options=${sorts.map((id) => choice(id, t(`sort_${id}`)))} value=${view === "items" ? item_sort : sort} onChange=${(id) => kitchen.set(view === "items" ? "item_sort" : "sort", id)} />
    <//>
    <${Switch} label=${t("first_page")} hint=${t("first_page_hint")} value=${first_page} onChange=${(on) => kitchen.set("first_page", on)} />
    <${Limits} kitchen=${kitchen} />
  </div>`
}

function SoundSettings({ kitchen }) {
  const { sound, look } = kitchen
  if (sound.state.value === "none") return html`<p class="k-lead">${t("shift_none")}</p><div class="k-settings"><${Announced} kitchen=${kitchen} /></div>`
  const test = async (name) => {
    await sound.unlock()
    sound.play(name)
  }
  return html`<div class="k-settings">
    <${Field} label=${t("volume")}><${Volume} sound=${sound} /><//>
    ${[
      ["chime_new", "new_order"],
      ["chime_late", "late"],
    ].map(
      ([name, chime]) =>
        html`<div class="k-chime" key=${name}><${Switch} label=${t(name)} value=${look.value[name]} onChange=${(on) => kitchen.set(name, on)} /><${Act} icon="play" onPress=${() => test(chime)}>${t("test_sound")}<//></div>`,
    )}
    <${Switch} label=${t("voice")} hint=${t("voice_hint")} value=${look.value.voice} onChange=${(on) => kitchen.set("voice", on)} />
    <${Act} icon=${kitchen.muted.value ? "sound-on" : "sound-off"} onPress=${kitchen.toggleMute}>${t(kitchen.muted.value ? "unmute" : "mute")}<//>
    <${Announced} kitchen=${kitchen} />
  </div>`
}

const ANNOUNCED_SHOWN = 8

/** What was announced last, also what came too late to be said. */
function Announced({ kitchen }) {
  const { screen, messages } = kitchen
  const newest = messages.listed.value.slice(0, ANNOUNCED_SHOWN)
  return html`<${Field} label=${t("announced")}>
    ${newest.length === 0 && html`<p class="k-lead">${t("announced_none")}</p>`}
    <ul class="k-limits k-announced">
      ${newest.map((one) => html`<li key=${placeOf(one)}><b>${clockTime(one.at, screen.me.value?.shop?.timezone)}</b><span lang=${one.lang}>${one.text}</span></li>`)}
    </ul>
  <//>`
}

const KEY_SIGN = { Space: "␣", Enter: "↵", Escape: "Esc", PageDown: "PgDn", PageUp: "PgUp" }

function Keys({ kitchen }) {
  const [asking, ask] = useState(null)
  const { keys, digits_bump } = kitchen.look.value
  useLayoutEffect(() => {
    if (!asking) return undefined
    const pressed = (event) => {
      event.preventDefault()
      event.stopImmediatePropagation()
      const name = keyName(event)
      if (name === null) return
      if (canBeMapped(name)) kitchen.set("keys", remapped(keys, asking, name))
      ask(null)
    }
    addEventListener("keydown", pressed, true)
    return () => removeEventListener("keydown", pressed, true)
  }, [asking, keys])
  return html`<div class="k-settings">
    <${Switch} label=${t("digits_bump")} hint=${t("digits_bump_hint")} value=${digits_bump} onChange=${(on) => kitchen.set("digits_bump", on)} />
    <p class="k-lead">${t("keys_hint")}</p>
    <ul class="k-keys">
      <li><span class="k-key-row"><span>${t("fixed_digits")}</span><kbd>1</kbd><kbd>…</kbd><kbd>0</kbd></span></li>
      <li><span class="k-key-row"><span>${t("fixed_arrows")}</span><kbd>↑</kbd><kbd>↓</kbd><kbd>←</kbd><kbd>→</kbd></span></li>
      ${ACTIONS.map((action) => {
        const held = keys[action] ?? DEFAULT_KEYS[action]
        return html`<li key=${action}>
          <button type="button" class="k-key-row" aria-pressed=${String(asking === action)} onClick=${() => ask(asking === action ? null : action)}>
            <span>${t(`key_${action}`)}</span>
            ${asking === action ? html`<em>${t("press_key")}</em>` : held.length ? held.map((name) => html`<kbd key=${name}>${KEY_SIGN[name] ?? name}</kbd>`) : html`<em>${t("no_key")}</em>`}
          </button>
        </li>`
      })}
    </ul>
  </div>`
}

const PANELS = { display: Display, sound: SoundSettings, keys: Keys }

export function Settings({ kitchen }) {
  const [tab, setTab] = useState(kitchen.open.value.tab ?? "display")
  const [full, setFull] = useState(Boolean(document.fullscreenElement))
  useEffect(() => {
    const look = () => setFull(Boolean(document.fullscreenElement))
    document.addEventListener("fullscreenchange", look)
    return () => document.removeEventListener("fullscreenchange", look)
  }, [])
  const Panel = PANELS[tab]
  const actions = html`<${Act} icon="refresh" onPress=${kitchen.resetLook}>${t("reset")}<//><span class="k-spring" /><${Act} icon=${full ? "fullscreen-exit" : "fullscreen"} onPress=${fullScreen}>${t(full ? "leave_full_screen" : "full_screen")}<//>`
  const tabs = [
    { id: "display", label: t("tab_display"), icon: "grid" },
    { id: "sound", label: t("tab_sound"), icon: "sound-on" },
    { id: "keys", label: t("tab_keys"), icon: "keyboard" },
  ]
  return html`<${Dialog} open title=${t("settings")} onClose=${kitchen.close} size="l" class="k-dialog" actions=${actions}>
    <${Tabs} tabs=${tabs} value=${tab} onChange=${setTab} label=${t("settings")} />
    <${Panel} kitchen=${kitchen} />
  <//>`
}
