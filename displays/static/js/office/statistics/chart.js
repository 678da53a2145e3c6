// A chart of bars and lines over the hours of a day or over days. Its colours are those of the page, in either theme.
import { html, useEffect, useRef } from "../../html.js"
import { theme } from "../../parts/look.js"
import uPlot from "../../../vendor/uplot/uplot.js"

const HEIGHT = 280

/** The library's own styles, fetched with the first chart and not with the page. */
const styled = new Promise((resolve) => {
  const link = document.createElement("link")
  link.rel = "stylesheet"
  link.href = new URL("../../../vendor/uplot/uplot.css", import.meta.url).href
  link.onload = link.onerror = resolve
  document.head.append(link)
})

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/**
 * `labels` stand under the chart; `bars` is `{label, values}`; `lines` are `{label, values, colour, dashed}` in the unit that `say(value)` puts into words.
 * A value of null leaves a gap. `label` is what the chart is called for those who do not see it.
 */
export function Chart({ labels, bars, lines, say, label }) {
  const box = useRef(null)
  const shade = theme.value
  useEffect(() => {
    const element = box.current
    let chart = null
    let isOver = false
    const watcher = new ResizeObserver(([{ contentRect }]) => chart?.setSize({ width: Math.max(280, contentRect.width), height: HEIGHT }))
    styled.then(() => {
      if (isOver) return
      chart = new uPlot(optionsOf(element, { labels, bars, lines, say }), [labels.map((_, index) => index), bars.values, ...lines.map((line) => line.values)], element)
      watcher.observe(element)
    })
    return () => {
      isOver = true
      watcher.disconnect()
      chart?.destroy()
    }
  }, [labels, bars, lines, shade])
  return html`<figure class="of-chart-figure">
    <ul class="of-chart-legend" aria-hidden="true">
      <li><span class="of-swatch" data-kind="bars" style=${{ color: "var(--hair-strong)" }}></span>${bars.label}</li>
      ${lines.map((line) => html`<li key=${line.label}><span class="of-swatch" data-kind=${line.dashed ? "dashed" : "line"} style=${{ color: `var(${line.colour})` }}></span>${line.label}</li>`)}
    </ul>
    <div class="of-chart" ref=${box} role="img" aria-label=${label}></div>
  </figure>`
}

function optionsOf(element, { labels, bars, lines, say }) {
  const font = `12px ${getComputedStyle(element).fontFamily}`
  const ink = colour("--ink-3")
  const hair = colour("--hair")
  const axis = { stroke: ink, font, ticks: { show: false }, grid: { stroke: hair, width: 1 } }
  return {
    width: Math.max(280, element.clientWidth),
    height: HEIGHT,
    padding: [12, 8, 0, 0],
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    legend: { show: false },
    scales: {
      x: { time: false, range: () => [-0.6, labels.length - 0.4] },
      count: { range: (_, min, max) => [0, Math.max(4, max * 1.6)] },
      time: { range: (_, min, max) => [0, Math.max(60_000, max * 1.1)] },
    },
    axes: [
      { ...axis, size: 30, grid: { show: false }, splits: (_, __, min, max) => everyNth(Math.ceil(min), Math.floor(max), element.clientWidth), values: (_, at) => at.map((index) => labels[index] ?? "") },
      { ...axis, scale: "time", size: 56, splits: (_, __, min, max) => niceTimes(max), values: (_, at) => at.map(say) },
      { ...axis, scale: "count", side: 1, size: 40, grid: { show: false }, values: (_, at) => at.map((value) => (Number.isInteger(value) ? String(value) : "")) },
    ],
    series: [
      {},
      { label: bars.label, scale: "count", fill: `${colour("--hair-strong")}4d`, width: 0, paths: uPlot.paths.bars({ size: [0.62, 34], radius: 0.2 }), points: { show: false } },
      ...lines.map((line) => ({
        label: line.label,
        scale: "time",
        stroke: colour(line.colour),
        width: 2.25,
        dash: line.dashed ? [6, 4] : undefined,
        spanGaps: false,
        points: { size: 6, fill: colour("--surface") },
      })),
    ],
    plugins: [tooltip({ labels, bars, lines, say })],
  }
}

/** As many labels as fit. */
function everyNth(from, to, width) {
  const step = Math.max(1, Math.ceil((to - from + 1) / Math.max(4, width / 64)))
  const found = []
  for (let index = from; index <= to; index += step) found.push(index)
  return found
}

const STEPS_MS = [10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000]

/** Whole minutes for the axis, four or five of them. */
function niceTimes(max) {
  const step = STEPS_MS.find((one) => max / one <= 5) ?? Math.ceil(max / 5 / 3_600_000) * 3_600_000
  const found = []
  for (let at = 0; at <= max; at += step) found.push(at)
  return found
}

/** What stands under the pointer, in words. */
function tooltip({ labels, bars, lines, say }) {
  let tip
  return {
    hooks: {
      init(chart) {
        tip = document.createElement("div")
        tip.className = "of-tip"
        tip.hidden = true
        chart.over.append(tip)
      },
      setCursor(chart) {
        const { idx, left } = chart.cursor
        tip.hidden = idx === null || idx === undefined || left < 0
        if (tip.hidden) return
        const rows = [labels[idx], `${bars.label} ${bars.values[idx] ?? 0}`, ...lines.map((line) => `${line.label} ${line.values[idx] === null ? "–" : say(line.values[idx])}`)]
        tip.replaceChildren(...rows.map(row))
        const width = tip.offsetWidth
        tip.style.left = `${left + width + 24 > chart.over.clientWidth ? left - width - 12 : left + 12}px`
        tip.style.top = "8px"
      },
    },
  }
}

function row(text) {
  const element = document.createElement("div")
  element.textContent = text
  return element
}
