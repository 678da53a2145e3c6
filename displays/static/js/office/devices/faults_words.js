// Faults and presence of devices, in words; the live board says them too.
import { words } from "../../core/words.js"

export const faultWords = words({
  offline: ["离线", "Offline"],
  audio_blocked: ["声音被浏览器拦截", "Sound is blocked"],
  unsent: ["有未发出的操作", "Unsent commands"],
  clock_off: ["时钟不准", "Clock is off"],
  wake_lock_lost: ["可能会熄屏", "Screen may sleep"],
  old_app: ["版本过旧", "Old version"],
})

export const presenceWords = words({
  online: ["在线", "Online"],
  away: ["在后台", "Hidden"],
  offline: ["离线", "Offline"],
})

export const FAULT_ICON = { offline: "wifi-off", audio_blocked: "sound-off", unsent: "send", clock_off: "clock", wake_lock_lost: "moon", old_app: "download" }
