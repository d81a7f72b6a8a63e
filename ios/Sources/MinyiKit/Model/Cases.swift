// The account's cases (我的事项) as screens show them.

import Foundation

/// What kind of matter a case is, in law (分类).
public enum TriageClass: CaseIterable, Hashable, Sendable {
    case suggestion, help, petition, litigation, accusation
}

/// Where a case stands (阶段).
public enum Stage: CaseIterable, Hashable, Sendable {
    case submitted, awaitingInfo, triaged, assigned, handling, answered, evaluated, closed
}

/// What can be done to a case (办理动作).
public enum CaseAct: CaseIterable, Hashable, Sendable {
    case submit, supplement, withdraw, triage, requestInfo, refuse, redirect, linkDuplicate, assign, signFor
    case requestReturn, decideReturn, requestExtension, decideExtension, giveOpinion, draftAnswer, sendBackDraft
    case signAnswer, evaluate, close, supervise, reportCommitment, verifyCommitment, publish, unpublish, undo
    case notePhotoArrived, noteVoiceArrived, writeDownVoice, noteOverdue, addFollower
}

/// What a deadline is for (期限).
public enum ClockKind: CaseIterable, Hashable, Sendable {
    case triage, signFor, answer, coOpinion, returnWindow, redo, evaluation, commitment
}

/// A running deadline.
public struct Deadline: Hashable, Sendable {
    public let kind: ClockKind
    public let organ: OrganID?
    public let round: Int
    /// Last day; included.
    public let due: CivilDate
    public let isOverdue: Bool
    /// Whether the clock stands now.
    public let isPaused: Bool

    public init(kind: ClockKind, organ: OrganID?, round: Int, due: CivilDate, isOverdue: Bool, isPaused: Bool) {
        self.kind = kind
        self.organ = organ
        self.round = round
        self.due = due
        self.isOverdue = isOverdue
        self.isPaused = isPaused
    }
}

/// Why something is due when it is due (为什么是这一天).
public struct DueWhy: Hashable, Sendable {
    public let due: CivilDate
    /// The arithmetic as one text.
    public let text: TwoTexts
    /// Law and article; `nil` for a promised date.
    public let rule: QuotedRule?
    /// The arithmetic, in order.
    public let steps: [TwoTexts]

    public init(due: CivilDate, text: TwoTexts, rule: QuotedRule?, steps: [TwoTexts]) {
        self.due = due
        self.text = text
        self.rule = rule
        self.steps = steps
    }
}

/// A running deadline with its reasons.
public struct DueDate: Hashable, Sendable {
    public let deadline: Deadline
    public let why: DueWhy

    public init(deadline: Deadline, why: DueWhy) {
        self.deadline = deadline
        self.why = why
    }
}

/// One line of the list.
public struct CaseLine: Hashable, Sendable, Identifiable {
    public let id: CaseID
    public let stage: Stage
    public let triageClass: TriageClass?
    /// `nil` when the reader sees an outline only.
    public let title: String?
    public let submittedAt: Date
    public let nextDeadline: Deadline?
    /// Whether the account may do anything but look.
    public let isActionable: Bool
    /// Whether the server has confirmed the case; if not, it is saved on this phone only.
    public let isRegistered: Bool
    /// Acts of this account that the line does not show yet.
    public let pending: Int

    public init(
        id: CaseID, stage: Stage, triageClass: TriageClass? = nil, title: String?, submittedAt: Date,
        nextDeadline: Deadline? = nil, isActionable: Bool = false, isRegistered: Bool = true, pending: Int = 0
    ) {
        self.id = id
        self.stage = stage
        self.triageClass = triageClass
        self.title = title
        self.submittedAt = submittedAt
        self.nextDeadline = nextDeadline
        self.isActionable = isActionable
        self.isRegistered = isRegistered
        self.pending = pending
    }
}

/// One page of the list, newest change first.
public struct CasePage: Hashable, Sendable {
    public let lines: [CaseLine]
    /// Where the next page begins; `nil` on the last one. Good until the next change.
    public let next: String?

    public init(lines: [CaseLine], next: String? = nil) {
        self.lines = lines
        self.next = next
    }
}

/// How satisfied somebody is (满意度).
public enum Grade: CaseIterable, Hashable, Sendable {
    case satisfied, basically, dissatisfied
}

/// 评价 on three axes.
public struct EvaluationForm: Hashable, Sendable {
    /// 办理过程
    public var process: Grade
    /// 答复内容
    public var answer: Grade
    /// 落实结果; `nil` while nothing was due yet.
    public var delivery: Grade?
    public var reason: String

    public init(process: Grade, answer: Grade, delivery: Grade?, reason: String) {
        self.process = process
        self.answer = answer
        self.delivery = delivery
        self.reason = reason
    }
}

/// The result of an answer (办理结果).
public enum AnswerResult: CaseIterable, Hashable, Sendable {
    case solved, inProgress, planned, notFeasible
}

/// A promise made in an answer (承诺事项).
public struct Promise: Hashable, Sendable {
    public let text: String
    public let due: CivilDate

