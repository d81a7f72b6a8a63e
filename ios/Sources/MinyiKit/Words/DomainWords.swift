// The words of the domain (用语): stages, acts, deadlines, roles. The Chinese ones are those of the terminal and the console.

import Foundation

extension Role {
    public var message: Message {
        switch self {
        case .citizen: .both("群众", "Citizen")
        case .stationStaff: .both("联络站", "Station")
        case .deputy: .both("代表", "Deputy")
        case .officeStaff: .both("人大办公室", "Congress office")
        case .unitClerk: .both("经办人", "Clerk in charge")
        case .unitLeader: .both("负责人", "Leader in charge")
        case .courtLiaison: .both("法院联络处", "Court liaison")
        case .courtClerk: .both("书记员", "Court clerk")
        case .bench: .both("合议庭", "Bench")
        case .auditor: .both("审计", "Auditor")
        case .system: .both("系统", "System")
        }
    }
}

extension Stage {
    public var message: Message {
        switch self {
        case .submitted: .both("待受理", "Submitted")
        case .awaitingInfo: .both("待补充", "Waits for your answer")
        case .triaged: .both("待交办", "Accepted")
        case .assigned: .both("待签收", "Assigned")
        case .handling: .both("办理中", "Being handled")
        case .answered: .both("待评价", "Answered")
        case .evaluated: .both("待办结", "Evaluated")
        case .closed: .both("已办结", "Closed")
        }
    }
}

extension TriageClass {
    public var message: Message {
        switch self {
        case .suggestion: .both("建议", "Suggestion")
        case .help: .both("求助", "Request for help")
        case .petition: .both("申诉求决", "Petition")
        case .litigation: .both("涉法涉诉", "For a court")
        case .accusation: .both("检举控告", "Accusation")
        }
    }
}

extension CaseAct {
    public var message: Message {
        switch self {
        case .submit: .both("提交", "Submitted")
        case .supplement: .both("补充", "Added to")
        case .withdraw: .both("撤回", "Withdrawn")
        case .triage: .both("受理分类", "Accepted and classed")
        case .requestInfo: .both("退回补充", "Question to the author")
        case .refuse: .both("不予受理", "Not accepted")
        case .redirect: .both("转送", "Redirected")
        case .linkDuplicate: .both("并案", "Linked to another case")
        case .assign: .both("交办", "Assigned")
        case .signFor: .both("签收", "Signed for")
        case .requestReturn: .both("申请退办", "Return asked")
        case .decideReturn: .both("退办答复", "Return decided")
        case .requestExtension: .both("申请延期", "Extension asked")
        case .decideExtension: .both("延期答复", "Extension decided")
        case .giveOpinion: .both("协办意见", "Opinion given")
        case .draftAnswer: .both("起草答复", "Answer drafted")
        case .sendBackDraft: .both("退回修改", "Draft sent back")
        case .signAnswer: .both("签发答复", "Answer signed")
        case .evaluate: .both("评价", "Evaluated")
        case .close: .both("办结", "Closed")
        case .supervise: .both("督办", "Supervised")
        case .reportCommitment: .both("承诺进展", "Promise reported on")
        case .verifyCommitment: .both("承诺核实", "Promise verified")
        case .publish: .both("公开", "Published")
        case .unpublish: .both("撤下", "Taken down")
        case .undo: .both("撤销", "Undone")
        case .notePhotoArrived: .both("照片到齐", "Photos arrived")
        case .noteVoiceArrived: .both("语音到齐", "The voice note arrived")
        case .writeDownVoice: .both("记录语音", "Voice note written down")
        case .noteOverdue: .both("超期", "Overdue")
        case .addFollower: .both("并入关注", "Followed")
        }
    }
}

extension MatterAct {
    public var message: Message {
        switch self {
        case .ofCase(let act): act.message
        case .ofMandate: .both("代表资格", "Deputy's mandate")
        case .ofHearing: .both("云听案", "Hearing")
        }
    }
}

