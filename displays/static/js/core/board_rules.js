// What each kind of screen holds and how long: one table for all kinds, the same as the protocol's §9.
// A rule looks at state only, never at a clock.

const always = () => true

/** Closed by cleaning or hand-in; from then on no screen shows it. */
export const orderClosed = (order) => order.state === "completed"

const orderNotOver = (order) => order.state !== "completed" && order.state !== "cancelled"

/** The kitchen sees a wristband's order when the cashier has said yes, and a voided one until it has confirmed the void. */
const orderConfirmed = (order) => !orderClosed(order) && (order.confirmed === undefined || Boolean(order.confirmed))

/** A pad shows the room's own guest, not the wristbands that stand in the room. What the guest cancelled stays to be seen. */
const orderOfOwnStay = (order, scope) => !orderClosed(order) && scope.stay != null && order.stay_id === scope.stay.id

const TO_COOK = new Set(["placed", "preparing", "ready", "called"])

/** Work of this station that is not over, and voided food that nobody in the kitchen has confirmed yet. */
function lineToCook(line, scope) {
  if (scope.stations.size > 0 && !scope.stations.has(line.station)) return false
  return TO_COOK.has(line.state) || (line.state === "voided" && line.void_confirmed_at == null)
}

/** What a waiter can carry. */
const lineToFetch = (line) => line.state === "ready" || line.state === "called"

/** A stay runs until it is closed; a guest who has paid is still in the room. */
const notClosed = (thing) => thing.closed_at == null

const notFinished = (call) => call.state !== "finished"

/** A pad shows its own guests' calls, and keeps none of those who were there while it was away. */
const callOfOwnStay = (call, scope) => scope.stay != null && call.stay_id === scope.stay.id && notFinished(call)

/** A pad shows its own guests' chat until they have rated it. */
const chatOfOwnStay = (chat, scope) =>
  chat.kind === "support" && scope.stay != null && chat.subject?.stay_id === scope.stay.id && (chat.state !== "closed" || chat.rating == null)

/** Whoever answers chats sees all that are not over; the group stands on no board. */
const chatNotOver = (chat) => chat.kind === "support" && chat.state !== "closed"

/** A print job that a person should look at: it waits for a printer that cannot print, has failed, or has grown too old. */
const needsSomebody = (job) => job.problem != null && job.ended_at == null

const sessionOn = (session) => session.state === "on"

// A line or a round goes with its order wherever orders are held; `ordersNeedLines` drops an order with no line left.
const PAD = {
  singles: ["shop", "room", "stay"],
  arrays: { orders: orderOfOwnStay, lines: always, rounds: always, pad_calls: callOfOwnStay, chats: chatOfOwnStay, sold_out: always },
}
const KITCHEN = { singles: ["shop"], arrays: { orders: orderConfirmed, lines: lineToCook, sold_out: always }, ordersNeedLines: true }
const CALL_SCREEN = { singles: ["shop"], arrays: { numbers: always } }
const CASHIER = {
  singles: ["shop"],
  arrays: {
    rooms: always,
    stays: notClosed,
    orders: orderNotOver,
    lines: always,
    rounds: always,
    pad_calls: notFinished,
    sessions: sessionOn,
    alarms: always,
    print_jobs: needsSomebody,
    chats: chatNotOver,
    sold_out: always,
  },
}
const HANDHELD = { singles: ["shop"], arrays: { rooms: always, lines: lineToFetch, pad_calls: notFinished, chats: chatNotOver } }
const VOICELESS = { singles: ["shop"], arrays: {} }
const OFFICE = { singles: ["shop"], arrays: { ...CASHIER.arrays, devices: always } }

/** Kinds of device, and roles of staff, which hold what the kinds hold whose channels they have. */
export const KINDS = {
  pad: PAD,
  kitchen: KITCHEN,
  call_screen: CALL_SCREEN,
  cashier: CASHIER,
  handheld: HANDHELD,
  speaker: VOICELESS,
  printer: VOICELESS,
  owner: OFFICE,
  manager: OFFICE,
  cook: KITCHEN,
  waiter: HANDHELD,
  cleaner: VOICELESS,
}

/** Members of `data` and where they go. Places before orders before lines: a rule may look at what was put before it. */
export const ARRAY_OF_MEMBER = {
  room: "rooms",
  rooms: "rooms",
  stay: "stays",
  stays: "stays",
  order: "orders",
  orders: "orders",
  line: "lines",
  lines: "lines",
  round: "rounds",
  rounds: "rounds",
  number: "numbers",
  numbers: "numbers",
  pad_call: "pad_calls",
  pad_calls: "pad_calls",
  session: "sessions",
  sessions: "sessions",
  chat: "chats",
  chats: "chats",
  alarm: "alarms",
  alarms: "alarms",
  print_job: "print_jobs",
  print_jobs: "print_jobs",
  device: "devices",
  devices: "devices",
  sold_out: "sold_out",
}

/** The types that change boards. Others, those of a newer hub among them, are acked and ignored. */
export const BOARD_EVENTS = new Set([
  "orders.order_placed",
  "orders.order_changed",
  "orders.order_closed",
  "kds.line_moved",
  "kds.number_changed",
  "kds.round_seen",
  "kds.round_missed",
  "store.menu_changed",
  "store.sold_out_changed",
  "venue.shop_changed",
  "venue.room_changed",
  "venue.session_changed",
  "chat.changed",
  "chat.message_added",
  "chat.transferred",
  "im.pad_call_changed",
  "im.device_changed",
  "im.alarm_raised",
  "im.alarm_cleared",
  "print.job_changed",
])
