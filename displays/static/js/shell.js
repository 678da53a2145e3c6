// Runs before anything is drawn: theme and language of this screen, then what a screen asks of its browser once.
{
  const root = document.documentElement
  const page = root.dataset.page
  const place = `venuehub:look:${page}`

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(place)) ?? {}
    } catch {
      return {} // a browser that keeps nothing
    }
  }

  // What the address says counts for this visit; else what was chosen on this screen before.
  const asked = new URLSearchParams(location.search)
  const before = kept()
  const system = "followsSystem" in root.dataset && matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : undefined
  const lang = asked.get("lang") ?? before.lang
  const theme = asked.get("theme") ?? before.theme ?? system
  if (lang === "zh-CN" || lang === "en") root.lang = lang
  if (theme === "dark" || theme === "light") root.dataset.theme = theme

  // Whoever changes the look while the page is open means it to stay.
  const shown = { lang: root.lang, theme: root.dataset.theme }
  new MutationObserver(() => {
    const now = { lang: root.lang, theme: root.dataset.theme }
    const changed = Object.entries(now).filter(([name, value]) => shown[name] !== value)
    Object.assign(shown, now)
    if (!changed.length) return
    try {
      localStorage.setItem(place, JSON.stringify({ ...kept(), ...Object.fromEntries(changed) }))
    } catch {
      // a browser that keeps nothing
    }
  }).observe(root, { attributes: true, attributeFilter: ["lang", "data-theme"] })
}

/** What is asked of the browser once: to start without a network, and not to throw away what waits to be sent. */
addEventListener("load", () => {
  if (document.documentElement.dataset.page === "front" || !navigator.serviceWorker) return
  const policy = window.trustedTypes?.createPolicy("venuehub", {
    createScriptURL(address) {
      if (address !== "/sw.js") throw new TypeError("the service worker is the only script that is loaded by name")
      return address
    },
  })
  navigator.serviceWorker.register(policy ? policy.createScriptURL("/sw.js") : "/sw.js").catch(() => {
    // a certificate that the browser does not trust: everything but starting offline still works
  })
  navigator.storage?.persist?.().catch(() => {})
})

// As long as this page is open, the service worker keeps the files of its build.
navigator.locks?.request(`venuehub:build:${document.documentElement.dataset.build}`, { mode: "shared" }, () => new Promise(() => {})).catch(() => {})
