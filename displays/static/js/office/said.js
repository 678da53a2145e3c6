// What the hub says of one member, in the words of this page. It speaks English; what is not known here is passed on.
import { errorWords, kindName, t } from "./words.js"

const KNOWN = [
  [/^wrong password$/, () => errorWords("wrong_password")],
  [/^taken$/, () => errorWords("taken")],
  [/first that a stranger would try/, () => errorWords("guessable")],
  [/^(\d+) to (\d+) characters$/, (match) => errorWords("length", { from: match[1], to: match[2] })],
  [/no such station/, () => errorWords("no_such_station")],
  [/no such category/, () => errorWords("no_such_category")],
  [/there is a room .* already/, () => errorWords("room_exists")],
  [/there is a wristband .* already/, () => errorWords("wristband_exists")],
  [/IANA time zone/, () => errorWords("zone")],
  [/time has passed/, () => errorWords("passed")],
  [/^the screen is a (\w+)$/, (match) => errorWords("screen_is", { kind: kindName(match[1]) })],
  [/^that device is a (\w+)$/, (match) => errorWords("device_is", { kind: kindName(match[1]) })],
  [/^more than can be chosen$/, () => errorWords("more_than_choices")],
  [/^\w+ has no \{(.*)\}$/, (match) => errorWords("no_such_placeholder", { name: match[1] })],
  [/a brace is left open/, () => errorWords("brace_open")],
  [/one part may stand between|the bracket \[ is not closed/, () => errorWords("one_bracket")],
  [/what repeats between/, () => errorWords("bracket_names_dish")],
  [/^\{(\w+)\} differs from dish to dish/, (match) => errorWords("belongs_in_brackets", { name: match[1] })],
  [/no control characters/, () => errorWords("one_line")],
  [/what is said must be shown too/, () => errorWords("shown_too")],
  [/there is a rule for this event/, () => errorWords("rule_exists")],
  [/^at most (\d+) characters$/, (match) => t("too_long", { n: match[1] })],
  [/length >= 1/, () => t("required")],
  [/length <= (\d+)/, (match) => t("too_long", { n: match[1] })],
]

/** The hub's `detail` of one member as a person reads it. */
export function said(detail) {
  for (const [pattern, words] of KNOWN) {
    const match = pattern.exec(detail)
    if (match) return words(match)
  }
  return errorWords("not_accepted", { said: detail })
}
