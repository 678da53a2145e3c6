// Files that the hub makes: fetched with the person's own token and handed over.
import { problemText } from "../parts/problem_text.js"
import { toast } from "../parts/toast.js"
import { download } from "./sheets.js"

/** Fetch what is at `path` and save it under `name`; says so when that fails. Whether it was saved. */
export async function saveFile(office, path, name) {
  const token = await office.screen.identity.token()
  try {
    const answer = await fetch(`/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` }, credentials: "same-origin" })
    if (!answer.ok) {
      toast(problemText(await answer.json()), { tone: "bad" })
      return false
    }
    download(name, await answer.blob())
    return true
  } catch {
    toast(problemText(null), { tone: "bad" })
    return false
  }
}
