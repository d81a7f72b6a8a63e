/** Words about one's own account. */
export const zh = {
  own: {
    password: "修改口令", rules: "新口令 12 至 128 个字符，至少 6 种不同的字符，不含登录名；可以用一句话，不要求大小写或符号。修改后，其他设备上的登录随即退出。", old_password: "现在的口令", new_password: "新口令", again: "再输入一次新口令",
    differs: "两次输入的新口令不一致", change: "修改口令", passwordDone: "口令已修改，其他设备已退出登录。", authenticator: "更换动态口令", authenticatorNote: "换手机或换验证器时使用。新验证器显示出第一个动态口令之前，原来的一直有效。",
    begin: "开始更换", scan: "用新的验证器扫描二维码（或录入密钥），再填写它显示的六位数字。十五分钟内有效。", scanAlt: "新验证器的二维码", code: "新验证器上的六位数字", adopt: "启用新验证器", authenticatorDone: "已启用新的验证器，其他设备已退出登录。",
  },
};
export const en: typeof zh = {
  own: {
    password: "Change my password", rules: "12 to 128 characters, at least 6 different ones, without the login. A sentence is fine; no kinds of characters are required. Afterwards every other device is signed out.", old_password: "Password of now", new_password: "New password", again: "New password once more",
    differs: "The two new passwords differ", change: "Change the password", passwordDone: "Changed. Other devices are signed out.", authenticator: "Another authenticator", authenticatorNote: "For a new phone or another authenticator. The one of now stays in use until the new one has shown its first code.",
    begin: "Begin", scan: "Scan the code with the new authenticator (or type the secret), then enter the six digits that it shows. Good for fifteen minutes.", scanAlt: "Code for the new authenticator", code: "Six digits of the new authenticator", adopt: "Use the new authenticator", authenticatorDone: "In use. Other devices are signed out.",
  },
};
