import { html } from "../html.js"
import { openScreen } from "../core/screen.js"
import { openSound } from "../core/sound.js"
import { Gate } from "../parts/frame.js"
import { mount } from "../parts/mount.js"
import { Kitchen } from "./app.js"
import { openKitchen } from "./kitchen.js"

const screen = await openScreen({ kind: "kitchen", app: "kitchen/1.0.0" })
const kitchen = openKitchen(screen, openSound(screen))

mount(() => html`<${Gate} screen=${screen}><${Kitchen} kitchen=${kitchen} /><//>`)
