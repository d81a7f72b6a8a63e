/** 界面用语。词汇与规则库一致（core/rulebook 的中文名）。 */
export default {
  app: {
    name: "民意", console: "工作台", language: "English", retry: "重试", away: "连接不到服务器，您写的内容已保留，请稍后重试。",
    loading: "正在读取…", empty: "暂无内容", cancel: "取消", remove: "删除",
    yes: "是", no: "否", skip: "跳到正文", menu: "菜单", dark: "深色", light: "浅色", csv: "导出 CSV", print: "打印",
    demo: "演示数据：人物与事项均为虚构", all: "全部", separator: "、",
  },
  nav: { home: "今日", matters: "事项", hearings: "云听案", map: "地图", cockpit: "总舱", mandates: "代表资格", people: "机构人员", rules: "规则", audit: "审计", access: "查阅记录", devices: "我的账号" },
  signIn: {
    title: "登录工作台", login: "登录名", password: "口令", totp: "动态口令", totpHint: "验证器上的六位数字", submit: "登录", out: "退出登录",
    again: "登录已过期，请重新登录。页面和未提交的内容都在。",
  },
  home: {
    title: "今日工作", waiting: "待我办理", overdue: "已超期", today: "今日到期", week: "七日内到期", stages: "按阶段",
    first: "最急的事", nothing: "没有待办，辛苦了。", of: "截至 {day}",
  },
  list: {
    title: "事项", filters: "筛选与视图", search: "搜索标题、内容、地点、答复或编号", stage: "阶段", class: "类别", organ: "单位或联络站", due: "期限", order: "排序",
    from: "提交起", to: "提交止", waiting: "只看待我办理", found: "共 {n} 件", foundMore: "超过 {n} 件", page: "第 {n} 页", prev: "上一页",
    next: "下一页", none: "没有符合条件的事项。", clear: "清除条件", title_: "标题", submitted: "提交日", dueDate: "到期日", lead: "主办单位",
    station: "联络站", hidden: "（内容不公开）", views: "常用视图", saveView: "存为视图", viewName: "视图名称", facts: "统计口径",
    selected: "已选 {n} 件", batch: "批量办理", selectAll: "选择本页", csv: "导出全部（CSV）", select: "选择：{title}",
    orders: { changed: "最近变动", due: "最早到期", filed: "最新提交" }, dues: { overdue: "已超期", today: "今日到期", week: "七日内" },
  },
  batch: {
    title: "批量办理", choose: "选择要办理的事", preview: "逐件核对", can: "可以办理", cannot: "此事项现在不能这样办", go: "办理 {n} 件", done: "已办",
    running: "办理中…", result: "结果：{done} 件已办，{failed} 件未办", noneOpen: "所选事项没有您可以共同办理的步骤。",
  },
  case: {
    number: "编号", place: "地点", photos: "照片", supplements: "补充", question: "退回补充的问题", rounds: "办理与答复",
    round: "第 {n} 轮", noAnswer: "尚未答复", drafted: "答复草稿，待签发", signed: "{at} 签发", sentBack: "退回修改：{reason}", result: "办理结果",
    commitments: "承诺事项", supervision: "督办", timeline: "经过", deadlines: "期限", why: "为什么是这一天", due: "{day} 前", overdue: "已超期",
    paused: "暂停中", actions: "可以办理", noActions: "目前没有需要您办理的步骤。", similar: "可能重复", likeness: "相似 {n}%", distance: "相距 {n} 米",
    noSimilar: "未发现相似的在办事项。", merge: "并入该事项", handlers: "承办单位", outline: "按规定，您只能看到这件事项的存在、类别和阶段。",
    publicSight: "您看到的是公开内容。", original: "查看原图", originalAsk: "原图含个人信息，每次查看都会记录。请写明用途：", originalReason: "查看用途",
    missing: "照片正在上传", published: "已公开", notPublished: "未公开", mayPublish: "群众同意公开", mayNotPublish: "群众未同意公开",
    proxy: "联络站代为提交", undone: "已撤销", ending: "办结方式", duplicateOf: "并入事项", reason: "理由", extension: "申请延期 {days} 天：{reason}",
    evaluation: "{who}评价", noRule: "承诺的日期", rule: "依据", start: "起算", steps: "推算", notices: "节假日安排",
    kept: "已兑现", reported: "单位报告：{text}", open: "未到兑现",
  },
  form: {
    submit: "确认{act}", done: "{act}：已办理。", draftKept: "未提交的内容保存在本机（{at}）", discard: "清空", required: "必填",
    accepted: "应为：{what}", rule: "依据", conflict: "此事项刚被他人变动，已为您刷新，内容保留，请核对后再提交。", photosHint: "JPEG、PNG、WebP 或 HEIC，每张不超过 20 MB",
    uploading: "正在上传附件 {n}/{all}", addPromise: "增加承诺", promiseText: "承诺内容", promiseDue: "兑现日期",
    chars: "{n}/{max}",
  },
  field: {
    text: "内容", reason: "理由", class: "类别", note: "说明", question: "要群众补充什么", ground: "不予受理的理由", explanation: "给群众的说明", target: "转送去向",
    of: "并入哪件事项（编号）", lead: "主办单位", co: "协办单位", unit: "申请退办的单位", consent: "是否同意", days: "延长天数", result_class: "办理结果",
    commitments: "承诺事项", photos: "附件照片", act: "督办方式", index: "哪一项承诺", kept: "是否兑现", version: "撤销哪一步",
  },
  stage: {
    submitted: "待受理", awaiting_info: "待补充", triaged: "待交办", assigned: "待签收", handling: "办理中", answered: "待评价", evaluated: "待办结",
    closed: "已办结",
  },
  class: { suggestion: "建议", help: "求助", petition: "申诉求决", litigation: "涉法涉诉", accusation: "检举控告", unset: "未分类" },
  role: {
    citizen: "群众", station_staff: "联络站", deputy: "代表", office_staff: "人大办公室", unit_clerk: "经办人", unit_leader: "负责人",
    court_liaison: "法院联络处", court_clerk: "书记员", bench: "合议庭", auditor: "审计", system: "系统",
  },
  act: {
    submit: "提交", supplement: "补充", withdraw: "撤回", triage: "受理分类", request_info: "退回补充", refuse: "不予受理", redirect: "转送",
    link_duplicate: "并案", assign: "交办", sign_for: "签收", request_return: "申请退办", decide_return: "退办答复", request_extension: "申请延期",
    decide_extension: "延期答复", give_opinion: "协办意见", draft_answer: "起草答复", send_back_draft: "退回修改", sign_answer: "签发答复",
    evaluate: "评价", close: "办结", supervise: "督办", report_commitment: "承诺进展", verify_commitment: "承诺核实", publish: "公开",
    unpublish: "撤下", undo: "撤销上一步", note_photo_arrived: "照片到齐", note_voice_arrived: "语音到齐", write_down_voice: "记录语音内容", note_overdue: "超期", add_follower: "并入关注",
  },
  clock: {
    triage: "受理时限", sign_for: "签收时限", answer: "答复时限", co_opinion: "协办意见时限", return_window: "退办期限", redo: "重新办理时限",
    evaluation: "评价期", commitment: "承诺期限",
  },
  grade: { satisfied: "满意", basically: "基本满意", dissatisfied: "不满意", process: "办理过程", answer: "答复内容", delivery: "落实结果" },
  core: { solved: "已解决", in_progress: "正在解决", planned: "列入计划", not_feasible: "不可行" },
  supervision: { remind: "提醒", yellow_card: "黄牌", red_card: "红牌", interview: "约谈", key_item: "重点督办" },
  ground: { personal: "纯属个人事务", advert: "广告", empty: "没有实际内容", pending_case: "正在诉讼、仲裁程序中", live_tender: "正在招投标" },
  target: { hotline_12345: "12345 热线", petition: "信访", judicial: "法院、检察院", discipline: "纪检监察" },
  ending: { completed: "答复并评价", not_evaluated: "答复，逾期未评价", refused: "不予受理", redirected: "转送", duplicate: "并案", withdrawn: "撤回" },
  part: { lead: "主办", co: "协办" },
  standing: { unsigned: "待签收", signed: "已签收", return_asked: "申请退办", opinion_given: "已出协办意见" },
  fact: {
    filed: "已提交", filed_by_proxy: "代为提交", with_photos: "附照片", open: "在办", closed: "已办结", triage_clock_stopped: "受理时限已有结论",
    triaged_in_time: "按期受理", refused: "不予受理", redirected: "转送", merged: "并案", assigned: "已交办", sign_for_clock_stopped: "签收时限已有结论",
    signed_for_in_time: "按期签收", answer_clock_stopped: "答复时限已有结论", answered_in_time: "按期答复", answered: "已答复", solved: "已解决",
    promised: "有承诺", promises_kept: "承诺全部兑现", evaluated: "已评价", content: "满意或基本满意", dissatisfied_once: "曾不满意", redone: "重新办理",
    late_once: "曾超期", supervised: "曾督办", carded: "黄牌或红牌", published: "已公开", returned: "退办", extended: "延期",
  },
  cockpit: {
    title: "数字总舱", wide: "大屏", leave: "退出大屏", numerator: "分子 {n} 件", denominator: "分母 {n} 件", noRate: "分母为零，无比率",
    small: "不足 3 件，不得对外公布", asOf: "截至 {at} · 第 {upto} 号变更 · 规则 {version}", byUnit: "按主办单位", byStation: "按联络站", chart: "分布",
    check: "核对上报数字", checkHint: "填入别处上报的比率，看它能否由这个分母算出。", reported: "上报比率（%）", can: "可以：{parts}/{whole}",
    cannot: "不可能：{whole} 件中得不出 {rate}%。最近的是 {near}。", rate: "比率", figure: "指标", organ: "单位", opens: "查看所列事项",
    board: {
      main: "总舱", intake: "受理分舱", assignment: "交办签收分舱", timeliness: "时效分舱", results: "结果与承诺分舱", evaluation: "评价分舱",
      supervision: "督办分舱", openness: "公开分舱",
    },
  },
  map: {
    title: "事项地图", note: "离线示意底图：水系、乡镇街道、联络站和事项位置（WGS84），手绘，误差约一公里，不作测绘依据。", tiles: "底图由系统运行方所选的地图服务提供；事项位置按 WGS84 保存，仅在绘图时按底图坐标系换算。", zoomIn: "放大", zoomOut: "缩小", reset: "全区",
    cases: "{n} 件有位置的事项", none: "没有带位置的事项。",
  },
  people: {
    title: "机构与人员", organs: "机构", users: "账号", deputies: "代表", name: "名称", kind: "性质", town: "乡镇街道", login: "登录名", role: "身份",
    active: "可登录", devices: "在线设备", filter: "筛选", forbidden: "账号名单只对人大办公室和审计开放。",
    kinds: {
      congress_office: "人大办公室", station: "联络站", unit: "承办单位", court: "人民法院", procuratorate: "人民检察院",
      supervisory_commission: "监察委员会",
    },
  },
  rules: {
    title: "规则与依据", clocks: "期限规则", quotes: "引用规则", results: "结果分类", calendar: "工作日历", version: "版本 {v}", span: "时长", extension: "可延",
    starts: "起算", source: "出处", inForce: "施行日", standing: "依据来源", working: "调休上班", unknownYear: "该年安排尚未收录",
    standings: { law_text: "法条原文", excerpt: "摘录或二手资料", local_decision: "本区自定" },
    layers: { national: "国家", zhejiang: "浙江省", district: "区" }, classes: "适用类别", any: "全部",
  },
  audit: {
    title: "审计", verdict: "档案校验", verify: "重新校验", sound: "全部一致：{events} 条记录、{matters} 件事项、{heads} 个日签，无一改动。", logs: "另核对：账号日志 {accounts} 条、机构日志 {organs} 条、存证与保管日志 {evidence} 条，均与写入时一致。", broken: "发现 {n} 处不一致",
    at: "校验于 {at}", heads: "每日签名", day: "日期", upto: "至第几号变更", root: "根哈希", key: "密钥", none: "尚无已结束的日期。", forbidden: "校验只对人大办公室和审计开放；每日签名人人可查。",
  },
  devices: {
    title: "我的账号", sessions: "登录的设备", device: "设备", since: "登录于", until: "有效至", here: "本机", end: "退出此设备", ended: "已退出该设备",
  },
};
