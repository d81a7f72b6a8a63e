/** Words about mandates and cards (代表资格、电子代表证); grounds in the words of the law. */
export const zh = {
  mandate: {
    title: "代表资格与证件", search: "姓名或短码", region: "人大（区划代码）", constituency: "选区、选举单位", standing: "状态", office: "身份", term: "任期", card: "电子代表证", code: "短码", none: "没有符合条件的代表资格。",
    recommends: "议政员不是代表，只提建议", ended: "终止", consent: "公开信息与本人同意", consentNote: "姓名、身份、选区、任期和联络站依法公开；以下各项由本人决定，只能由本人在手机上更改。", item: "项目", recorded: "登记内容", public: "公开",
    plates: "亮身份牌", platesNote: "只含公开信息和短码；证明不了持牌人的身份，扫码核验以手机上的电子代表证为准。", plate: { a4: "A4 公示牌", badge: "胸牌" }, record: "登记经过", cardNumber: "证号", cardIndex: "状态表位置", expires: "有效至",
    preview: "预览结果", before: "现在", after: "之后", noticeHint: "公告文号，例如：吴兴区人大常委会公告〔2026〕第3号",
    stage: { in_office: "在任", suspended: "暂停执行代表职务", ended: "代表资格终止" },
    worth: { none: "未申领", requested: "已申领，待签发", valid: "有效", suspended: "扫码显示：暂停执行代表职务", void: "作废" },
    pageSays: { in_office: "显示在任", suspended: "显示暂停执行代表职务，不显示原因", ended: "显示已终止和公告文号" },
    level: { national: "全国人大代表", province: "省人大代表", city: "市人大代表", district: "区（县）人大代表", town: "乡镇人大代表", deliberator: "街道议政员" },
    new: {
      deputy: "代表（名录中的人员）", office: "身份", region: "人大或街道的区划代码", regionHint: "省 2 位、市 4 位、区县 6 位、乡镇街道 9 位数字", constituency: "选区、选举单位", starts: "任期起", term: "任期止", station: "联络站", group: "联动履职小组（可不填）",
    },
    change: { name: "姓名", constituency: "选区、选举单位", term: "任期", standing: "状态", card: "电子代表证", page: "公开页", plate: "可印亮身份牌" },
    published: { post: "职务", pledge: "履职承诺", reception_days: "接待日", duty_group: "联动履职小组", phone: "联系电话" },
    field: { name: "姓名", constituency: "选区、选举单位", starts: "任期起", term: "任期止", reason: "更正理由（不公开）", ground: "法定情形", note: "说明（不公开）", notice: "公告文号", station: "联络站", group: "联动履职小组", text: "内容" },
    ground: {
      detained: "因刑事案件被羁押，正在受侦查、起诉、审判", serving_sentence: "被判处刑罚而没有附加剥夺政治权利，正在服刑", moved_away: "迁出或者调离本行政区域", resigned: "辞职被接受",
      absent_twice: "未经批准两次不出席本级人民代表大会会议", recalled: "被罢免", lost_nationality: "丧失中华人民共和国国籍", lost_political_rights: "被剥夺政治权利", lost_capacity: "丧失行为能力", died: "死亡", released: "解聘",
    },
    act: {
      establish: "登记代表资格", correct: "更正登记", set_post: "登记职务", set_pledge: "登记履职承诺", set_reception_days: "登记接待日", set_phone: "登记联系电话", publish: "同意或撤回公开", assign_station: "编入联络站", assign_duty_group: "编入联动履职小组",
      suspend: "暂停执行代表职务", restore: "恢复执行代表职务", end: "代表资格终止", request_card: "申领电子代表证", note_card_issued: "签发电子代表证", note_term_over: "任期届满",
    },
  },
};
export const en: typeof zh = {
  mandate: {
    title: "Mandates and cards", search: "Name or short code", region: "Congress (division code)", constituency: "Constituency", standing: "Standing", office: "Office", term: "Term", card: "Card", code: "Short code", none: "No mandate fits.",
    recommends: "A deliberator is no deputy and recommends only", ended: "Ended", consent: "What is published, by consent", consentNote: "Name, office, constituency, term and station are published by law. What follows is the deputy's choice, made on the deputy's phone only.", item: "Item", recorded: "On record", public: "Published",
    plates: "Plates", platesNote: "Published words and the short code only. A plate proves nothing about who wears it; the card on the deputy's phone does.", plate: { a4: "A4 plate", badge: "Badge" }, record: "What was recorded", cardNumber: "Card number", cardIndex: "Place in the status list", expires: "Valid until",
    preview: "See what changes", before: "Now", after: "After", noticeHint: "Number of the public notice",
    stage: { in_office: "In office", suspended: "Suspended", ended: "Ended" },
    worth: { none: "None asked for", requested: "Asked for, to be signed", valid: "Valid", suspended: "Scans as: suspended", void: "Void" },
    pageSays: { in_office: "says: in office", suspended: "says: suspended, without the reason", ended: "says: ended, with the notice" },
    level: { national: "Deputy to the National People's Congress", province: "Provincial deputy", city: "City deputy", district: "District (county) deputy", town: "Town deputy", deliberator: "Sub-district deliberator" },
    new: {
      deputy: "Deputy (of the directory)", office: "Office", region: "Division code of the congress or sub-district", regionHint: "2 digits for a province, 4 for a city, 6 for a district, 9 for a town or sub-district", constituency: "Constituency", starts: "Term begins", term: "Term ends", station: "Station", group: "Duty group (optional)",
    },
    change: { name: "Name", constituency: "Constituency", term: "Term", standing: "Standing", card: "Card", page: "Public page", plate: "Plates may be printed" },
    published: { post: "Post", pledge: "Pledge", reception_days: "Reception days", duty_group: "Duty group", phone: "Phone" },
    field: { name: "Name", constituency: "Constituency", starts: "Term begins", term: "Term ends", reason: "Why (not published)", ground: "Ground in law", note: "Note (not published)", notice: "Number of the notice", station: "Station", group: "Duty group", text: "Text" },
    ground: {
      detained: "Detained in a criminal case under investigation, prosecution or trial", serving_sentence: "Serving a sentence without loss of political rights", moved_away: "Moved out of the region", resigned: "Resignation accepted",
      absent_twice: "Absent from two sessions without leave", recalled: "Recalled", lost_nationality: "Lost the nationality", lost_political_rights: "Deprived of political rights", lost_capacity: "Lost legal capacity", died: "Died", released: "Released from the office of deliberator",
    },
    act: {
      establish: "Mandate recorded", correct: "Correct the record", set_post: "Record the post", set_pledge: "Pledge recorded", set_reception_days: "Record reception days", set_phone: "Phone recorded", publish: "Consent given or withdrawn", assign_station: "Assign to a station", assign_duty_group: "Assign to a duty group",
      suspend: "Suspend", restore: "Restore", end: "End the mandate", request_card: "Card asked for", note_card_issued: "Card signed", note_term_over: "Term over",
    },
  },
};
