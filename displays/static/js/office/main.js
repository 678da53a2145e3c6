// The manager's office.
import { openScreen } from "../core/screen.js"
import { html } from "../html.js"
import { mount } from "../parts/mount.js"
import { App } from "./app.js"

const screen = await openScreen({ kind: "office", app: "office/1.0.0" })
mount(() => html`<${App} screen=${screen} />`)
