import { html, useState } from "../html.js"
import { Button } from "../parts/button.js"
import { Dialog } from "../parts/dialog.js"
import { Icon } from "../parts/icon.js"
import { t } from "./words.js"

const SERVICES = [
  { id: "water", icon: "water" },
  { id: "clean", icon: "clean" },
  { id: "cashier", icon: "cashier" },
  { id: "therapist", icon: "spa" },
]

/** The call of this service that nobody has finished yet. */
function callOf(pad, service) {
  return pad.padCalls.value.find((call) => call.service === service)
}

function stateWord(call) {
  return call && t(call.state === "accepted" ? "service_accepted_short" : "service_open_short")
}

/** The four buttons with what became of them. */
export function ServiceButtons({ pad }) {
  return html`<section class="services" aria-label=${t("service")}>
    ${SERVICES.map(({ id, icon }) => {
      const call = callOf(pad, id)
      return html`<button type="button" key=${id} class="service" data-state=${call?.state ?? "none"} onClick=${() => pad.open({ kind: "service", service: id })}>
        <${Icon} name=${icon} size=${26} /><span>${t(`service_${id}`)}</span>${call && html`<small>${stateWord(call)}</small>`}
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
  const call = callOf(pad, service)
  const [state, setState] = useState(pad.calls.peek() === "absent" ? "absent" : "ask")
  const press = async () => {
    setState("busy")
    setState(await pad.call(service))
  }
  const canCall = !call && (state === "ask" || state === "busy" || state === "failed")
  const actions = html`<${Button} size="l" onPress=${() => pad.close()}>${t(canCall ? "close" : "understood")}<//>
    ${canCall && html`<${Button} size="l" kind="primary" icon="bell" busy=${state === "busy"} onPress=${press}>${t("service_call")}<//>`}`
  return html`<${Dialog} open=${true} size="s" class="service-sheet" title=${t(`service_${service}`)} onClose=${() => pad.close()} actions=${actions}>
    <div class="service-say"><${Icon} name=${SERVICES.find((one) => one.id === service).icon} size=${56} /><${Say} service=${service} state=${state} call=${call} /></div>
  <//>`
}

function Say({ service, state, call }) {
  if (call?.state === "accepted") return html`<p><b>${t("service_accepted", { by: call.by?.name ?? call.by ?? "" })}</b></p>`
  if (call || state === "called") return html`<p><b>${t("service_open")}</b></p>`
  if (state === "absent") return html`<p><b>${t("service_soon")}</b><span>${t("service_soon_text")}</span></p>`
  if (state === "offline") return html`<p role="alert"><b>${t("service_offline")}</b></p>`
  if (state === "failed") return html`<p role="alert"><b>${t("service_failed")}</b></p>`
  return html`<p>${t(`service_${service}_ask`)}</p>`
}
