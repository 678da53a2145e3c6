// What a password must be, as the hub checks it; and one that nobody guesses, made here.
import { words } from "../core/words.js"

const t = words({
  length: ["至少 {n} 个字符", "At least {n} characters"],
})

const OFFICE_ROLES = new Set(["owner", "manager"])
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

/** How long a password of this role has to be. */
export function shortest(role) {
  return OFFICE_ROLES.has(role) ? 12 : 8
}

/** What is wrong with a password, in words, or nothing. */
export function passwordMistake(password, role) {
  return [...password].length < shortest(role) ? t("length", { n: shortest(role) }) : undefined
}

/** A password that can be read out: three groups of five, some 74 bits. */
export function newPassword() {
  const drawn = crypto.getRandomValues(new Uint32Array(15))
  const letters = Array.from(drawn, (number) => LETTERS[number % LETTERS.length])
  return [0, 5, 10].map((start) => letters.slice(start, start + 5).join("")).join("-")
}
