// Saving a part of the shop's settings under the version that was read: what somebody else has changed meanwhile is not written over silently.
import { useLayoutEffect, useRef } from "../../html.js"
import { confirm } from "../../parts/dialog.js"
import { toast } from "../../parts/toast.js"
import { useForm, useLeaveGuard } from "../form.js"
import { t as shared } from "../words.js"

/**
 * A form over one part of the shop. `valuesOf(shop)` are its values, `bodyOf(values)` what is sent.
 *
 * While nothing is changed here the form follows the shop; after a refusal for its version it asks whether to reload or to write all the same.
 */
export function useShopForm(office, shop, again, { valuesOf, bodyOf, check }) {
  const form = useForm(valuesOf(shop), check)
  useLeaveGuard(form)
  const version = useRef(shop.version)
  useLayoutEffect(() => {
    if (form.isDirty) return
    version.current = shop.version
    form.restart(valuesOf(shop))
  }, [shop.version])

  const patch = (values, if_match) => office.ask("PATCH", `/shops/${shop.id}`, changedMembers(bodyOf(form.from), bodyOf(values)), { if_match })

  async function save() {
    let answer = await form.submit(async (values) => {
      const said = await patch(values, version.current)
      if (said.problem?.code !== "version_mismatch") return said
      const force = await confirm({ title: shared("changed_elsewhere"), text: shared("changed_elsewhere_text"), yes: shared("overwrite"), no: shared("reload"), danger: true })
      return force ? patch(values, undefined) : { ok: true, body: null, isReload: true }
    })
    if (!answer) return false
    if (answer.isReload) {
      answer = await office.ask("GET", `/shops/${shop.id}`)
      if (answer.ok) form.restart(valuesOf(answer.body.shop))
    } else toast(shared("saved"), { tone: "good" })
    if (answer.ok) version.current = answer.body.shop.version
    await again()
    return true
  }
  return { form, save }
}

/** Only what was changed here is sent, so that writing all the same leaves alone what somebody else has changed beside it. */
function changedMembers(before, after) {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])))
}
