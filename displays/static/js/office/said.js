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
