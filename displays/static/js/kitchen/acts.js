// What taps and keys do to lines and cards. Every act shows at once, and can be taken back for a moment where the shop allows it.
import { language } from "../core/words.js"
import { isCooking, isWaiting, nextAction, tapAction } from "./flow.js"
import { dishName, t } from "./words.js"

const TWICE_MS = 350
const DONE = { start: "did_start", finish: "did_finish", call: "did_call", serve: "did_serve", recall: "did_recall", undo: "did_undo", confirm: "did_confirm" }

function nameOfLines(lines) {
  const [first] = lines
  const what = lines.length === 1 ? `${first.quantity}× ${dishName(first, language.value)}` : t("dishes", { n: lines.length })
  return lines.every((line) => line.order_id === first.order_id) ? `${first.number} ${what}` : what
}

/** When the key or the glass was touched. A busy screen comes to it later, and then to several at once or far apart. */
const touchedAt = () => globalThis.event?.timeStamp ?? performance.now()

/** Two touches in quick succession on one thing are one: a greasy finger, a bouncing key. */
function openGuard() {
  const touched = new Map()
  return (id) => {
    const now = touchedAt()
    for (const [one, at] of touched) if (now - at > TWICE_MS) touched.delete(one)
    const twice = touched.has(id)
    touched.set(id, now)
    return twice
  }
}

const idsOf = (lines) => lines.map((line) => line.id)
const cookingOf = (lines) => lines.filter((line) => isCooking(line) && !line.ghost)

export function actsOf(work) {
  const twice = openGuard()
  const run = (steps, word, lines) => work.run(steps, `${t(word)} · ${nameOfLines(lines)}`)

  /** One action on some lines; `as` names the thing that was touched. */
  function step(lines, action, as = `${action} ${lines[0]?.id}`) {
    if (lines.length > 0 && !twice(as)) run([{ action, ids: idsOf(lines) }], DONE[action], lines)
  }

  const acts = {
    step,
    tap(line) {
      const action = tapAction(line.state)
      if (action && !line.ghost) step([line], action, line.id)
    },
    /** Of a line, a void confirmed among it. */
    next(line) {
      const action = line.state === "voided" ? "confirm" : nextAction(line.state)
      if (action && !line.ghost) step([line], action, line.id)
    },
    startAll: (card) => step(card.lines.filter((line) => line.state === "placed"), "start"),
    finishAll: (card) => step(card.lines.filter((line) => line.state === "preparing"), "finish"),
    nextOfCard(card) {
      if (card.steps.start.length > 0) acts.startAll(card)
      else if (card.steps.finish.length > 0) acts.finishAll(card)
      else acts.call(card.lines)
    },
    /** Everything on the card is done, whether anybody pressed "start" or not. */
    bump(card) {
      const lines = cookingOf(card.lines)
      if (lines.length === 0 || twice(`bump ${card.id}`)) return
      run([{ action: "start", ids: card.steps.start }, { action: "finish", ids: idsOf(lines) }], "did_bump", lines)
    },
    call: (lines) => step(lines.filter(isWaiting), "call"),
    serve: (lines) => step(lines.filter(isWaiting), "serve"),
    confirmVoid: (line) => step([line], "confirm"),
    recall: (line) => step([line], "recall"),
    takeBackStart: (line) => step([line], "undo"),
    rush(lines, on) {
      const some = cookingOf(lines).filter((line) => line.rush !== on)
      if (some.length > 0 && !twice(`rush ${some[0].id}`)) run([{ action: "rush", on, ids: idsOf(some) }], on ? "did_rush" : "did_calm", some)
    },
    undo: () => work.takeBack(t("undone")),
  }
  return acts
}
