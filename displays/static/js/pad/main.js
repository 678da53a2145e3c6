import { openScreen } from "../core/screen.js"
import { html } from "../html.js"
import { mount } from "../parts/mount.js"
import { App } from "./app.js"
import { Pad } from "./pad.js"

const pad = new Pad(await openScreen({ kind: "pad", app: "pad/1.0.0" }))
pad.start()
mount(() => html`<${App} pad=${pad} />`)
