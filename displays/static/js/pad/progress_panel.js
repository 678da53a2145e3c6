import { html } from "../html.js"
import { clockTime, nameOf } from "../core/words.js"
import { Button } from "../parts/button.js"
import { confirm } from "../parts/dialog.js"
import { Empty } from "../parts/empty.js"
import { Icon } from "../parts/icon.js"
import { isCancellable, isOver, roundsOf, STEPS, stepOf, unansweredOf } from "./progress.js"
import { t } from "./words.js"

const STEP_ICON = { placed: "new", preparing: "pot", ready: "check", on_the_way: "serve", served: "check-all" }

/** Every round with every dish and how far it is. */
export function ProgressPanel({ pad }) {
  // The board is changed in place; this number says that it was.
  void pad.screen.changed.value
  const rounds = roundsOf(pad.screen.board, pad.screen.now.value)
  const unanswered = unansweredOf(pad.screen.outbox.waiting.value, pad.catalogue.value)
  const isEmpty = rounds.length === 0 && unanswered.length === 0
  return html`<div class="panel" id="progress" tabIndex="-1">
    <div class="panel-scroll" aria-live="polite">
      ${isEmpty && html`<${Empty} icon="pot" title=${t("no_orders")} text=${t("no_orders_text")} />`}
      ${unanswered.map((one) => html`<${Unanswered} key=${one.key} pad=${pad} order=${one} />`)}
      ${rounds.map((round) => html`<${Round} key=${round.key} pad=${pad} round=${round} />`)}
    </div>
  </div>`
}

/** An order without an answer: on its way for a moment, or kept on the pad until the network is back. */
function Unanswered({ pad, order }) {
  const isLive = pad.screen.link.value.state === "live"
  return html`<section class="round round-unsent">
    <header class="round-head">
      <b class="round-number"><${Icon} name="send" size=${22} /></b>
      <div class="round-about"><b>${t(isLive ? "sending" : "waits_for_network")}</b><span>${clockTime(order.entry.at, pad.zone.value)}${!isLive && html` · ${t("waits_text")}`}</span></div>
    </header>
    <ul class="round-lines">
      ${order.lines.map((line) => html`<li key=${line.id} class="strip"><p class="strip-name"><b>${line.quantity}×</b> ${line.item ? nameOf(line.item) : t("dish_unknown")}</p></li>`)}
    </ul>
  </section>`
}

function Round({ pad, round }) {
  const isDone = round.waiting === 0
  return html`<section class="round" data-done=${String(isDone)}>
    <header class="round-head">
      <b class="round-number">${round.number}</b>
      <div class="round-about">
        <b>${isDone ? t(round.taken_back ? "all_cancelled" : "finished") : html`<${Seen} seen=${round.seen} />`}</b>
        <span>${clockTime(round.placed_at, pad.zone.value)}${round.round > 1 && html` · ${t("round", { n: round.round })}`}</span>
      </div>
    </header>
    <ul class="round-lines">
      ${round.lines.map((line) => html`<${Strip} key=${line.id} pad=${pad} line=${line} />`)}
    </ul>
  </section>`
}

/** Whether the kitchen has it, in words and with its sign. */
function Seen({ seen }) {
  if (seen.state === "waiting") return html`<span class="seen seen-waiting"><${Icon} name="clock" size=${18} />${t("kitchen_waiting")}</span>`
  if (seen.state === "missed") return html`<span class="seen seen-missed"><${Icon} name="warning" size=${18} />${t("kitchen_missed")}</span>`
  const seconds = seen.delay_ms === null ? null : t("seconds", { n: (Math.max(seen.delay_ms, 100) / 1000).toFixed(1) })
  return html`<span class="seen seen-yes"><${Icon} name="eye" size=${18} />${t("kitchen_seen")}${seconds && html` · ${seconds}`}</span>`
}

function Strip({ pad, line }) {
  const action = pad.screen.pending.value.get(line.id)
  return html`<li class="strip" data-over=${String(isOver(line))}>
    <div class="strip-top">
      <p class="strip-name">
        <b>${line.quantity}×</b> ${nameOf(line)}
        ${line.options.length > 0 && html`<span class="strip-options">${line.options.map(nameOf).join(" · ")}</span>`}
        ${line.note && html`<span class="strip-options">“${line.note}”</span>`}
      </p>
      ${isCancellable(line) && html`<${Cancel} pad=${pad} line=${line} isPending=${Boolean(action)} />`}
    </div>
    ${isOver(line) ? html`<p class="strip-over"><${Icon} name=${line.state === "voided" ? "ban" : "close"} size=${18} />${t(`state_${line.state}`)}</p>` : html`<${Steps} step=${stepOf(line)} />`}
  </li>`
}

function Cancel({ pad, line, isPending }) {
  const ask = async () => {
    const said = await confirm({ title: t("cancel_title"), text: `${line.quantity}× ${nameOf(line)}`, yes: t("cancel_yes"), no: t("cancel_no"), danger: true })
    // The kitchen may have begun while the question stood there.
    if (said) pad.cancel(line)
  }
  return html`<${Button} class="strip-cancel" busy=${isPending} onPress=${ask}>${t(isPending ? "cancelling" : "cancel")}<//>`
}

/** Five steps as one rule: those behind are filled, the present one says its name. */
function Steps({ step }) {
  const name = t(`step_${STEPS[step]}`)
  return html`<div class="steps" data-step=${STEPS[step]} role="img" aria-label=${t("step_of", { name, n: step + 1 })}>
    <ol aria-hidden="true">
      ${STEPS.map((one, at) => html`<li key=${one} data-at=${at < step ? "behind" : at === step ? "here" : "ahead"}><i><${Icon} name=${STEP_ICON[one]} size=${15} /></i></li>`)}
    </ol>
    <b aria-hidden="true">${name}</b>
  </div>`
}
