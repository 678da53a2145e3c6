import { openScreen } from "../core/screen.js"
import { openSound } from "../core/sound.js"
import { html } from "../html.js"
import { Gate } from "../parts/frame.js"
import { mount } from "../parts/mount.js"
import { CallScreen } from "./call_screen.js"
import { openWall } from "./wall.js"

const screen = await openScreen({ kind: "call_screen", app: "call/1.0.0" })
const sound = openSound(screen)
const wall = openWall(screen, sound)
mount(() => html`<${Gate} screen=${screen}><${CallScreen} screen=${screen} wall=${wall} sound=${sound} /><//>`)
