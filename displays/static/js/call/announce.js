// What a call sounds like: the chime now; the spoken number follows it here once the hub sends its words.

/** Announce a number that has just come into the band. */
export function announce(sound) {
  sound.play("called")
}
