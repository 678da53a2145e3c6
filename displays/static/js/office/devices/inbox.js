// The pairing inbox: a code that is typed, and the screens of this shop that wait.
import { age } from "../../core/words.js"
import { html, useEffect, useState } from "../../html.js"
import { Button } from "../../parts/button.js"
import { confirm } from "../../parts/dialog.js"
import { Empty } from "../../parts/empty.js"
import { TextField } from "../../parts/field.js"
import { KIND_ICON } from "../../parts/frame.js"
import { Icon } from "../../parts/icon.js"
import { problemText } from "../../parts/problem_text.js"
import { toast } from "../../parts/toast.js"
import { Loaded, problemOf } from "../hub.js"
import { Section } from "../page.js"
import { go, place } from "../router.js"
import { kindName } from "../words.js"
import { Approval } from "./approval.js"
import { codeOf, shapedCode } from "./binding.js"
import { t } from "./words.js"

export function Inbox({ office, waiting, devices, stations, again }) {
  const { query } = place.value
  const [typed, setTyped] = useState(shapedCode(query.code ?? ""))
  const [wrong, setWrong] = useState(undefined) // what is wrong with the code, in words
  const [busy, setBusy] = useState(false)
  const [asked, setAsked] = useState(null)
  const listed = waiting.body ?? []

  /** What the screen behind a code says of itself; one that has named no shop is not in the list. */
  async function begin(code) {
    const whole = codeOf(code)
    if (!whole) return setWrong(t("code_wrong"))
    setWrong(undefined)
    setBusy(true)
    const answer = await office.ask("GET", `/device-pairings/${whole}`)
    setBusy(false)
    if (answer.ok) return setAsked(answer.body)
    const problem = problemOf(answer)
    return setWrong(problem.code === "not_found" ? t("code_unknown") : problemText(problem))
  }
  // The link behind a screen's QR code brings its code along.
  useEffect(() => {
    if (waiting.body && codeOf(query.code ?? "")) begin(query.code)
  }, [waiting.body !== null, query.code])

  function done() {
    setAsked(null)
    setTyped("")
    waiting.again()
    again()
    if (query.code || query.replaces) go("devices", ["pair"])
  }

  const replaced = devices.find((device) => device.id === query.replaces)
  return html`<div class="of-inbox">
    <${Section} title=${t("inbox_title")} text=${replaced ? t("replacing", { name: replaced.name }) : t("inbox_text")} class="of-card">
      ${replaced && html`<div><${Button} size="s" kind="quiet" icon="close" onPress=${() => go("devices", ["pair"])}>${t("replacing_not")}<//></div>`}
      <form class="of-code-form" novalidate onSubmit=${(event) => {
        event.preventDefault()
        begin(typed)
      }}>
        <${TextField}
          class="of-code"
          label=${t("code")}
          value=${typed}
          onChange=${(text) => {
            setTyped(shapedCode(text))
            setWrong(undefined)
          }}
          error=${wrong}
          placeholder="WDJB-MJHT"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck=${false}
          maxlength="9"
        />
        <${Button} kind="primary" size="m" type="submit" busy=${busy}>${t("go_on")}<//>
      </form>
    <//>
    <${Section} title=${t("waiting_title")} text=${t("waiting_text")}>
      <${Loaded} read=${waiting} kind="row" count=${2}>
        ${() =>
          listed.length === 0
            ? html`<div class="of-card"><${Empty} icon="inbox" title=${t("waiting_empty")} text=${t("waiting_empty_text")} /></div>`
            : html`<ul class="of-waiting">${listed.map((one) => html`<${Waiting} key=${one.user_code} office=${office} pairing=${one} onApprove=${() => setAsked(one)} onDone=${done} />`)}</ul>`}
      <//>
    <//>
    ${asked && html`<${Approval} key=${asked.user_code} office=${office} pairing=${asked} replaced=${replaced} devices=${devices} stations=${stations} onDone=${done} onClose=${() => setAsked(null)} />`}
  </div>`
}

function Waiting({ office, pairing, onApprove, onDone }) {
  const now = office.screen.now.value
  async function deny() {
    if (!(await confirm({ title: t("deny_title", { code: pairing.user_code }), text: t("deny_text"), yes: t("deny"), danger: true }))) return
    const answer = await office.ask("POST", `/device-pairings/${pairing.user_code}/denial`)
    if (answer.ok) toast(t("denied"))
    else toast(problemText(problemOf(answer)), { tone: "bad" })
    onDone()
  }
  return html`<li class="of-card of-waiting-one">
    <span class="of-device-icon"><${Icon} name=${KIND_ICON[pairing.kind]} size=${20} /></span>
    <span class="of-two-lines">
      <strong>${kindName(pairing.kind)} <code class="of-code-shown">${pairing.user_code}</code></strong>
      <small>${[pairing.model, pairing.app, t("asked", { age: age(now - Date.parse(pairing.created_at)) }), t("runs_out", { time: age(Date.parse(pairing.expires_at) - now) })].filter(Boolean).join(" · ")}</small>
    </span>
    <span class="of-actions">
      <${Button} size="s" onPress=${deny}>${t("deny")}<//>
      <${Button} size="s" kind="primary" onPress=${onApprove}>${t("approve")}<//>
    </span>
  </li>`
}