extension ClockKind {
    public var message: Message {
        switch self {
        case .triage: .both("受理时限", "To be looked at")
        case .signFor: .both("签收时限", "To be signed for")
        case .answer: .both("答复时限", "To be answered")
        case .coOpinion: .both("协办意见时限", "Opinion")
        case .returnWindow: .both("退办期限", "Return possible")
        case .redo: .both("重新办理时限", "To be handled again")
        case .evaluation: .both("评价期", "Evaluation possible")
        case .commitment: .both("承诺期限", "Promised")
        }
    }
}

extension Deadline {
    public var message: Message {
        if isPaused { return .phrase(.clockStands, [.message(kind.message)]) }
        let phrase: Phrase = isOverdue ? .overdueSince : .dueOn
        return .phrase(phrase, [.message(kind.message), .date(due)])
    }
}

extension Grade {
    public var message: Message {
        switch self {
        case .satisfied: .both("满意", "Satisfied")
        case .basically: .both("基本满意", "Basically satisfied")
        case .dissatisfied: .both("不满意", "Dissatisfied")
        }
    }
}

extension AnswerResult {
    public var message: Message {
        switch self {
        case .solved: .both("已解决", "Solved")
        case .inProgress: .both("正在解决", "In progress")
        case .planned: .both("列入计划", "Planned")
        case .notFeasible: .both("暂无法解决", "Not feasible")
        }
    }
}

extension RefusalGround {
    public var message: Message {
        switch self {
        case .personal: .both("纯属个人事务", "A purely personal matter")
        case .advert: .both("广告", "An advertisement")
        case .empty: .both("没有实际内容", "Without content")
        case .pendingCase: .both("正在诉讼、仲裁程序中", "Before a court or arbitrator")
        case .liveTender: .both("正在招投标", "Part of a running tender")
        }
    }
}

extension RedirectTarget {
    public var message: Message {
        switch self {
        case .hotline12345: .both("12345 政务服务热线", "the 12345 hotline")
        case .petition: .both("信访部门", "the petition office")
        case .judicial: .both("人民法院、人民检察院", "court or procuratorate")
        case .discipline: .both("纪检监察机关", "the discipline organs")
        }
    }
}

extension Ending {
    public var message: Message {
        switch self {
        case .completed: .both("答复并评价", "answered and evaluated")
        case .notEvaluated: .both("期满未评价", "not evaluated in time")
        case .notAccepted(let ground): .list([.both("不予受理：", "not accepted:"), ground.message])
        case .redirected(let target): .list([.both("转送", "redirected to"), target.message])
        case .duplicate: .both("并入同一事项", "linked to the same matter")
        case .withdrawn: .both("本人撤回", "withdrawn")
        }
    }
}

extension ProxyChannel {
    public var message: Message {
        switch self {
        case .paper: .both("书面", "In writing")
        case .phone: .both("电话", "By phone")
        case .inPerson: .both("来站", "In person")
        }
    }
}

extension NetworkClass {
    public var message: Message {
        switch self {
        case .offline: .phrase(.networkOffline)
        case .metered: .phrase(.networkMetered)
        case .unmetered: .phrase(.networkUnmetered)
        }
    }
}

extension PhotoOrigin {
    /// What is shown beside a photo of this run.
    public var message: Message {
        switch self {
        case .ownCamera: .both("现场拍摄", "Taken in the app")
        case .systemCamera, .gallery, .scan: .both("导入", "Imported")
        }
    }
}

/// Words about photos on their way into the vault.
public enum OwnPhotoWords {
    public static let drop = Message.both("不要这些照片", "Do without them")

    public static func unsaved(_ count: Int) -> Message {
        .both("\(count) 张照片还没有保存，照片还在，请重试。", "\(count) not kept yet; nothing is lost, try again.")
    }
}
