import { words } from "../core/words.js"

/** Why dishes are cancelled most often, by the codes that the hub keeps. */
export const REASONS = ["guest_changed_mind", "wrong_dish", "twice", "too_slow", "sold_out"]

/** A reason in words; what somebody wrote speaks for itself. */
export const reasonWord = words({
  guest_changed_mind: ["客人改变主意", "Guest changed their mind"],
  wrong_dish: ["点错了", "Wrong dish"],
  twice: ["重复下单", "Ordered twice"],
  too_slow: ["等得太久", "Took too long"],
  sold_out: ["没有了", "Sold out"],
})
