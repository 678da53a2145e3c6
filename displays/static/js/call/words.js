// The call screen speaks to all guests at once: both languages side by side, or in turns, or one of them. Pure.

export const WORDS = {
  making: ["制作中", "Preparing"],
  fetch: ["请取餐", "Please collect"],
  watch: ["请留意您的号码", "Please watch for your number"],
  now: ["请取餐", "Please collect now"],
  none_making: ["暂无制作中的号码", "Nothing being prepared"],
  none_fetch: ["暂无待取的号码", "Nothing to collect yet"],
  ready: ["即将叫号", "Almost ready"],
  old: ["昨", "Yest."],
  old_long: ["昨日号码", "yesterday's number"],
  page: ["第 {page} / {pages} 页", "Page {page} of {pages}"],
  earlier: ["另有 {n} 个较早的号码，请询问前台", "{n} earlier numbers: please ask at the desk"],
  more: ["还有 {n} 个", "{n} more"],
  paused: ["暂停接单", "Paused"],
  closed: ["已打烊", "Closed"],
  lost: ["请以前台为准", "Please ask at the front desk"],
  lost_why: ["叫号屏暂时收不到消息，恢复后会自动更新", "This screen gets no news at the moment and will catch up by itself"],
  unlock: ["点一下屏幕，允许叫号声音", "Tap once to allow sound"],
}

const LANGUAGES = ["zh-CN", "en"]
/** How long each language stands where they take turns. */
export const TURN_MS = 10_000

/** Which languages stand on the screen now, the first one larger. `mode` is "both", "switch", "zh-CN" or "en"; `first` the shop's own. */
export function languagesAt(mode, first, now) {
  if (LANGUAGES.includes(mode)) return [mode]
  const order = first === "en" ? ["en", "zh-CN"] : LANGUAGES
  return mode === "switch" ? [order[Math.floor(now / TURN_MS) % 2]] : order
}

/** A text in one language, its `{members}` filled in. */
export function text(key, language, members = {}) {
  const said = WORDS[key][LANGUAGES.indexOf(language)]
  return said.replace(/\{(\w+)\}/g, (_, name) => members[name] ?? "")
}
