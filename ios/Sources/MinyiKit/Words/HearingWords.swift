// Words of hearings (云听案), both languages side by side; the same as Android's.

import Foundation

public enum HearingWords {
    public static let title = Message.both("云听案", "Hearings")
    public static let doorHint = Message.both("旁听庭审、提问、评议", "Watch, ask, and say how it went")
    public static let none = Message.both("没有可参加的庭审", "No hearing to attend")
    public static let noneHint = Message.both("有新的云听案安排，会出现在这里。", "New hearings are announced here.")
    public static let opensAt = Message.both("开庭", "Opens")
    public static let room = Message.both("庭审", "The hearing")
    public static let lookingForPicture = Message.both("正在找庭审画面…", "Looking for the picture…")
    public static let pictureOffline = Message.both("现在连不上服务器，有网络后画面会自动恢复。", "The server cannot be reached now. The picture comes back by itself.")
    public static let pictureTriedAgain = Message.both("画面会自动重试。", "The picture is tried again by itself.")
    public static let pausePicture = Message.both("暂停画面", "Pause the picture")
    public static let resumePicture = Message.both("继续观看", "Go on watching")
    public static let pausedHint = Message.both("暂停期间不计入旁听时长。", "While it is paused, nothing counts as watched.")
    public static let noPicture = Message.both("现在没有画面", "No picture now")
    public static let notForYou = Message.both("您不能观看这场庭审。", "You may not watch this hearing.")
    public static let discipline = Message.both("旁听纪律", "Rules of the courtroom")
    public static let sign = Message.both("我已阅读并遵守", "I have read them and will keep them")
    public static let apply = Message.both("报名旁听", "Apply to attend")
    public static let applyHint = Message.both("报名即声明与本案没有利害关系。", "By applying you declare that you have no stake in the case.")
    public static let conflict = Message.both("我需要回避", "I have a stake in it")
    public static let conflictReason = Message.both("回避的原因", "What stake")
    public static let declare = Message.both("申请回避", "Declare it")
    public static let ask = Message.both("提问", "Ask")
    public static let askHint = Message.both("只能就程序、作风、一般法律问题和工作建议提问，不涉及案件实体。", "Procedure, conduct, law in general and suggestions; not the merits of the case.")
    public static let question = Message.both("问题", "Question")
    public static let kept = Message.both("已存在本机", "Kept on this phone")
    public static let keeping = Message.both("正在保存…", "Saving…")
    public static let send = Message.both("提交问题", "Ask this")
    public static let discard = Message.both("删除", "Remove")
    public static let asked = Message.both("问题已存在本机，会自动送出；休庭后才转交法院。", "Your question is kept on this phone and goes out by itself; the court gets it once it rises.")
    public static let questions = Message.both("提问与附议", "Questions")
    public static let noQuestions = Message.both("还没有提问", "No question yet")
    public static let second = Message.both("附议", "Second it")
    public static let unsecond = Message.both("取消附议", "Take back")
    public static let revise = Message.both("修改后再提", "Change it and ask again")
    public static let withdraw = Message.both("撤回", "Withdraw")
    public static let own = Message.both("我的提问", "Mine")
    public static let courtAnswer = Message.both("法院答复", "The court answers")
    public static let rateAnswer = Message.both("评价答复", "Rate the answer")
    public static let rate = Message.both("评议庭审", "Rate the hearing")
    public static let rateHint = Message.both("只评议庭审的组织与作风，不评议案件结果。", "How it was held, never its outcome.")
    public static let remark = Message.both("补充说明（可不填）", "Remark (may be empty)")
    public static let rated = Message.both("评议已存在本机，会自动送出。", "Your rating is kept on this phone and goes out by itself.")
    public static let process = Message.both("庭审程序", "Procedure")
    public static let control = Message.both("庭审驾驭", "Control of the session")
    public static let bearing = Message.both("庭审作风", "Bearing")
    public static let document = Message.both("裁判文书", "Judgment document")
    public static let clarity = Message.both("释法说理", "Clarity of reasons")
    public static let about = Message.both("约", "about")

