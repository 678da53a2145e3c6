import { language, nameOf } from "../core/words.js"

/** Names in a row, as the language parts them. */
export const listed = (names) => names.join(language.value === "en" ? ", " : "、")

/** `2× Boiled dumplings, 1× Tea`. */
export const dishes = (lines) => listed(lines.map((line) => `${line.quantity}× ${nameOf(line)}`))
