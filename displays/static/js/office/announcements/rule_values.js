// What a rule's form holds, and what is wrong with it before anybody is asked. Pure.

export const CHANNELS = ["kitchen", "call", "cashier", "handheld", "room", "office"]
export const EVERYWHERE = "all"
export const RARE_EVENTS = ["custom"]
export const KIND_ICON = { announcement: "speaker", notice: "note", pad_call: "bell-ring" }
const RANGES = { interval_seconds: [5, 3600], time_limit_seconds: [5, 86400] }
const EDITED = ["enabled", "times", "chime", "voice", "volume", "language", "template_id"]

export function valuesOf(rule) {
  const held = Object.fromEntries(EDITED.map((name) => [name, rule[name]]))
  return {
    ...held,
    interval_seconds: String(rule.interval_seconds),
    time_limit_seconds: String(rule.time_limit_seconds),
    has_quiet: rule.quiet_from !== null,
    quiet_from: rule.quiet_from ?? "22:00",
    quiet_to: rule.quiet_to ?? "08:00",
  }
}

export function bodyOf({ has_quiet, quiet_from, quiet_to, interval_seconds, time_limit_seconds, ...held }) {
  return {
    ...held,
    interval_seconds: Number(interval_seconds),
    time_limit_seconds: Number(time_limit_seconds),
    quiet_from: has_quiet ? quiet_from : null,
    quiet_to: has_quiet ? quiet_to : null,
  }
}

/** What a volume is called. */
export function loudnessOf(volume) {
  if (volume === 0) return "volume_none"
  return volume <= 30 ? "volume_soft" : volume <= 60 ? "volume_medium" : volume < 100 ? "volume_loud" : "volume_full"
}

/** `{pointer: [key, values]}` of words for each mistake. */
export function mistakesOf(values) {
  const found = {}
  for (const [name, [from, to]] of Object.entries(RANGES)) {
    const wanted = /^\d+$/.test(values[name].trim()) ? Number(values[name]) : NaN
    if (!(wanted >= from && wanted <= to)) found[`/${name}`] = ["number_range", { from, to }]
  }
  if (values.has_quiet && values.quiet_from === values.quiet_to) found["/quiet_to"] = ["same_time", {}]
  return found
}

/** Only what was changed is sent. */
export function changesOf(before, after) {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== before[name]))
}

/**
 * The rows of the grid: each event for any source, and once more for each source that has rules of its own.
 * An event that hardly anybody uses stands there only when it has rules.
 */
export function rowsOf(events, sources, rules) {
  return events
    .filter((event) => !RARE_EVENTS.includes(event) || rules.some((rule) => rule.event === event))
    .flatMap((event) => {
      const own = sources.filter((source) => source !== "any" && rules.some((rule) => rule.event === event && rule.source === source))
      return ["any", ...own].map((source) => ({ event, source, isFirst: source === "any" }))
    })
}

/** The rules that count in one cell: those of this source, and those for any source that none of them stands before. */
export function rulesIn(rules, { event, source }, channel) {
  const here = rules.filter((rule) => rule.event === event && rule.channel === channel)
  const own = here.filter((rule) => rule.source === source)
  const inherited = source === "any" ? [] : here.filter((rule) => rule.source === "any" && !own.some((one) => one.kind === rule.kind))
  return { own, inherited }
}

const LISTENS = { kitchen: ["kitchen"], call: ["call_screen"], cashier: ["cashier"], handheld: ["handheld"], room: ["pad"], office: [], all: [] }

/** Devices to try a rule on: those that would hear it first, then by name; what makes no sound and shows nothing is left out. */
export function triedOn(devices, channel) {
  const rank = (device) => (LISTENS[channel].includes(device.kind) ? 0 : device.kind === "speaker" ? 1 : 2) + (device.presence === "offline" ? 4 : 0)
  return devices
    .filter((device) => device.kind !== "printer" && device.state === "active")
    .map((device) => ({ device, rank: rank(device) }))
    .sort((one, other) => one.rank - other.rank || one.device.name.localeCompare(other.device.name, "zh-CN", { numeric: true }))
    .map(({ device }) => device)
}
