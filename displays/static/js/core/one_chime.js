// A single chime on a page that otherwise makes no sound. Browsers allow it once somebody has touched the page; before that it stays silent.

const PATIENCE_MS = 4000

export async function chimeOnce(name, volume = 0.8) {
  const Context = globalThis.AudioContext ?? globalThis.webkitAudioContext
  if (!Context) return
  const context = new Context()
  const end = () => context.state !== "closed" && context.close().catch(() => {})
  setTimeout(end, PATIENCE_MS)
  try {
    const answer = await fetch(new URL(`../../sounds/${name}.wav`, import.meta.url).href)
    if (!answer.ok) return
    const source = context.createBufferSource()
    const loudness = context.createGain()
    source.buffer = await context.decodeAudioData(await answer.arrayBuffer())
    loudness.gain.value = volume
    source.connect(loudness).connect(context.destination)
    source.onended = end
    source.start()
  } catch {
    // what is seen is enough
  }
}
