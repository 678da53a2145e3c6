import { html } from "../html.js"
import { join } from "../parts/join.js"
import { narrow } from "./narrow.js"

/** A spring under hills at dusk, or at night in the dark theme: drawn, so that it is sharp on every pad and weighs nothing. */
export function Scene() {
  return html`<${Sheet}><${Land} /><//><${Steam} paths=${STEAM} /><${Steam} paths=${STEAM_LATER} late=${true} />`
}

function Sheet({ class: extra, children }) {
  const place = narrow.value ? "800 0 640 1000" : "0 0 1600 1000"
  return html`<svg class=${join("scene", extra)} viewBox=${place} preserveAspectRatio="xMidYMax slice" aria-hidden="true" focusable="false">${children}</svg>`
}

const STEAM = ["M300 760 c-60 -70 50 -110 -6 -190 c-46 -66 40 -110 10 -180", "M830 730 c-56 -76 54 -116 0 -196 c-46 -66 40 -112 8 -180"]
const STEAM_LATER = ["M560 740 c-50 -70 56 -120 0 -200 c-44 -64 36 -110 6 -170", "M1420 770 c-56 -76 54 -116 0 -196 c-46 -66 40 -112 8 -180"]

/** A sheet of its own, so that it is blurred once and then only moved. */
function Steam({ paths, late }) {
  return html`<${Sheet} class=${join("steam", late && "steam-late")}>
    <g filter="url(#scene-soft)">${paths.map((path) => html`<path key=${path} d=${path} />`)}</g>
  <//>`
}

function Land() {
  return html`<defs>
      <linearGradient id="scene-sky" x1="0" y1="0" x2="0" y2="1">
        <stop offset="0" class="sky-top" />
        <stop offset="0.62" class="sky-low" />
      </linearGradient>
      <linearGradient id="scene-water" x1="0" y1="0" x2="0" y2="1">
        <stop offset="0" class="water-far" />
        <stop offset="1" class="water-near" />
      </linearGradient>
      <linearGradient id="scene-mist" x1="0" y1="0" x2="0" y2="1">
        <stop offset="0" class="mist-thin" />
        <stop offset="1" class="mist-thick" />
      </linearGradient>
      <radialGradient id="scene-glow">
        <stop offset="0" class="glow-in" />
        <stop offset="1" class="glow-out" />
      </radialGradient>
      <filter id="scene-soft" x="-60%" y="-20%" width="220%" height="140%"><feGaussianBlur stdDeviation="24" /></filter>
    </defs>
    <rect width="1600" height="1000" fill="url(#scene-sky)" />
    <${Stars} />
    <${Sun} />
    <path class="hill-4" d="M0 560 C120 520 210 430 330 440 C430 450 480 520 600 500 C720 480 800 380 930 392 C1060 404 1120 500 1240 494 C1370 488 1450 420 1600 444 V1000 H0 Z" />
    <rect y="470" width="1600" height="160" fill="url(#scene-mist)" />
    <path class="hill-3" d="M0 628 C140 600 220 530 350 548 C480 566 560 640 700 626 C850 610 930 540 1060 552 C1200 566 1290 630 1420 606 C1500 592 1550 560 1600 552 V1000 H0 Z" />
    <rect y="560" width="1600" height="130" fill="url(#scene-mist)" />
    <path class="hill-2" d="M0 650 C100 610 190 620 300 660 C420 704 520 716 660 704 H1000 C1130 704 1200 690 1320 650 C1430 614 1520 600 1600 620 V1000 H0 Z" />
    <${House} />
    <path class="water" fill="url(#scene-water)" d="M0 742 C300 712 560 706 800 706 C1040 706 1300 712 1600 742 V1000 H0 Z" />
    <path class="water-light" d="M1100 748 h170 M1056 772 h250 M1110 798 h140 M1030 826 h300 M1096 860 h180 M1000 900 h370" />
    <g class="ripples">
      <path d="M170 800 c60 -10 130 -10 190 0 M120 838 c90 -14 200 -14 290 0" />
      <path d="M660 772 c40 -7 90 -7 130 0 M620 806 c70 -11 150 -11 220 0" />
      <path d="M440 908 c90 -13 200 -13 290 0" />
    </g>
    <${Stones} />`
}

/** On a phone it stands higher and smaller, clear of the words. */
function Sun() {
  const [x, y, r] = narrow.value ? [1236, 182, 64] : [1180, 300, 104]
  return html`<circle cx=${x} cy=${y} r=${r * 2.9} fill="url(#scene-glow)" /><circle class="sun" cx=${x} cy=${y} r=${r} />`
}

function Stars() {
  const places = [
    [120, 110, 2],
    [260, 60, 1.5],
    [340, 190, 1.8],
    [480, 90, 1.4],
    [610, 170, 2],
    [720, 50, 1.5],
    [860, 130, 1.6],
    [960, 60, 1.4],
    [1390, 110, 1.8],
    [1470, 220, 1.5],
    [1540, 70, 2],
    [60, 250, 1.5],
    [200, 320, 1.3],
    [760, 270, 1.3],
  ]
  return html`<g class="stars">${places.map(([x, y, r]) => html`<circle key=${x} cx=${x} cy=${y} r=${r} />`)}</g>`
}

/** A tea house with its lamps lit, on the far shore. */
function House() {
  return html`<g class="house">
    <path d="M1216 640 C1256 632 1282 616 1300 596 C1318 578 1342 568 1366 566 C1390 568 1414 578 1432 596 C1450 616 1476 632 1516 640 C1500 648 1488 650 1474 650 H1258 C1244 650 1232 648 1216 640 Z" />
    <path d="M1360 548 h12 v24 h-12 Z M1272 650 h10 v76 h-10 Z M1330 650 h8 v76 h-8 Z M1394 650 h8 v76 h-8 Z M1450 650 h10 v76 h-10 Z M1226 716 h280 v12 h-280 Z" />
    <path class="window" d="M1282 664 h48 v52 h-48 Z M1338 664 h56 v52 h-56 Z M1402 664 h48 v52 h-48 Z" />
    <path class="lattice" d="M1306 664 v52 M1366 664 v52 M1426 664 v52 M1282 688 h48 M1338 688 h56 M1402 688 h48" />
  </g>`
}

function Stones() {
  return html`<g class="stones">
    <path d="M-40 1010 C-30 930 60 892 150 910 C230 926 262 970 270 1010 Z" />
    <path d="M190 1010 C200 962 262 944 320 954 C372 962 398 986 404 1010 Z" />
    <path d="M1640 1010 C1636 910 1540 872 1440 896 C1360 916 1330 966 1324 1010 Z" />
    <path d="M1380 1010 C1366 968 1310 950 1252 962 C1206 972 1184 992 1180 1010 Z" />
    <path class="stone-light" d="M20 932 C60 912 110 908 150 918 M1420 914 C1470 894 1530 896 1570 916" />
  </g>`
}
