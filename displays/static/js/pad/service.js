import { html } from "../html.js"
import { clockTime } from "../core/words.js"
import { Button } from "../parts/button.js"
import { Dialog } from "../parts/dialog.js"
import { Icon } from "../parts/icon.js"
import { SERVICES, whoComes } from "./calls.js"
import { t } from "./words.js"

const ICONS = { water: "water", clean: "clean", cashier: "cashier", therapist: "spa" }
const SIGNS = { kept: "wifi-off", paced: "clock", sending: "send", open: "bell-ring", accepted: "user", late: "bell-ring" }

/** The four buttons with what became of them; `children` stand before them. */
export function ServiceButtons({ pad, children }) {
  return html`<section class="services" aria-label=${t("service")}>
    ${children} ${SERVICES.map((service) => {
      const { state } = pad.calls.of(service)
      return html`<button type="button" key=${service} class="service" data-state=${state} onClick=${() => pad.open({ kind: "service", service })}>
        <${Icon} name=${ICONS[service]} size=${26} /><span>${t(`service_${service}`)}</span>
        ${state !== "none" && html`<small><${Icon} name=${SIGNS[state]} size=${14} />${t(`service_${state}_short`)}</small>`}
      </button>`
    })}
  </section>`
}

/** One service, or all of them to choose from on a phone. */
export function ServiceSheet({ pad, service }) {
  if (!service) {
    return html`<${Dialog} open=${true} size="s" class="service-sheet" title=${t("service_title")} onClose=${() => pad.close()}><${ServiceButtons} pad=${pad} /><//>`
  }
  return html`<${OneService} key=${service} pad=${pad} service=${service} />`
}

function OneService({ pad, service }) {
  const { state, call, busy } = pad.calls.of(service)
  const canWithdraw = state === "open" || state === "kept" || state === "paced"
  const actions = html`
    ${canWithdraw && html`<${Button} size="l" busy=${busy} onPress=${() => pad.calls.withdraw(service)}>${t("service_withdraw")}<//>`}
    <${Button} size="l" onPress=${() => pad.close()}>${t(state === "none" ? "close" : "understood")}<//>
    ${state === "none" && html`<${Button} size="l" kind="primary" icon="bell" onPress=${() => pad.calls.press(service)}>${t("service_call")}<//>`}
    ${state === "late" && html`<${Button} size="l" kind="primary" icon="bell" busy=${busy} onPress=${() => pad.calls.press(service)}>${t("service_again")}<//>`}
  `
  return html`<${Dialog} open=${true} size="s" class="service-sheet" title=${t(`service_${service}`)} onClose=${() => pad.close()} actions=${actions}>
    <div class="service-say" data-state=${state} aria-live="polite">
      <span class="service-sign"><${Icon} name=${ICONS[service]} size=${56} /></span>
      <${Say} pad=${pad} service=${service} state=${state} call=${call} />
    </div>
  <//>`
}

function Say({ pad, service, state, call }) {
  if (state === "none") return html`<p>${t(`service_${service}_ask`)}</p>`
  return html`<p>
    <b>${state === "accepted" ? whoComes(call) : t(`service_${state}`)}</b>
    <span>${call ? t("service_since", { time: clockTime(call.created_at, pad.zone.value) }) : t(`service_${state}_text`)}</span>
  </p>`
}
