/** Words about photos as evidence and the record of who looked. */
export const zh = {
  photo: {
    released: "公开副本已放行", inside: "未放行", covered: "遮盖 {n} 处", noCopy: "无法制作副本：{why}", originalOf: "原图 {n}", release: "公开副本审查", custody: "保管记录",
    coverHint: "在照片上拖动，框出要遮盖的人脸、车牌、门牌等；也可以用数字调整。放行后，事项公开时人人可见。", toCover: "待审查的副本", box: "遮盖框 {n}", addBox: "增加遮盖框",
    edge: { left: "左%", top: "上%", right: "右%", bottom: "下%" }, reason: "理由（记入保管记录）", confirm: "遮盖并放行", withdraw: "撤回放行",
    when: "时间", what: "做了什么", who: "谁", why: "理由",
    act: { received: "收到", viewed: "查阅原件", exported: "导出", released: "放行公开副本", withdrawn: "撤回公开副本", transferred: "随案移交" },
    record: { missing: "无拍摄记录", sound: "拍摄记录相符", gap: "拍摄记录不连续" },
  },
  access: { title: "查阅记录", note: "谁在什么时候、为什么查阅、导出或放行了哪件原件。记录写入存证日志，每日签名。", forbidden: "查阅记录只对人大办公室和审计开放。", none: "没有这样的记录。", open: "打开事项", newest: "回到最新", older: "更早的" },
};
export const en: typeof zh = {
  photo: {
    released: "Public copy released", inside: "Not released", covered: "{n} covered", noCopy: "No copy can be made: {why}", originalOf: "Original {n}", release: "Look over for the public", custody: "Custody",
    coverHint: "Drag over faces, number plates and house numbers to cover them, or use the numbers. Once released, everybody sees the copy when the case is published.", toCover: "Copy to look over", box: "Box {n}", addBox: "Add a box",
    edge: { left: "Left %", top: "Top %", right: "Right %", bottom: "Bottom %" }, reason: "Reason (goes on record)", confirm: "Cover and release", withdraw: "Take back",
    when: "When", what: "What", who: "Who", why: "Why",
    act: { received: "Received", viewed: "Original opened", exported: "Exported", released: "Public copy released", withdrawn: "Public copy taken back", transferred: "Handed over with its case" },
    record: { missing: "No record of capture", sound: "Record of capture fits", gap: "Record of capture has a gap" },
  },
  access: { title: "Access log", note: "Who opened, exported or released which original, when and why. It stands in the evidence log, whose head is signed daily.", forbidden: "The access log is open to the congress office and auditors.", none: "No such entry.", open: "Open case", newest: "Newest", older: "Older" },
};
