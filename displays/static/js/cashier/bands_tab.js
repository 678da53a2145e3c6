import { html, useEffect, useState } from "../html.js"
import { clockTime } from "../core/words.js"
import { Age } from "../parts/age.js"
import { Button } from "../parts/button.js"
import { Empty } from "../parts/empty.js"
import { SelectField, Stepper, TextField } from "../parts/field.js"
import { Icon } from "../parts/icon.js"
import { Money } from "../parts/money.js"
import { BriefOrder } from "./brief_order.js"
import { codesIn } from "./places.js"
import { List, Side, useChosen } from "./split.js"
import { t } from "./words.js"

/** Wristbands that are out, and the way to hand one out. */
export function BandsTab({ screen, desk }) {
  const bands = desk.bands.value
  const chosen = useChosen(desk, bands)
  const zone = desk.shop.value?.timezone
  return html`
    <${List} title=${t("bands")} n=${bands.length} tools=${html`<${HandOut} screen=${screen} desk=${desk} />`}>
      ${bands.length === 0 && html`<${Empty} icon="wristband" title=${t("no_bands")} text=${t("no_bands_why")} />`}
      <ul class="d-rows">
        ${bands.map(
          (band) => html`<li key=${band.id}>
            <button type="button" class="d-row d-row-band" data-row=${band.id} aria-current=${String(band.id === chosen?.id)} onClick=${() => desk.choose(band.id)} onFocus=${() => desk.choose(band.id)}>
              <span class="d-place"><${Icon} name="wristband" size=${18} /><b>${band.code}</b></span>
              <span class="d-row-who">${t("guests", { n: band.stay.guests })} · ${t("out_since", { time: clockTime(band.stay.opened_at, zone) })}</span>
              <span class="d-row-states">${band.stay.room && html`<span class="d-tag"><${Icon} name="room" size=${15} />${band.stay.room.number}</span>`}${band.portions > 0 && html`<span class="d-tag"><${Icon} name="dish" size=${15} />${t("open_n", { n: band.portions })}</span>`}</span>
              <span class="d-row-end"><${Age} since=${band.stay.opened_at} screen=${screen} /><${Sum} band=${band} /></span>
            </button>
          </li>`,
        )}
      </ul>
    <//>
    <${Side}>${chosen?.code ? html`<${BandDetail} key=${chosen.id} band=${chosen} screen=${screen} desk=${desk} />` : html`<${Empty} icon="wristband" title=${t("choose_band")} />`}<//>
  `
}

function Sum({ band }) {
  if (band.orders.length === 0) return null
  return html`<${Money} minor=${band.orders.reduce((sum, { order }) => sum + order.total, 0)} currency=${band.orders[0].order.currency} />`
}

/** The wristbands that can be handed out; asked again whenever others are out. */
function useFreeBands(screen, bands) {
  const [free, setFree] = useState([])
  useEffect(() => {
    let isOver = false
    screen.ask("GET", "/wristbands?state=free&limit=200").then((answer) => answer.ok && !isOver && setFree(answer.body.items.map((band) => band.code)))
    return () => (isOver = true)
  }, [bands.map((band) => band.code).join(" ")])
  return free
}

function HandOut({ screen, desk }) {
  const free = useFreeBands(screen, desk.bands.value)
  const [code, setCode] = useState("")
  const [guests, setGuests] = useState(1)
  const [room, setRoom] = useState("")
  const [busy, setBusy] = useState(false)
  const wanted = codesIn(code)
  const rooms = desk.rooms.value.filter((one) => one.state === "in_use")
  const give = async (event) => {
    event.preventDefault()
    if (wanted.length === 0) return
    setBusy(true)
    for (const one of wanted) {
      const answer = await desk.handOut(one, guests, room || null)
      if (!answer.ok && !answer.queued) return setBusy(false)
    }
    setBusy(false)
    setCode("")
    setRoom("")
    setGuests(1)
  }
  return html`<form class="d-form-line" onSubmit=${give}>
    <${TextField} label=${t("wristband_code")} icon="wristband" value=${code} onChange=${setCode} autocomplete="off" autocapitalize="characters" spellcheck=${false} list="free-bands" />
    <datalist id="free-bands">${free.map((band) => html`<option key=${band} value=${band} />`)}</datalist>
    <div class="field"><span class="field-label">${t("guests_word")}</span><${Stepper} label=${t("guests_word")} value=${guests} min=${1} max=${30} onChange=${setGuests} /></div>
    <${SelectField} label=${t("stands_in")} value=${room} onChange=${setRoom} options=${[{ id: "", label: t("no_room") }, ...rooms.map((one) => ({ id: one.id, label: one.number }))]} />
    <${Button} type="submit" kind="primary" icon="wristband" busy=${busy} disabled=${wanted.length === 0}>${t("hand_out")}<//>
  </form>`
}

function BandDetail({ band, screen, desk }) {
  const [busy, setBusy] = useState(false)
  const zone = desk.shop.value?.timezone
  const { stay } = band
  const handIn = async () => {
    setBusy(true)
    await desk.handIn(band)
    setBusy(false)
  }
  return html`<article class="d-detail" aria-label=${t("wristband_of", { code: band.code })}>
    <header class="d-detail-head">
      <b class="d-number">${band.code}</b>
      <div>
        <strong class="d-detail-place">${stay.room ? t("in_room", { number: stay.room.number }) : t("in_no_room")}</strong>
        <span class="d-detail-sub">${t("guests", { n: stay.guests })} · ${t("out_since", { time: clockTime(stay.opened_at, zone) })}</span>
      </div>
    </header>
    <div class="d-detail-body">
      ${band.orders.length === 0 && html`<p class="d-hint">${t("no_order_yet")}</p>`}
      ${band.orders.map((ticket) => html`<${BriefOrder} key=${ticket.id} ticket=${ticket} screen=${screen} desk=${desk} />`)}
    </div>
    <footer class="d-acts">
      <${Button} kind="primary" icon="plus" data-first onPress=${() => desk.order({ wristband: band.code, label: band.code })}>${t("new_order")}<//>
      <${Button} icon="undo" busy=${busy} onPress=${handIn}>${t("hand_in")}<//>
    </footer>
  </article>`
}
