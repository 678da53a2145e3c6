// Who I am, how my page looks, and my password.
import { language, nameOf } from "../../core/words.js"
import { html } from "../../html.js"
import { Button } from "../../parts/button.js"
import { theme } from "../../parts/look.js"
import { Segmented } from "../../parts/tabs.js"
import { toast } from "../../parts/toast.js"
import { Form, Text, useForm } from "../form.js"
import { Facts, Page, Section } from "../page.js"
import { passwordMistake } from "../passwords.js"
import { t as shared } from "../words.js"
import { t } from "./words.js"

export function Account({ office }) {
  const { screen, user } = office
  return html`<${Page} office=${office} title=${shared("area_account")} class="of-narrow">
    <${Section} title=${t("me")} class="of-card">
      <${Facts} rows=${[
        [t("name"), user.name],
        [t("role"), shared(`role_${user.role}`)],
        [t("shop"), !office.isOwner ? nameOf(office.shop) : t("all_shops", { n: office.shops.length })],
      ]} />
    <//>
    <${Section} title=${t("look")} text=${t("look_text")} class="of-card">
      <div class="of-rows">
        <div class="of-row-setting">
          <span>${shared("language")}</span>
          <${Segmented}
            label=${shared("language")}
            options=${[{ id: "zh-CN", label: "中文" }, { id: "en", label: "English" }]}
            value=${language.value}
            onChange=${(value) => (language.value = value)}
          />
        </div>
        <div class="of-row-setting">
          <span>${shared("theme")}</span>
          <${Segmented}
            label=${shared("theme")}
            options=${[{ id: "light", label: shared("light"), icon: "sun" }, { id: "dark", label: shared("dark"), icon: "moon" }]}
            value=${theme.value}
            onChange=${(value) => (theme.value = value)}
          />
        </div>
      </div>
    <//>
    <${ChangePassword} office=${office} />
    <div><${Button} size="s" icon="sign-out" onPress=${() => screen.signOut()}>${shared("sign_out")}<//></div>
  <//>`
}

const EMPTY = { current: "", password: "", repeat: "" }

function ChangePassword({ office }) {
  const form = useForm(EMPTY, (values) => ({
    ...(values.current === "" && { "/current": shared("required") }),
    ...(passwordMistake(values.password, office.role) && { "/password": passwordMistake(values.password, office.role) }),
    ...(values.repeat !== values.password && { "/repeat": t("not_the_same") }),
  }))
  async function send() {
    const answer = await form.submit(async ({ current, password }) => {
      const said = await office.ask("POST", "/auth/password", { current, password })
      if (said.problem?.code !== "wrong_credentials") return said
      return { ...said, problem: { ...said.problem, errors: [{ pointer: "/current", detail: "wrong password" }] } }
    })
    if (!answer) return
    form.restart(EMPTY)
    toast(t("password_changed"), { tone: "good" })
  }
  return html`<${Section} title=${shared("change_password")} text=${t("password_text")} class="of-card">
    <${Form} form=${form} onSubmit=${send} label=${shared("change_password")}>
      <input type="text" class="of-hidden" autocomplete="username" value=${office.user.name} readonly tabindex="-1" aria-hidden="true" />
      <${Text} form=${form} at="/current" label=${t("current")} type="password" autocomplete="current-password" />
      <${Text} form=${form} at="/password" label=${t("new_one")} type="password" autocomplete="new-password" hint=${t("hint")} />
      <${Text} form=${form} at="/repeat" label=${t("repeat")} type="password" autocomplete="new-password" />
      <div class="of-form-end"><${Button} kind="primary" size="s" type="submit" busy=${form.busy}>${shared("change_password")}<//></div>
    <//>
  <//>`
}
