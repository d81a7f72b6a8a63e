//! A corpus of wordings: what asks for an outcome and what asks about form, time, bearing or law.

use minyi_rulebook::hearing::wording::asks_for_outcome;

#[test]
fn words_that_ask_for_an_outcome_are_found_however_they_are_spaced() {
    for text in [
        "本案应当判原告胜诉",
        "希望法院依法改 判",
        "请对被告从轻处罚。",
        "量刑过重，请考虑",
        "证据不足，为什么不撤？",
        "被告明明有-罪",
        "到底怎么判？",
        "请尽快放人",
        "应该赔五万元",
        "The defendant is GUILTY",
        "Please find for the plaintiff",
    ] {
        assert!(asks_for_outcome(text).is_some(), "{text}");
    }
}

#[test]
fn words_about_form_time_bearing_and_law_are_let_through() {
    for text in [
        "休庭时间如何告知旁听人员？",
        "本次庭审为何推迟半小时开始？",
        "当事人陈述被打断，是否有相应规定？",
        "简易程序的审理期限是多久？",
        "建议在立案大厅增设老年人窗口。",
        "法官释明权利义务的做法值得推广。",
        "答复请于期限内作出，并说明办理过程。",
        "请说明诉讼费减免的申请办法。",
        "How is a recess announced to observers?",
    ] {
        assert_eq!(asks_for_outcome(text), None, "{text}");
    }
}
