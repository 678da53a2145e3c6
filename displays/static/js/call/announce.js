// What a call sounds like: the chime when its number comes into the band, then its announcement, twice.
import { openMessages } from "../core/messages.js"

const TWICE = 2

/** Announce a number that has just come into the band. */
export function announce(sound) {
  sound.play("called", { about: "line_called" })
}

/** The announcements of the wall; `isCalled(order id)` is whether a number is still waited for. A rule that repeats a call does so by itself. */
export function openAnnouncements(screen, sound, isCalled) {
  const isCall = (message) => message.event === "line_called"
  return openMessages(screen, sound, {
    isUrgent: isCall, // its number stands in the band now
    times: (message) => (isCall(message) && message.of < TWICE ? TWICE : 1),
    stands: (message) => !isCall(message) || message.order === null || isCalled(message.order),
  })
}
