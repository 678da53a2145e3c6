// Canned phrases: found by "/" or by the button, and edited by whoever may.
import { language } from "../../core/words.js"
import { html, useEffect, useRef, useState } from "../../html.js"
import { Button, IconButton } from "../../parts/button.js"
import { confirm, Dialog } from "../../parts/dialog.js"
import { Empty } from "../../parts/empty.js"
import { problemText } from "../../parts/problem_text.js"
import { Segmented } from "../../parts/tabs.js"
import { toast } from "../../parts/toast.js"
import { Area, Ending, Form, Text, useForm, useLeaveGuard } from "../form.js"
import { Loaded } from "../hub.js"
import { t as shared } from "../words.js"
import { phrasesFor, phraseText } from "./lists.js"
import { t } from "./words.js"

const LANGUAGES = [
  { id: "zh-CN", label: "中文" },
  { id: "en", label: "English" },
]
const MOST = 500
const SHORTCUT = /^[a-z0-9_-]{1,20}$/

/** Above the field: what is typed behind the slash finds phrases; `at` is the one that Enter takes. */
export function PhrasePicker({ phrases, typed, at, onAt, onPick, onEdit, speaks, onSpeaks }) {
  const found = phrasesFor(phrases, typed, speaks)
  const list = useRef(null)
  useEffect(() => list.current?.children[at]?.scrollIntoView({ block: "nearest" }), [at])
  return html`<section class="of-phrases" aria-label=${t("phrases")}>
    <header>
      <${Segmented} size="s" label=${shared("language")} options=${LANGUAGES} value=${speaks} onChange=${onSpeaks} />
      ${onEdit && html`<button type="button" class="of-plain" onClick=${onEdit}>${t("phrases_edit")}</button>`}
    </header>
    ${
      found.length === 0
        ? html`<p class="of-phrases-none">${t("phrases_none")}</p>`
        : html`<ul role="listbox" aria-label=${t("phrases")} ref=${list}>
            ${found.map(
              (phrase, place) => html`<li key=${phrase.id} role="option" id=${`phrase-${phrase.id}`} aria-selected=${String(place === at)} onMouseEnter=${() => onAt(place)} onMouseDown=${(event) => event.preventDefault()} onClick=${() => onPick(phrase)}>
                <code>/${phrase.shortcut}</code><span lang=${speaks}>${phraseText(phrase, speaks)}</span>
              </li>`,
            )}
          </ul>`
    }
  </section>`
}

/** The language in which phrases are written: the page's own until somebody chooses another. */
export function useSpeaks() {
  const [chosen, choose] = useState(null)
  return [chosen ?? language.value, choose]
}

/** All phrases of the shop, to be changed. */
export function PhraseEditor({ office, read, onClose }) {
  const [edited, edit] = useState(null)
  if (edited) return html`<${PhraseForm} key=${edited.id ?? "new"} office=${office} phrase=${edited} onDone=${() => (edit(null), read.again())} onClose=${() => edit(null)} />`
  const remove = async (phrase) => {
    const sure = await confirm({ title: t("phrase_remove_title", { shortcut: phrase.shortcut }), yes: t("phrase_remove"), danger: true })
    if (!sure) return
    const reply = await office.ask("DELETE", `/chat-phrases/${phrase.id}`)
    if (!reply.ok) toast(problemText(reply.problem), { tone: "bad" })
    read.again()
  }
  const add = html`<${Button} size="s" kind="primary" icon="plus" onPress=${() => edit({ names: {}, shortcut: "" })}>${t("phrase_new")}<//>`
  return html`<${Dialog} open title=${t("phrases_title")} size="l" class="of-phrase-editor" onClose=${onClose} actions=${add}>
    <p class="of-section-text">${t("phrases_text")}</p>
    <${Loaded} read=${{ ...read, body: read.body?.items ?? null }}>
      ${(phrases) =>
        phrases.length === 0
          ? html`<${Empty} icon="note" title=${t("phrases_none")} />`
          : html`<ul class="of-rows">
              ${phrases.map(
                (phrase) => html`<li key=${phrase.id} class="of-phrase">
                  <code>/${phrase.shortcut}</code>
                  <span>${LANGUAGES.map(({ id }) => phrase.names[id] && html`<p key=${id} lang=${id}>${phrase.names[id]}</p>`)}</span>
                  <${IconButton} size="s" icon="edit" label=${`${shared("edit")} /${phrase.shortcut}`} onPress=${() => edit(phrase)} />
                  <${IconButton} size="s" icon="trash" label=${`${t("phrase_remove")} /${phrase.shortcut}`} onPress=${() => remove(phrase)} />
                </li>`,
              )}
            </ul>`}
    <//>
  <//>`
}

function PhraseForm({ office, phrase, onDone, onClose }) {
  const form = useForm({ shortcut: phrase.shortcut, names: { "zh-CN": phrase.names["zh-CN"] ?? "", en: phrase.names.en ?? "" } }, ({ shortcut, names }) => ({
    ...(SHORTCUT.test(shortcut) ? {} : { "/shortcut": t("phrase_shortcut_wrong") }),
    ...(names["zh-CN"].trim() || names.en.trim() ? {} : { "/names/zh-CN": shared("required") }),
  }))
  const close = useLeaveGuard(form, onClose)
  async function send() {
    const answer = await form.submit(({ shortcut, names }) => {
      const said = Object.fromEntries(Object.entries(names).filter(([, text]) => text.trim() !== "").map(([id, text]) => [id, text.trim()]))
      const body = { shortcut, names: said }
      return phrase.id ? office.ask("PATCH", `/chat-phrases/${phrase.id}`, body) : office.ask("POST", office.at("/chat-phrases"), body)
    })
    if (answer) onDone()
  }
  return html`<${Dialog} open title=${phrase.id ? `/${phrase.shortcut}` : t("phrase_new")} onClose=${close}>
    <${Form} form=${form} onSubmit=${send} label=${t("phrase_new")}>
      <${Text} form=${form} at="/shortcut" label=${t("phrase_shortcut")} hint=${t("phrase_shortcut_hint")} maxlength="20" autofocus />
      <${Area} form=${form} at="/names/zh-CN" label=${t("phrase_zh")} lang="zh-CN" maxlength=${MOST} />
      <${Area} form=${form} at="/names/en" label=${t("phrase_en")} lang="en" maxlength=${MOST} />
      <${Ending} form=${form} close=${close} label=${shared("save")} />
    <//>
  <//>`
}
