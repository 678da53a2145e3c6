import { signal } from "../html.js"

const query = matchMedia("(max-width: 899px)")

/** Whether the screen is too narrow for three columns: a phone, or a small pad held upright. */
export const narrow = signal(query.matches)
query.addEventListener("change", () => (narrow.value = query.matches))
