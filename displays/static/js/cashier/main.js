import { openScreen } from "../core/screen.js"
import { openSound } from "../core/sound.js"
import { openOrdering } from "../ordering/ordering.js"
import { html } from "../html.js"
import { Gate } from "../parts/frame.js"
import { mount } from "../parts/mount.js"
import { Cashier } from "./app.js"
import { openDesk } from "./desk.js"
import { soundFor } from "./speaker.js"

const screen = await openScreen({ kind: "cashier", app: "cashier/1.0.0" })
const sound = openSound(screen)
const desk = openDesk(screen, openOrdering(screen))
const messages = soundFor(screen, sound, desk)
mount(() => html`<${Gate} screen=${screen}><${Cashier} screen=${screen} sound=${sound} desk=${desk} messages=${messages} /><//>`)