    public init(text: String, due: CivilDate) {
        self.text = text
        self.due = due
    }
}

/// A signed answer (答复).
public struct SignedAnswer: Hashable, Sendable {
    public let round: Int
    public let text: String
    public let result: AnswerResult
    public let promises: [Promise]
    public let at: Date
    /// What the author said of it, latest last.
    public let evaluations: [EvaluationForm]

    public init(
        round: Int, text: String, result: AnswerResult, promises: [Promise], at: Date, evaluations: [EvaluationForm]
    ) {
        self.round = round
        self.text = text
        self.result = result
        self.promises = promises
        self.at = at
        self.evaluations = evaluations
    }
}

/// One line of the timeline (办理进程).
public struct TimelineEntry: Hashable, Sendable, Identifiable {
    /// Number of the event, from 1.
    public let version: Int
    public let act: CaseAct
    public let role: Role
    public let organ: OrganID?
    public let at: Date
    public let stage: Stage
    public let note: String
    /// Whether a later act undid this one.
    public let isUndone: Bool

    public var id: Int { version }

    public init(
        version: Int, act: CaseAct, role: Role, organ: OrganID?, at: Date, stage: Stage, note: String, isUndone: Bool
    ) {
        self.version = version
        self.act = act
        self.role = role
        self.organ = organ
        self.at = at
        self.stage = stage
        self.note = note
        self.isUndone = isUndone
    }
}

/// On which ground a case is not accepted (不予受理的情形).
public enum RefusalGround: CaseIterable, Hashable, Sendable {
    case personal, advert, empty, pendingCase, liveTender
}

/// Where a case goes for which another road is the lawful one (转送).
public enum RedirectTarget: CaseIterable, Hashable, Sendable {
    case hotline12345, petition, judicial, discipline
}

/// How a closed case ended (办结方式).
public enum Ending: Hashable, Sendable {
    case completed
    case notEvaluated
    case notAccepted(RefusalGround)
    case redirected(RedirectTarget)
    case duplicate(of: CaseID)
    case withdrawn
}

/// A photo of a case.
public struct CasePhoto: Hashable, Sendable {
    public let sha256: String
    /// Whether the server holds the whole, checked bytes.
    public let hasArrived: Bool

    public init(sha256: String, hasArrived: Bool) {
        self.sha256 = sha256
        self.hasArrived = hasArrived
    }
}

/// One case as it is on this phone, with what is still on its way.
public struct CaseDetail: Hashable, Sendable {
    public let id: CaseID
    public let stage: Stage
    public let triageClass: TriageClass?
    public let ending: Ending?
    public let submittedAt: Date
    public let words: CaseWords
    public let deadlines: [Deadline]
    /// What this account may do now; screens offer these and no others.
    public let permitted: Set<CaseAct>
    public let isRegistered: Bool
    /// Acts of this account that the server has not confirmed.
    public let pending: [OutboxItem]

    public init(
        id: CaseID, stage: Stage, triageClass: TriageClass? = nil, ending: Ending? = nil, submittedAt: Date,
        words: CaseWords, deadlines: [Deadline] = [], permitted: Set<CaseAct> = [], isRegistered: Bool = true,
        pending: [OutboxItem] = []
    ) {
        self.id = id
        self.stage = stage
        self.triageClass = triageClass
        self.ending = ending
        self.submittedAt = submittedAt
        self.words = words
        self.deadlines = deadlines
        self.permitted = permitted
        self.isRegistered = isRegistered
        self.pending = pending
    }
}

/// The words of a case, by how much the reader may see.
public enum CaseWords: Hashable, Sendable {
    case full(CaseContent)
    /// What the public may read: no author, no photos, no notes of the office.
    case publicPart(CaseContent)
    /// That it exists.
    case outline

    public var content: CaseContent? {
        switch self {
        case .full(let content), .publicPart(let content): content
        case .outline: nil
        }
    }
}

/// Title, text, place, answers and timeline.
public struct CaseContent: Hashable, Sendable {
    public let title: String
    public let text: String
    public let placeLabel: String
    public let photos: [CasePhoto]
    public let voice: CaseVoice?
    public let supplements: [String]
    /// The open question to the author, if any; a supplement answers it.
    public let question: String?
    public let answers: [SignedAnswer]
    public let timeline: [TimelineEntry]

    public init(
        title: String, text: String, placeLabel: String = "", photos: [CasePhoto] = [], supplements: [String] = [],
        question: String? = nil, answers: [SignedAnswer] = [], timeline: [TimelineEntry] = [], voice: CaseVoice? = nil
    ) {
        self.voice = voice
        self.title = title
        self.text = text
        self.placeLabel = placeLabel
        self.photos = photos
        self.supplements = supplements
        self.question = question
        self.answers = answers
        self.timeline = timeline
    }
}

/// What a citizen or deputy does to a case from the phone.
public enum PhoneAct: Hashable, Sendable {
    case supplement(text: String, photos: [Photo])
    case withdraw(reason: String)
    case evaluate(EvaluationForm)
}
