// Modules that are fetched when they are needed first. A hub that was started with newer files no longer has those of this page.

import { session } from "./identity.js"

const BUILD = /data-build="([^"]+)"/
const ASK_MS = 4_000
const MARK = "loaded_for"

/**
 * What `load()`, an `import(…)`, gives. When it fails because the hub has another build by now, the page is loaded anew, once for each build,
 * and this never comes back; any other failure is the caller's.
 */
export async function late(load, { reload = () => location.reload() } = {}) {
  try {
    return await load()
  } catch (problem) {
    const build = await newBuild()
    if (build === null || session.get(MARK) === build) throw problem
    session.set(MARK, build)
    reload()
    return await new Promise(() => {})
  }
}

/** The build that the hub serves this page with, when it is not the one that is running; null when it is, or nobody answers. */
async function newBuild() {
  try {
    const answer = await fetch(location.pathname, { cache: "no-store", signal: AbortSignal.timeout(ASK_MS) })
    const build = answer.ok ? (BUILD.exec(await answer.text())?.[1] ?? null) : null
    return build === document.documentElement.dataset.build ? null : build
  } catch {
    return null
  }
}
