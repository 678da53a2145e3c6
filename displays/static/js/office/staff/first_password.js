// A password for somebody else: typed, or made here and read out.
import { html } from "../../html.js"
import { Button } from "../../parts/button.js"
import { toast } from "../../parts/toast.js"
import { Text } from "../form.js"
import { newPassword } from "../passwords.js"
import { t } from "./words.js"

export function FirstPassword({ form, label }) {
  const password = form.at("/password")
  async function copy() {
    try {
      await navigator.clipboard.writeText(password)
      toast(t("copied"))
    } catch {
      // a page without https may not; the field shows it
    }
  }
  return html`<div class="of-password-row">
    <${Text} form=${form} at="/password" label=${label} hint=${t("password_hint")} type="password" autocomplete="new-password" maxlength="256" />
    <${Button} size="m" icon="key" onPress=${() => form.set("/password", newPassword())}>${t("make_password")}<//>
    ${password && navigator.clipboard && html`<${Button} size="m" kind="quiet" icon="copy" onPress=${copy}>${t("copy")}<//>`}
  </div>`
}
