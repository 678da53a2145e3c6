import { words } from "../../core/words.js"

export const t = words({
  subtitle: ["{n} 位员工，{off} 位已停用", "{n} people, {off} switched off"],
  add: ["添加员工", "Add a person"],
  search: ["按姓名、用户名、职务搜索", "Search by name, username or job"],
  all_roles: ["全部角色", "All roles"],
  all_brand: ["包括其他门店", "Other shops too"],
  name: ["姓名", "Name"],
  username: ["用户名", "Username"],
  username_hint: ["登录时用，不区分大小写，之后不能修改。", "To sign in with. Capitals do not matter; it cannot be changed later."],
  username_short: ["2 到 64 个字符", "2 to 64 characters"],
  role: ["角色", "Role"],
  job: ["职务", "Job"],
  job_hint: ["选填，例如：技师。", "Optional, for example: therapist."],
  job_therapist: ["技师", "Therapist"],
  shop: ["门店", "Shop"],
  every_shop: ["全部门店", "Every shop"],
  state: ["状态", "Status"],
  active: ["正常", "Active"],
  disabled: ["已停用", "Switched off"],
  you: ["我", "you"],
  password: ["初始密码", "First password"],
  password_hint: ["请当面告诉本人，并请其登录后修改。", "Tell it to the person, who should change it after signing in."],
  make_password: ["生成一个", "Make one"],
  copy: ["复制", "Copy"],
  copied: ["已复制", "Copied"],
  empty: ["还没有员工", "Nobody yet"],
  empty_text: ["添加第一位同事，他就可以登录了。", "Add the first; they can sign in at once."],
  added: ["{name} 已添加，可以登录了", "{name} was added and can sign in"],
  changed: ["已保存", "Saved"],
  details: ["资料", "Details"],
  details_text: ["修改角色或门店后，本人会自动重新连接。", "A new role or shop takes effect at once."],
  own_role: ["不能修改自己的角色。", "Nobody changes their own role."],
  reset: ["重置密码", "Reset the password"],
  reset_text: ["会退出本人的所有登录。", "Ends everything they are signed in to."],
  own_password: ["自己的密码在“我的账号”里修改。", "Your own password is changed under “My account”."],
  new_password: ["新密码", "New password"],
  reset_done: ["{name} 的密码已重置", "The password of {name} was reset"],
  access: ["停用账号", "Access"],
  off_text: ["停用后立即退出，不能登录；记录会保留。", "Signed out at once and cannot sign in; everything they did stays on record."],
  on_text: ["这个账号已停用，不能登录。", "This account is switched off and cannot sign in."],
  switch_off: ["停用", "Switch off"],
  switch_on: ["重新启用", "Switch on"],
  switch_off_title: ["停用 {name}？", "Switch {name} off?"],
  switched_off: ["{name} 已停用", "{name} is switched off"],
  switched_on: ["{name} 已启用", "{name} is switched on"],

  may_owner: ["全部门店的一切，包括添加其他老板。", "Everything in every shop, other owners too."],
  may_manager: ["本店的一切：菜单、设备、员工、设置、统计。", "Everything in one shop: menu, devices, staff, settings, figures."],
  may_cashier: ["开房、点单、取消、确认手牌订单、沽清。", "Rooms, orders, cancelling, wristbands, sold out."],
  may_waiter: ["点单、取餐、送达、清洁房间。", "Orders, fetching, serving, cleaning rooms."],
  may_cook: ["后厨看单、制作、叫取、沽清。", "The kitchen's board, cooking, calling, sold out."],
  may_cleaner: ["清洁房间。", "Cleaning rooms."],
})

/** A job in words; one that the demo does not know speaks for itself. */
export function jobWords(job) {
  if (!job) return ""
  const said = t(`job_${job}`)
  return said === `job_${job}` ? job : said
}
