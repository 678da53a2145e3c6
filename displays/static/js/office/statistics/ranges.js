// The days that figures are asked for. Pure.
import { dayPlus } from "../days.js"

export const RANGES = ["today", "yesterday", "7", "28", "own"]
export const MOST_DAYS = 92

/** `{id, from, to}` of what the address says; days that make no sense mean today. */
export function rangeOf(query, today) {
  const { range = "today" } = query
  if (range === "yesterday") return { id: range, from: dayPlus(today, -1), to: dayPlus(today, -1) }
  if (range === "7" || range === "28") return { id: range, from: dayPlus(today, 1 - Number(range)), to: today }
  if (range !== "own") return { id: "today", from: today, to: today }
  const from = isDay(query.from) && query.from <= today ? query.from : today
  const to = isDay(query.to) && query.to >= from && query.to <= today ? query.to : today
  const earliest = dayPlus(to, 1 - MOST_DAYS)
  return { id: "own", from: from < earliest ? earliest : from, to }
}

function isDay(text) {
  return /^\d{4}-\d\d-\d\d$/.test(text ?? "") && !Number.isNaN(Date.parse(text))
}

/** Hours of the day from the first with something in it to the last, in the order of a business day. */
export function hoursShown(hours, dayStart) {
  const first = Number(dayStart.slice(0, 2))
  const known = new Map(hours.map((one) => [one.hour, one]))
  const inOrder = Array.from({ length: 24 }, (_, step) => (first + step) % 24)
  const used = inOrder.map((hour, place) => (known.get(hour)?.lines ? place : -1)).filter((place) => place >= 0)
  if (used.length === 0) return []
  return inOrder.slice(used[0], used.at(-1) + 1).map((hour) => ({ hour, label: `${hour}:00`, figures: known.get(hour) ?? null }))
}

/** The share of late ones among those that were finished, in percent; null when there are none. */
export function lateShare({ late, cooking }) {
  return cooking.count ? Math.round((late / cooking.count) * 100) : null
}
