// The door: name and password, with honest words when it stays shut.
import { language } from "../core/words.js"
import { html, useEffect, useRef, useState } from "../html.js"
import { Brand } from "../parts/brand.js"
import { Button } from "../parts/button.js"
import { TextField } from "../parts/field.js"
import { Icon } from "../parts/icon.js"
import { LookSwitch } from "../parts/look.js"
import { problemText } from "../parts/problem_text.js"
import { problemOf } from "./hub.js"
import { t } from "./sign_in_words.js"
import { t as shared } from "./words.js"

export function SignIn({ screen }) {
  const [username, setUsername] = useState("")
  const [password, setPassword] = useState("")
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState(null)
  const wait = useCountdown(problem?.code === "rate_limited" ? problem : null)
  const form = useRef(null)
  useEffect(() => {
    document.title = `${t("sign_in")} · ${shared("product")}`
  }, [language.value])

  async function send(event) {
    event.preventDefault()
    const blank = username.trim() === "" || password === ""
    setMissing(blank)
    if (blank || busy || wait > 0) {
      form.current.querySelector("[aria-invalid=true], input:placeholder-shown")?.focus()
      return
    }
    setBusy(true)
    setProblem(null)
    const answer = await screen.signIn(username.trim(), password)
    setBusy(false)
    if (answer?.ok === false) {
      setProblem(problemOf(answer))
      setPassword("")
      form.current?.querySelector("input[name=password]")?.focus()
    }
  }

  return html`<main class="of-door">
    <header class="of-door-head"><${Brand} /><${LookSwitch} /></header>
    <form class="of-door-card" novalidate ref=${form} onSubmit=${send}>
      <h1 class="of-title">${t("welcome")}</h1>
      <p class="of-subtitle">${t("welcome_text")}</p>
      ${problem && html`<p class="of-refused" role="alert"><${Icon} name="warning" size=${18} /><span>${refusal(problem, wait)}</span></p>`}
      <${TextField}
        label=${t("username")}
        name="username"
        value=${username}
        onChange=${setUsername}
        error=${missing && username.trim() === "" ? shared("required") : undefined}
        autocomplete="username"
        autocapitalize="none"
        spellcheck=${false}
        autofocus
      />
      <${TextField}
        label=${t("password")}
        name="password"
        type="password"
        value=${password}
        onChange=${setPassword}
        error=${missing && password === "" ? shared("required") : undefined}
        autocomplete="current-password"
      />
      <${Button} kind="primary" size="m" type="submit" busy=${busy} disabled=${wait > 0} wide>${t("sign_in")}<//>
      <p class="of-door-note">${t("forgotten")}</p>
    </form>
  </main>`
}

function refusal(problem, wait) {
  if (problem.code === "wrong_credentials") return t("wrong_credentials")
  if (problem.code === "rate_limited") return wait > 0 ? t("rate_limited", { time: minutesAndSeconds(wait) }) : t("rate_over")
  if (problem.code === "unreachable") return t("unreachable")
  return problemText(problem)
}

function minutesAndSeconds(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
}

/** The seconds that are left of a rate limit, counting down. */
function useCountdown(problem) {
  const [left, setLeft] = useState(0)
  useEffect(() => {
    if (!problem) return setLeft(0)
    const end = performance.now() + (problem.retry_after ?? 60) * 1000
    const tick = () => setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000)))
    tick()
    const timer = setInterval(tick, 500)
    return () => clearInterval(timer)
  }, [problem])
  return left
}
