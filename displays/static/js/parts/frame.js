import { html, useComputed } from "../html.js"
import { age } from "../core/words.js"
import { Brand } from "./brand.js"
import { Button } from "./button.js"
import { Icon } from "./icon.js"
import { Identify } from "./identify.js"
import { LookSwitch } from "./look.js"
import { Outage } from "./outage.js"
import { Pill } from "./pill.js"
import { t } from "./words.js"

function Ground({ as, children }) {
  return html`<${as} class="gate">
    <header class="gate-head"><${Brand} /><${LookSwitch} /></header>
    ${children}
  <//>`
}

function Notice({ as, icon, tone, title, text, children }) {
  return html`<${Ground} as=${as}>
    <div class="gate-card">
      ${icon && html`<span class=${`gate-icon tone-${tone}`}><${Icon} name=${icon} size=${36} /></span>`}
      <h1>${title}</h1>
      ${text && html`<p class="gate-text">${text}</p>`} ${children}
    </div>
  <//>`
}

function Starting({ as, screen, title }) {
  if (screen.slow?.value) {
    return html`<${Notice} as=${as} icon="timer" tone="warn" title=${t("slow_storage")} text=${t("slow_storage_text")}><span class="spinner spinner-l" role="status" aria-label=${title} /><//>`
  }
  const lost = screen.link?.value?.state === "offline"
  if (lost) {
    return html`<${Notice} as=${as} icon="wifi-off" tone="warn" title=${t("no_hub_yet")} text=${t("no_hub_yet_text")}><span class="spinner spinner-l" role="status" aria-label=${title} /><//>`
  }
  return html`<${as} class="gate gate-starting">
    <${Brand} size="l" />
    <span class="loading-bar" aria-hidden="true" />
    <p role="status">${title}</p>
  <//>`
}

function TimeLeft({ screen, until }) {
  const left = useComputed(() => t("pair_left", { time: age(until - screen.now.value) }))
  return html`<p class="pair-left"><${Icon} name="clock" size=${18} /><span>${left}</span></p>`
}

function Steps() {
  return html`<ol class="pair-steps">
    ${["pair_step_1", "pair_step_2", "pair_step_3"].map((step, at) => html`<li key=${step}><b>${at + 1}</b><span>${t(step)}</span></li>`)}
  </ol>`
}

/** Letters apart, so that a reader spells them and an eye finds its place. */
function Code({ code }) {
  return html`<p class="pair-code" data-code=${code}>
    <span class="unseen">${t("pair_code")} ${[...code].join(" ")}</span>
    ${[...code].map((letter, at) => (letter === "-" ? html`<i key=${at} aria-hidden="true" />` : html`<b key=${at} aria-hidden="true">${letter}</b>`))}
  </p>`
}

function Pairing({ as, screen, onAgain }) {
  const pairing = screen.pairing.value
  const place = html`<span class="pair-kind"><${Icon} name=${KIND_ICON[screen.kind] ?? "pad"} size=${20} />${t(`kind_${screen.kind}`)}</span>`
  if (!pairing) return html`<${Notice} as=${as} title=${t("pair_getting")} text=${t("pair_getting_text")}>${place}<span class="spinner spinner-l" /><//>`
  if (pairing.state !== "waiting") {
    const denied = pairing.state === "denied"
    return html`<${Notice} as=${as} icon=${denied ? "ban" : "timer"} tone=${denied ? "bad" : "warn"} title=${t(denied ? "pair_denied" : "pair_expired")} text=${t(denied ? "pair_denied_text" : "pair_expired_text")}>
      ${place}<${Button} kind="primary" size="xl" icon="refresh" onPress=${onAgain}>${t("new_code")}<//>
    <//>`
  }
  return html`<${Ground} as=${as}>
    <div class="gate-card pair">
      <div class="pair-text">
        ${place}
        <h1>${t("pair_title")}</h1>
        <p class="gate-text">${t("pair_lead")}</p>
        <${Steps} />
      </div>
      <img class="pair-qr" src=${`/qr/${pairing.user_code}.svg`} width="232" height="232" alt=${t("pair_qr")} />
      <div class="pair-bottom">
        <${Code} code=${pairing.user_code} />
        <p class="pair-address">${pairing.verification_uri}</p>
        <div class="pair-state">
          <span class="pair-waiting"><span class="spinner" aria-hidden="true" />${t("pair_wait")}</span>
          ${pairing.expires_at_ms && html`<${TimeLeft} screen=${screen} until=${pairing.expires_at_ms} />`}
        </div>
      </div>
    </div>
  <//>`
}

export const KIND_ICON = {
  pad: "pad",
  kitchen: "kitchen",
  call_screen: "call-screen",
  cashier: "cashier",
  handheld: "handheld",
  speaker: "speaker",
  printer: "printer",
}

/** Stands before the screen of a device until it knows who it is: starting, pairing, taken back. The office has a way in of its own. */
export function Gate({ screen, as = "main", children }) {
  const again = () => screen.pairAgain()
  switch (screen.phase.value) {
    case "ready":
      return [children, html`<${Identify} key="identify" screen=${screen} />`, html`<${Outage} key="outage" screen=${screen} />`]
    case "pairing":
      return html`<${Pairing} as=${as} screen=${screen} onAgain=${again} />`
    case "revoked":
      return html`<${Notice} as=${as} icon="lock" tone="bad" title=${t("revoked")} text=${t("revoked_text")}>
        ${screen.lost?.value > 0 && html`<p class="gate-lost" role="status"><${Pill} tone="warn" icon="warning">${t("lost_taps", { n: screen.lost.value })}<//>${t("lost_taps_text")}</p>`}
        ${screen.lost?.value === 0 && html`<p class="gate-text">${t("revoked_soon")}</p>`}
        <${Button} kind="primary" size="xl" icon="qr" onPress=${again}>${t("pair_again")}<//>
      <//>`
    default:
      return html`<${Starting} as=${as} screen=${screen} title=${t(screen.phase.value === "loading" ? "loading" : "starting")} />`
  }
}
