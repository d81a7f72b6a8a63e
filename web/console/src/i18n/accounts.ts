/** Words about keeping accounts. */
export const zh = {
  account: {
    login: "登录名", name: "姓名", organ: "机构", reason: "理由（记入账号日志）", loginHint: "3 至 40 个小写字母、数字或连字符", once: "以下内容只显示这一次，请当面交给本人：", secret: "动态口令密钥（录入验证器）", written: "已交给本人",
    repeated: "这件事刚才已经办过，口令不再显示；如未收到，请重置。", log: "账号日志", none: "还没有在工作台办理过账号。", acts: "办理", at: "时间", by: "办理人", was: "原为", stopped: "停用",
    seedNote: "审计账号由系统运行方在种子文件中登记；代表的账号在“代表”页登记。", newDeputy: "登记代表", thenMandate: "接着登记代表资格", former: "没有在任资格", mandates: "代表资格",
    deputyNote: "在此登记代表本人及其账号：公开页、代表名录和收件对象即时更新。选区、任期等在“登记代表资格”中填写；联系电话由代表本人决定是否公开。账号停用或资格全部终止后，群众不再能向其提交事项。",
    act: { create: "开通账号", set_capacity: "变更身份", rename: "更正姓名", reset_totp: "重置动态口令", reset_password: "重置口令", disable: "停用", enable: "恢复", change_own_password: "本人修改口令", change_own_totp: "本人更换动态口令" },
  },
};
export const en: typeof zh = {
  account: {
    login: "Login", name: "Name", organ: "Organ", reason: "Reason (goes on record)", loginHint: "3 to 40 lower-case letters, digits and hyphens", once: "Shown this once; hand it over in person:", secret: "Secret for the authenticator", written: "Handed over",
    repeated: "This was done a moment ago; secrets are not shown twice. Reset them if they did not arrive.", log: "Account log", none: "No account was kept here yet.", acts: "Acts", at: "When", by: "By", was: "Was", stopped: "stopped",
    seedNote: "Auditors are registered by the operator in the seed file; deputies under Deputies.", newDeputy: "Record a deputy", thenMandate: "Record the mandate next", former: "No mandate in office", mandates: "Mandates",
    deputyNote: "A deputy and the account are recorded here; public pages, the directory and the list of addressees follow at once. Constituency and term belong to the mandate; whether a telephone number is published is the deputy's own choice. Nobody can file to a deputy whose account is stopped or whose mandates are over.",
    act: { create: "New account", set_capacity: "Change capacity", rename: "Correct the name", reset_totp: "Reset one-time codes", reset_password: "Reset the password", disable: "Stop", enable: "Enable", change_own_password: "Own password changed", change_own_totp: "Own authenticator changed" },
  },
};
