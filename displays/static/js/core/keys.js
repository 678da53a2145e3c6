// Idempotency keys: time-ordered ids (UUIDv7, RFC 9562) made on the device. Random keys would halve the rate at which the hub takes them.

let lastMs = 0
let counter = 0

/** A new UUIDv7 as text. Within one page later keys sort after earlier ones. */
export function newKey(nowMs = Date.now()) {
  // `crypto.randomUUID` exists only on https and localhost, and a venue's network is often neither.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  counter = nowMs > lastMs ? bytes[7] : (counter + 1) & 0xfff
  lastMs = counter === 0 && nowMs <= lastMs ? lastMs + 1 : Math.max(nowMs, lastMs)
  let rest = Math.max(0, Math.min(lastMs, 2 ** 48 - 1))
  for (let at = 5; at >= 0; at--) {
    bytes[at] = rest % 256
    rest = Math.floor(rest / 256)
  }
  bytes[6] = 0x70 | (counter >> 8)
  bytes[7] = counter & 0xff
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
}
