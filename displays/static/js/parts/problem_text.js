import { words } from "../core/words.js"

const TABLE = {
  bad_json: ["请求无法读取，请重试。", "The request could not be read. Please try again."],
  idempotency_key_missing: ["请求缺少编号，请刷新页面后重试。", "The request carried no key. Reload the page and try again."],
  authorization_pending: ["还没有批准。", "Not approved yet."],
  slow_down: ["询问太频繁，稍等片刻。", "Asking too often. Wait a moment."],
  access_denied: ["这块屏幕的配对被拒绝。", "This screen was refused."],
  expired_token: ["配对码已过期，请取新的代码。", "The pairing code has run out. Get a new one."],

  not_signed_in: ["请先登录。", "Please sign in first."],
  token_invalid: ["登录已失效，请重新登录。", "The sign-in is no longer valid. Please sign in again."],
  token_expired: ["登录已过期，请重新登录。", "The sign-in has run out. Please sign in again."],
  token_reused: ["这个登录已在别处使用，为安全起见已停用。", "This sign-in was used somewhere else and was stopped for safety."],
  wrong_credentials: ["用户名或密码不对。", "Wrong user name or password."],
  revoked: ["这台设备已停用。", "This device was signed out."],
  foreign_origin: ["请从中枢自己的页面登录。", "Please sign in from the hub's own pages."],
  forbidden: ["你的角色不能这样做。", "Your role may not do this."],
  not_found: ["找不到，可能已被移除。", "Not found. It may have been removed."],
  method_not_allowed: ["这里不支持这个操作。", "That is not possible here."],

  line_cancelled: ["这道菜已取消。", "This dish was cancelled."],
  line_not_started: ["这道菜还没有开始做。", "This dish has not been started yet."],
  line_not_ready: ["这道菜还没有做好。", "This dish is not ready yet."],
  line_already_started: ["后厨已经开始做了，不能取消。", "The kitchen has already started, so it cannot be cancelled."],
  line_already_served: ["这道菜已经送达。", "This dish was already served."],
  line_voided: ["这道菜已作废。", "This dish was voided."],
  lines_refused: ["有些菜不能这样操作，所以全部未变。", "Some dishes cannot do this, so none was changed."],
  already_claimed: ["已经有人去取了。", "Somebody else is fetching it."],
  already_claimed_by: ["{name} 已经去取了。", "{name} is fetching it."],
  window_over: ["时间已过，不能撤回。", "It is too late to take that back."],

  order_closed: ["这张单已结束，不能再改。", "This order is completed and cannot change."],
  stay_closed: ["这里没有入住的客人，请先开房或发手牌。", "No guest is checked in here. Open the room or hand out a wristband first."],
  room_in_use: ["房间正在使用。", "The room is in use."],
  room_not_free: ["房间现在不能使用。", "The room is not free."],
  wristband_in_use: ["这个手牌正在使用。", "The wristband is in use."],
  product_sold_out: ["有菜品已售完，请从点单中移除。", "Something has sold out. Please take it out of the order."],
  product_sold_out_named: ["{name} 已售完，请从点单中移除。", "{name} has sold out. Please take it out of the order."],
  shop_closed: ["门店现在不接单。", "The shop is not taking orders now."],
  shop_closed_until: ["门店现在不接单，{time} 恢复。", "The shop is not taking orders. It opens again at {time}."],

  request_in_progress: ["上一次请求还在处理，请稍候。", "The first request is still running. One moment."],
  command_too_old: ["这个操作等得太久，没有执行。请看看现在的情况再决定。", "This waited too long and was not done. Look at how things stand and decide again."],
  already_accepted: ["已经有人去了。", "Somebody goes already."],
  already_accepted_by: ["{name} 已经去了。", "{name} goes already."],
  pairing_used: ["这个配对码已经用过。", "This pairing code was used already."],
  no_printer: ["没有可用的打印机。请在后台“设备”里看看哪台打印机打印这类单据。", "There is no printer for this. The office says under Devices what each printer prints."],
  not_enabled: ["本店没有开启这个功能。", "This is switched off in this shop."],
  state_not_allowed: ["现在的状态不能这样做。", "That is not possible in the present state."],
  version_mismatch: ["别人刚刚改过，请看最新内容后再试。", "Somebody has just changed it. Look at the latest and try again."],

  chat_closed: ["对话已经结束。", "This chat is closed."],
  chat_taken: ["已经有同事在接待，请先转给自己。", "Somebody else answers this guest already. Take it over first."],
  agent_away: ["这位同事现在不在线，请换一位。", "That colleague is not here. Choose another."],
  agent_off: ["这位同事现在不接待，请换一位。", "That colleague takes no chats now. Choose another."],
  already_rated: ["已经评过分了。", "This was rated already."],
  group_without_guests: ["群聊只对员工开放。", "The group is for staff only."],

  range_not_satisfiable: ["文件没有这么长。", "The file is not that long."],
  too_large: ["内容太大。", "That is too large."],
  not_a_picture: ["这不是可用的图片，请用 JPG、PNG 或 WebP。", "This is not a picture that can be read. Use JPG, PNG or WebP."],
  category_not_empty: ["这个分类里还有菜品，请先移走。", "There are still items in this category. Move them first."],
  unreadable_sheet: ["这个表格无法读取。请从导出的表格开始。", "This table cannot be read. Begin with an exported one."],
  import_refused: ["表格里有错误，没有导入任何内容。", "The table has mistakes, so nothing was imported."],
  unsupported_media_type: ["不支持这种文件格式。", "This kind of file is not understood."],
  rate_limited: ["操作太频繁，请稍等片刻。", "Too many requests. Wait a moment."],
  invalid: ["有内容填写不正确。", "Something is not filled in correctly."],
  invalid_detail: ["填写不正确：{detail}", "Not correct: {detail}"],
  idempotency_key_reused: ["这个编号已用于别的请求，请重试。", "This key belongs to another request. Please try again."],
  unknown_sku: ["菜单里没有这一项，菜单可能刚更新。", "This is not on the menu. The menu may just have changed."],
  unknown_option: ["没有这个选项，菜单可能刚更新。", "There is no such choice. The menu may just have changed."],
  unknown_placeholder: ["模板里有不认识的占位符。", "The template has a placeholder nobody knows."],
  template_in_use: ["有规则正在使用这条文案，请先给它们换一条。", "Rules speak with these words. Give them others first."],
  missing_param: ["缺少一个参数。", "A parameter is missing."],

  server_error: ["中枢出了错，已经记录。请再试一次。", "The hub made a mistake and has noted it. Please try again."],
  busy: ["现在太忙，请稍候再试。", "Too busy right now. Try again in a moment."],
  read_only: ["中枢暂时只读，操作会保留。", "The hub is read-only for now. What you tap is kept."],
  storage_full: ["中枢磁盘已满，请通知经理。", "The hub's disk is full. Please tell a manager."],

  unreachable: ["连不上中枢，请检查网络。", "The hub cannot be reached. Check the network."],
  unknown: ["没有成功，请重试。", "That did not work. Please try again."],
}

/** One sentence for each code of a problem: what happened, and where it helps, what to do. */
export const own = words(TABLE)

/** A sentence for a problem answer. A screen's own table `t` may say it in its own words, under the same code. Without a problem: the hub gave no answer. */
export function problemText(problem, t) {
  const code = problem?.code ?? (problem ? "unknown" : "unreachable")
  const said = t?.(code)
  if (said && said !== code) return said
  if (code === "already_claimed" && problem.claimed_by) return own("already_claimed_by", { name: problem.claimed_by })
  if (code === "already_accepted" && problem.by) return own("already_accepted_by", { name: problem.by })
  if (code === "invalid" && problem.errors?.[0]?.detail) return own("invalid_detail", { detail: problem.errors[0].detail })
  return own(code in TABLE ? code : "unknown")
}