    /// The session's clock, `1:02:03`.
    public static func elapsed(_ time: Duration) -> Message {
        let clock = time.formatted(.time(pattern: .hourMinuteSecond))
        return .both("庭审时间 \(clock)", "Session \(clock)")
    }

    /// Over the picture, all the time.
    public static func watermark(_ mark: Watermark) -> Message {
        mark.seat == 0
            ? .both("\(mark.name)\n\(mark.caseNumber)", "\(mark.name)\n\(mark.caseNumber)")
            : .both("\(mark.name)  \(mark.seat) 号席\n\(mark.caseNumber)", "\(mark.name)  seat \(mark.seat)\n\(mark.caseNumber)")
    }

    public static func seconds(_ count: Int) -> Message { .both("\(count) 人附议", "\(count) seconded") }
    public static func watched(_ minutes: Int64) -> Message { .both("已旁听 \(minutes) 分钟", "\(minutes) min watched") }
    public static func seat(_ number: Int) -> Message { .both("\(number) 号席", "Seat \(number)") }
}

extension HearingStage {
    public var message: Message {
        switch self {
        case .draft: .both("筹备中", "Being prepared")
        case .courtReview: .both("法院审核中", "With the court")
        case .signup: .both("报名中", "Open for application")
        case .rostered: .both("名单已定", "Seats are given")
        case .ready: .both("等待开庭", "About to open")
        case .live: .both("庭审中", "In session")
        case .recess: .both("休庭", "In recess")
        case .adjourned: .both("已闭庭", "Adjourned")
        case .answering: .both("法院答复中", "The court answers")
        case .judged: .both("已宣判", "Judged")
        case .evaluated: .both("已评议", "Rated")
        case .archived: .both("已归档", "Archived")
        case .cancelled: .both("已取消", "Cancelled")
        case .turnedClosed: .both("转为不公开", "Turned closed")
        }
    }
}

extension HearingSegment {
    public var message: Message {
        switch self {
        case .opening: .both("开庭", "Opening")
        case .investigation: .both("法庭调查", "Investigation")
        case .debate: .both("法庭辩论", "Debate")
        case .statement: .both("最后陈述", "Final statements")
        case .recess: .both("休庭", "Recess")
        case .closed: .both("不公开环节", "Closed part")
        case .verdict: .both("宣判", "Verdict")
        }
    }
}

extension QuestionKind {
    public var message: Message {
        switch self {
        case .procedure: .both("程序", "Procedure")
        case .conduct: .both("作风", "Conduct")
        case .generalLaw: .both("一般法律问题", "Law in general")
        case .workingSuggestion: .both("工作建议", "Suggestion")
        case .merits: .both("案件实体", "Merits of the case")
        }
    }
}

extension QuestionProgress {
    public var message: Message {
        switch self {
        case .submitted: .both("已提交", "Asked")
        case .screening: .both("审核中", "Being looked at")
        case .returned: .both("退回修改", "Sent back")
        case .refused: .both("不予采纳", "Refused")
        case .accepted: .both("已采纳", "Accepted")
        case .merged: .both("已合并", "Merged")
        case .withdrawn: .both("已撤回", "Withdrawn")
        case .released: .both("已转交法院", "With the court")
        case .assigned: .both("法院办理中", "Being answered")
        case .answered: .both("法院已答复", "Answered")
        case .rated: .both("已评价", "Rated")
        case .closed: .both("已办结", "Closed")
        }
    }
}

extension AnswerSatisfaction {
    public var message: Message {
        switch self {
        case .satisfied: .both("满意", "Satisfied")
        case .basically: .both("基本满意", "Mostly")
        case .dissatisfied: .both("不满意", "Dissatisfied")
        }
    }
}

extension PlayerState {
    /// How the picture plays; `nil` while it does.
    public var message: Message? {
        switch self {
        case .playing: nil
        case .idle, .loading: .both("正在载入画面…", "The picture is on its way…")
        case .paused: .both("画面已暂停", "The picture is paused")
        case .failed: .both("画面中断，正在重试", "The picture broke off and is tried again")
        }
    }
}
