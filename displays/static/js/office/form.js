// Forms: values, mistakes at their fields, and one way to send them. Fields are named by JSON pointers, as the hub names them in a problem.
import { drawn, html, useCallback, useLayoutEffect, useRef, useState } from "../html.js"
import { Button } from "../parts/button.js"
import { confirm } from "../parts/dialog.js"
import { SelectField, Switch, TextArea, TextField } from "../parts/field.js"
import { problemText } from "../parts/problem_text.js"
import { problemOf } from "./hub.js"
import { errorsOf, homeless, valueAt, withValueAt } from "./pointers.js"
import { guardLeaving } from "./router.js"
import { said } from "./said.js"
import { t } from "./words.js"

/**
 * The state of a form. `check(values)` answers `{pointer: words}` for what is wrong before anybody is asked.
 * A field shows its mistake once it was left or the form was sent.
 */
export function useForm(initial, check = () => ({})) {
  const [values, setValues] = useState(initial)
  const [from, setFrom] = useState(initial)
  const [touched, setTouched] = useState(() => new Set())
  const [sent, setSent] = useState(false)
  const [refused, setRefused] = useState({ problem: null, errors: {} })
  const [busy, setBusy] = useState(false)
  const fields = useRef(new Set())
  const top = useRef(null)
  const wrong = check(values)
  const isDirty = JSON.stringify(values) !== JSON.stringify(from)

  const set = useCallback((pointer, value) => {
    setValues((held) => withValueAt(held, pointer, value))
    setRefused((held) => ({ problem: null, errors: Object.fromEntries(Object.entries(held.errors).filter(([at]) => at !== pointer)) }))
  }, [])
  const touch = useCallback((pointer) => setTouched((held) => (held.has(pointer) ? held : new Set(held).add(pointer))), [])
  const restart = useCallback((next) => {
    setValues(next)
    setFrom(next)
    setTouched(new Set())
    setSent(false)
    setRefused({ problem: null, errors: {} })
  }, [])

  /** Send with `ask()`, an answer of the hub; true when it was taken. A mistake found here is pointed at and nothing is sent. */
  async function submit(ask) {
    setSent(true)
    if (Object.keys(wrong).length > 0) {
      focusFirstMistake(top)
      return null
    }
    setBusy(true)
    setRefused({ problem: null, errors: {} })
    const answer = await ask(values)
    setBusy(false)
    if (answer.ok) {
      setFrom(values)
      return answer
    }
    const problem = problemOf(answer)
    setRefused({ problem, errors: errorsOf(problem) })
    focusFirstMistake(top)
    return null
  }

  function error(pointer) {
    fields.current.add(pointer)
    if (refused.errors[pointer]) return said(refused.errors[pointer])
    return sent || touched.has(pointer) ? wrong[pointer] : undefined
  }

  const field = (pointer) => ({ value: valueAt(values, pointer), error: error(pointer), set: (value) => set(pointer, value), leave: () => touch(pointer) })
  return { values, from, set, error, field, at: (pointer) => valueAt(values, pointer), submit, restart, busy, isDirty, refused, fields, top, wrong }
}

function focusFirstMistake(top) {
  drawn(() => {
    const found = top.current?.querySelector("[aria-invalid=true], .of-refused")
    found?.focus?.()
    found?.scrollIntoView?.({ block: "center" })
  })
}

/** Ask before a form that holds something unsaved is left. Answers a function for close buttons: it closes, or asks first. */
export function useLeaveGuard(form, close) {
  const dirty = useRef(false)
  dirty.current = form.isDirty
  const ask = useCallback(
    async () => !dirty.current || (await confirm({ title: t("unsaved"), text: t("unsaved_text"), yes: t("discard"), no: t("keep_editing"), danger: true })),
    [],
  )
  useLayoutEffect(() => (form.isDirty ? guardLeaving(ask) : undefined), [form.isDirty, ask])
  return useCallback(async () => {
    if (await ask()) {
      dirty.current = false
      close?.()
    }
  }, [ask, close])
}

/** What was refused and has no field of its own, above the form. */
export function Refused({ form }) {
  const { problem, errors } = form.refused
  if (!problem) return null
  const lost = homeless(errors, form.fields.current)
  const at = Object.keys(errors).length > 0
  const text = lost.length ? lost.map((pointer) => `${pointer}: ${said(errors[pointer])}`).join(" · ") : at ? t("look_at_fields") : problemText(problem)
  return html`<p class="of-refused" role="alert" tabindex="-1">${text}</p>`
}

/** A `<form>` that sends on Enter; `form.top` is where mistakes are looked for. */
export function Form({ form, onSubmit, children, class: name = "", label }) {
  function send(event) {
    event.preventDefault()
    if (!form.busy) onSubmit()
  }
  return html`<form class="of-form ${name}" novalidate ref=${form.top} onSubmit=${send} aria-label=${label}>
    <${Refused} form=${form} />
    ${children}
  </form>`
}

/** The buttons at a form's end: leave, and the one that sends. */
export function Ending({ form, close, label, kind = "primary", disabled }) {
  return html`<div class="of-form-end">
    <${Button} size="s" onPress=${close}>${t("cancel")}<//>
    <${Button} kind=${kind} size="s" type="submit" busy=${form.busy} disabled=${disabled}>${label}<//>
  </div>`
}

/** A text field of a form. `onChange` takes the place of the form's own way to set it. */
export function Text({ form, at, onChange, ...rest }) {
  const { value, error, set, leave } = form.field(at)
  return html`<${TextField} ...${rest} name=${at} value=${value ?? ""} error=${error} onChange=${onChange ?? set} onBlur=${leave} />`
}

export function Area({ form, at, onChange, ...rest }) {
  const { value, error, set, leave } = form.field(at)
  return html`<${TextArea} ...${rest} name=${at} value=${value ?? ""} error=${error} onChange=${onChange ?? set} onBlur=${leave} />`
}

export function Select({ form, at, onChange, ...rest }) {
  const { value, error, set, leave } = form.field(at)
  return html`<${SelectField} ...${rest} name=${at} value=${value ?? ""} error=${error} onChange=${onChange ?? set} onBlur=${leave} />`
}

export function Toggle({ form, at, ...rest }) {
  const { value, set } = form.field(at)
  return html`<${Switch} ...${rest} value=${Boolean(value)} onChange=${set} />`
}
