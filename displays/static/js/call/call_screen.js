import { html, useEffect, useLayoutEffect, useState } from "../html.js"
import { Icon } from "../parts/icon.js"
import { LinkPill } from "../parts/pill.js"
import { Announced, BandView } from "./band_view.js"
import { Column } from "./column.js"
import { Said } from "./said.js"

const CLOSES_AFTER_MS = 10_000

/** The whole wall. */
export function CallScreen({ screen, wall, sound }) {
  const unit = useUnit()
  const languages = wall.languages.value
  const { call, behind } = wall.band.value
  const lost = wall.lost.value
  const said = wall.said.value
  return html`<main class="wall" data-calling=${(call && !lost) || null}>
    <header class="wall-head">
      <${Masthead} screen=${screen} wall=${wall} sound=${sound} languages=${languages} said=${call && !lost ? null : said} isCovered=${Boolean(call && !lost)} />
      ${call && !lost && html`<${BandView} key=${call.id + call.called_at} call=${call} behind=${behind} old=${call.business_day < wall.today.value} languages=${languages} said=${said?.event === "line_called" ? said : null} />`}
    </header>
    ${lost ? html`<${Lost} languages=${languages} />` : html`<${Columns} wall=${wall} languages=${languages} unit=${unit} newest=${call?.id} />`}
  </main>`
}

function Columns({ wall, languages, unit, newest }) {
  const { making, fetch, earlier } = wall.shown.value
  const now = wall.moment.value
  const soon = making.some((number) => number.ready) && html`<span class="ready-key"><span class="ready-sample" aria-hidden="true">00</span><${Said} k="ready" languages=${languages.slice(0, 1)} /></span>`
  const note = earlier > 0 && html`<p class="column-note"><${Said} k="earlier" languages=${languages.slice(0, 1)} members=${{ n: earlier }} /></p>`
  return html`<div class="columns">
    <${Column} name="making" items=${making} languages=${languages} now=${now} unit=${unit} empty="none_making" hint=${soon} />
    <${Column} name="fetch" items=${fetch} languages=${languages} now=${now} unit=${unit} empty="none_fetch" note=${note} newest=${newest} />
  </div>`
}

/** At rest: whose screen this is, and the time. */
function Masthead({ screen, wall, sound, languages, said, isCovered }) {
  const shop = wall.shop.value
  const zone = shop?.timezone
  const now = screen.now.value
  const closed = shop && shop.state !== "open"
  return html`<div class="masthead" inert=${isCovered}>
    <div class="masthead-shop">
      <h1>${wall.name.value}</h1>
      <p class="masthead-line">
        <${Unlock} sound=${sound} languages=${languages} />
        ${closed ? html`<span class="masthead-state"><${Icon} name="pause" size="1em" /><${Said} k=${shop.state} languages=${languages} /></span>` : said ? html`<${Announced} said=${said} />` : html`<${Said} k="watch" languages=${languages} />`}
      </p>
    </div>
    <div class="masthead-side">
      <${LinkPill} screen=${screen} closesAfterMs=${CLOSES_AFTER_MS} />
      <time class="masthead-clock" datetime=${new Date(now).toISOString()}>${wallTime(now, zone)}</time>
      <p class="masthead-date">${languages.map((language) => html`<span key=${language} lang=${language}>${wallDate(now, zone, language)}</span>`)}</p>
    </div>
  </div>`
}

function Lost({ languages }) {
  return html`<div class="lost" role="alert">
    <span class="lost-icon"><${Icon} name="wifi-off" size="100%" /></span>
    <p class="lost-words"><${Said} k="lost" languages=${languages} /></p>
    <p class="lost-why"><${Said} k="lost_why" languages=${languages} /></p>
  </div>`
}

/** A browser that was not started for a kiosk plays nothing before somebody has touched it. Asked small, and after half a minute smaller still. */
function Unlock({ sound, languages }) {
  const blocked = sound.state.value === "blocked"
  const [quiet, setQuiet] = useState(false)
  useEffect(() => {
    if (!blocked) return undefined
    const unlock = () => sound.unlock()
    const timer = setTimeout(() => setQuiet(true), 30_000)
    addEventListener("pointerdown", unlock)
    addEventListener("keydown", unlock)
    return () => {
      clearTimeout(timer)
      removeEventListener("pointerdown", unlock)
      removeEventListener("keydown", unlock)
    }
  }, [blocked])
  if (!blocked) return null
  return html`<button class="unlock" data-quiet=${quiet || null} onClick=${() => sound.unlock()}>
    <${Icon} name="sound-off" size="1.4em" />
    <${Said} k="unlock" languages=${languages.slice(0, 1)} class=${quiet ? "unseen" : ""} />
  </button>`
}

/** How many pixels of this screen are one of 1080p: the same rule as in the style sheet. */
function useUnit() {
  const [unit, setUnit] = useState(unitOf)
  useLayoutEffect(() => {
    const measure = () => setUnit(unitOf())
    addEventListener("resize", measure)
    return () => removeEventListener("resize", measure)
  }, [])
  return unit
}

function unitOf() {
  const { innerWidth: width, innerHeight: height } = window
  return width > height ? Math.min(width / 1920, height / 1080) : Math.min(width / 1080, height / 1920)
}

const wallTime = (now, zone) => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(now)

const wallDate = (now, zone, language) => new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { weekday: "long", day: "numeric", month: "long", timeZone: zone }).format(now)
