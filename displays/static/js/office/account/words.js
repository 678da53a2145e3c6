import { words } from "../../core/words.js"

export const t = words({
  me: ["我是谁", "Who am I"],
  name: ["姓名", "Name"],
  role: ["角色", "Role"],
  shop: ["门店", "Shop"],
  all_shops: ["全部 {n} 家门店", "All {n} shops"],
  look: ["显示", "Appearance"],
  look_text: ["只影响这个浏览器。", "For this browser only."],
  password_text: ["修改后，你在其他地方的登录会全部退出。", "You are signed out everywhere else afterwards."],
  current: ["当前密码", "Present password"],
  new_one: ["新密码", "New password"],
  hint: ["长一些就好：几个不相干的词，比难记的符号更安全。", "Long is good: a few unrelated words are safer than odd characters."],
  repeat: ["再输一次新密码", "The new password once more"],
  not_the_same: ["两次输入不一致", "This is not the same"],
  password_changed: ["密码已修改", "Password changed"],
})
