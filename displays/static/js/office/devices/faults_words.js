// Faults and presence of devices, in words; the live board says them too.
import { words } from "../../core/words.js"

export const faultWords = words({
  offline: ["离线", "Offline"],
  audio_blocked: ["声音被浏览器拦截", "Sound is blocked"],
  unsent: ["有未发出的操作", "Unsent commands"],
  clock_off: ["时钟不准", "Clock is off"],
  wake_lock_lost: ["可能会熄屏", "Screen may sleep"],
  old_app: ["版本过旧", "Old version"],
  printer_off: ["打印机没有回应", "Printer does not answer"],
  paper_out: ["没纸了", "Out of paper"],
  paper_low: ["纸快用完了", "Paper is low"],
  cover_open: ["盖子没关", "Cover open"],
  printer_error: ["打印机报错", "Printer error"],
})

export const presenceWords = words({
  online: ["在线", "Online"],
  away: ["在后台", "Hidden"],
  offline: ["离线", "Offline"],
})

export const FAULT_ICON = { offline: "wifi-off", audio_blocked: "sound-off", unsent: "send", clock_off: "clock", wake_lock_lost: "moon", old_app: "download", printer_off: "printer", paper_out: "printer", paper_low: "printer", cover_open: "printer", printer_error: "warning" }
