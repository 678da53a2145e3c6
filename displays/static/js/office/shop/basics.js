// What the shop is called and where it is.
import { html } from "../../html.js"
import { Button } from "../../parts/button.js"
import { Form, Text } from "../form.js"
import { Facts, Section } from "../page.js"
import { t as shared } from "../words.js"
import { useShopForm } from "./saving.js"
import { t } from "./words.js"

const PART = {
  valuesOf: (shop) => ({ name: shop.name, names: { "zh-CN": shop.names["zh-CN"] ?? "", en: shop.names.en ?? "" }, address: shop.address, phone: shop.phone }),
  bodyOf: ({ name, names, address, phone }) => ({
    name: name.trim(),
    names: Object.fromEntries(Object.entries(names).map(([language, text]) => [language, text.trim()]).filter(([, text]) => text)),
    address: address.trim(),
    phone: phone.trim(),
  }),
  check: ({ name }) => (name.trim() === "" ? { "/name": shared("required") } : {}),
}

export function Basics({ office, shop, again }) {
  const { form, save } = useShopForm(office, shop, again, PART)
  return html`<${Section} title=${t("part_basics")} class="of-card">
    <${Form} form=${form} onSubmit=${save} label=${t("part_basics")}>
      <${Text} form=${form} at="/name" label=${t("name")} hint=${t("name_hint")} maxlength="80" />
      <div class="of-pair">
        <${Text} form=${form} at="/names/zh-CN" label=${t("name_zh")} maxlength="80" lang="zh-CN" />
        <${Text} form=${form} at="/names/en" label=${t("name_en")} maxlength="80" lang="en" />
        <${Text} form=${form} at="/address" label=${t("address")} maxlength="200" autocomplete="off" />
        <${Text} form=${form} at="/phone" label=${t("phone")} maxlength="40" type="tel" autocomplete="off" />
      </div>
      <${Facts} rows=${[[t("currency"), t("currency_text", { currency: shop.currency })]]} />
      <div class="of-form-end"><${Button} kind="primary" size="s" type="submit" busy=${form.busy} disabled=${!form.isDirty}>${shared("save")}<//></div>
    <//>
  <//>`
}
