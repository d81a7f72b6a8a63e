export default {
  app: { name: "民意", console: "工作台", language: "English", retry: "重试", away: "连接不到服务器，内容已保留。" },
  signIn: {
    title: "登录工作台", login: "登录名", password: "口令", totp: "动态口令", totpHint: "验证器上的六位数字", submit: "登录",
    out: "退出登录",
  },
  home: { title: "今日工作" },
};
