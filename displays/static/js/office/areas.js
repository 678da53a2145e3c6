// The areas of the office and who sees them. An area is shown when the role holds one of its permissions; the hub checks again.

export const GROUPS = ["now", "sell", "learn", "setup"]

/** `load` fetches the area's own module the first time it is opened. */
export const AREAS = [
  { id: "today", icon: "pulse", group: "now", permissions: ["orders.read"], load: () => import("./today/today.js") },
  { id: "rooms", icon: "room", group: "now", permissions: ["rooms.use", "rooms.clean"], load: () => import("./rooms/rooms.js") },
  { id: "orders", icon: "bill", group: "now", permissions: ["orders.read"], load: () => import("./orders/orders.js") },
  { id: "chat", icon: "chat", group: "now", permissions: ["chat.talk"], load: () => import("./chat/chat.js") },
  { id: "menu", icon: "dish", group: "sell", permissions: ["menu.edit", "menu.sold_out"], load: () => import("./menu/menu.js") },
  { id: "statistics", icon: "chart", group: "learn", permissions: ["reports.read"], load: () => import("./statistics/statistics.js") },
  { id: "messages", icon: "send", group: "learn", permissions: ["im.call"], load: () => import("./messages/messages.js") },
  { id: "audit", icon: "list", group: "learn", permissions: ["audit.read"], load: () => import("./audit/audit.js") },
  { id: "devices", icon: "pad", group: "setup", permissions: ["devices.manage"], load: () => import("./devices/devices.js") },
  { id: "announcements", icon: "speaker", group: "setup", permissions: ["im.rules"], load: () => import("./announcements/announcements.js") },
  { id: "staff", icon: "users", group: "setup", permissions: ["staff.manage"], load: () => import("./staff/staff.js") },
  { id: "shop", icon: "shop", group: "setup", permissions: ["shop.edit"], load: () => import("./shop/shop.js") },
]

/** The areas that somebody with these permissions sees. */
export function areasFor(permissions) {
  const held = new Set(permissions)
  return AREAS.filter((area) => area.permissions.some((permission) => held.has(permission)))
}
