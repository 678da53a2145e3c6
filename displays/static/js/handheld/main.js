import { openScreen } from "../core/screen.js"
import { openSound } from "../core/sound.js"
import { html } from "../html.js"
import { Gate } from "../parts/frame.js"
import { mount } from "../parts/mount.js"
import { Handheld } from "./app.js"
import { openDesk } from "./desk.js"
import { openOrdering } from "../ordering/ordering.js"

const screen = await openScreen({ kind: "handheld", app: "handheld/1.0.0" })
const sound = openSound(screen)
const desk = openDesk(screen, sound)
const ordering = openOrdering(screen)
mount(() => html`<${Gate} screen=${screen}><${Handheld} screen=${screen} sound=${sound} desk=${desk} ordering=${ordering} /><//>`)
