import { words } from "../core/words.js"

export const t = words({
  welcome: ["登录管理后台", "Sign in to the office"],
  welcome_text: ["菜单、房间、设备、员工与统计，都在这里。", "Menu, rooms, devices, staff and figures, in one place."],
  username: ["用户名", "Username"],
  password: ["密码", "Password"],
  sign_in: ["登录", "Sign in"],
  forgotten: ["忘记密码？请经理或老板为你重置。", "Forgotten your password? A manager or the owner can reset it."],
  wrong_credentials: ["用户名或密码不正确。", "The username or the password is wrong."],
  rate_limited: ["尝试次数太多，请在 {time} 后再试。", "Too many tries. Try again in {time}."],
  rate_over: ["现在可以再试一次。", "You can try again now."],
  unreachable: ["连不上系统，请检查网络。", "The hub cannot be reached. Check the network."],

  choose_shop: ["进入哪家门店？", "Which shop?"],
  choose_shop_text: ["之后可以随时在左上角切换。", "You can switch at any time, top left."],
})
