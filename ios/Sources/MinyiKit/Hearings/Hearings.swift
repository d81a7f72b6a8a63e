// Hearings (云听案) as screens show them: plain values, the app's own.

import Foundation

public enum QuestionTag: Sendable {}
/// 问题编号
public typealias QuestionID = Name<QuestionTag>

/// Where a hearing stands (阶段).
public enum HearingStage: Hashable, Sendable, CaseIterable {
    case draft, courtReview, signup, rostered, ready, live, recess, adjourned, answering, judged, evaluated, archived
    case cancelled, turnedClosed
}

/// A part of the session (庭审环节).
public enum HearingSegment: Hashable, Sendable, CaseIterable {
    case opening, investigation, debate, statement, recess, closed, verdict
}

/// What a question is about (问题类别).
public enum QuestionKind: Hashable, Sendable, CaseIterable {
    case procedure, conduct, generalLaw, workingSuggestion, merits
}

/// What a deputy may do (可办事项); a screen offers these and nothing else.
public enum HearingDeed: Hashable, Sendable, CaseIterable {
    case apply, declareConflict, signDiscipline, ask, resubmit, withdraw, second, unsecond, rateAnswer, rateHearing, convert
}

public enum AnswerSatisfaction: Hashable, Sendable, CaseIterable {
    case satisfied, basically, dissatisfied
}

/// How far a question is (问题进度).
public enum QuestionProgress: Hashable, Sendable {
    case submitted, screening
    case returned(reason: String)
    case refused(explanation: String)
    case accepted, merged, withdrawn, released, assigned, answered, rated, closed
}

/// A line of the list.
public struct HearingLine: Hashable, Sendable, Identifiable {
    public let id: CaseID
    public let stage: HearingStage
    public let caseNumber: String
    public let cause: String
    public let opensAt: Date
    public let deeds: [HearingDeed]

    public init(id: CaseID, stage: HearingStage, caseNumber: String, cause: String, opensAt: Date, deeds: [HearingDeed]) {
        self.id = id
        self.stage = stage
        self.caseNumber = caseNumber
        self.cause = cause
        self.opensAt = opensAt
        self.deeds = deeds
    }
}

/// The moment that a question belongs to. Approximate ones are marked (约).
public struct QuestionMoment: Hashable, Sendable {
    public let at: Date
    public let isApproximate: Bool
    /// Into the session, as its clock stands now; `nil` outside of its open parts.
    public let offsetMilliseconds: Int64?

    public init(at: Date, isApproximate: Bool, offsetMilliseconds: Int64?) {
        self.at = at
        self.isApproximate = isApproximate
        self.offsetMilliseconds = offsetMilliseconds
    }
}

public struct HearingQuestion: Hashable, Sendable, Identifiable {
    public let id: QuestionID
    public let number: Int
    /// The author's seat: all that others learn.
    public let seat: Int
    public let kind: QuestionKind
    public let text: String
    public let moment: QuestionMoment?
    public let progress: QuestionProgress
    public let seconds: Int
    /// 重点
    public let isKey: Bool
    public let isSeconded: Bool
    public let isOwn: Bool
    public let answers: [String]
    public let deeds: [HearingDeed]

    public init(
        id: QuestionID, number: Int, seat: Int, kind: QuestionKind, text: String, moment: QuestionMoment?,
        progress: QuestionProgress, seconds: Int, isKey: Bool, isSeconded: Bool, isOwn: Bool, answers: [String],
        deeds: [HearingDeed]
    ) {
        self.id = id
        self.number = number
        self.seat = seat
        self.kind = kind
        self.text = text
        self.moment = moment
        self.progress = progress
        self.seconds = seconds
        self.isKey = isKey
        self.isSeconded = isSeconded
        self.isOwn = isOwn
        self.answers = answers
        self.deeds = deeds
    }
}

/// A rating of the hearing's conduct (庭审评议), 1 to 5 each; never of its outcome.
public struct HearingSheet: Hashable, Sendable {
    public var process: Int
    public var control: Int
    public var bearing: Int
    public var clarity: Int
    /// 裁判文书, once there is one; `nil`: not rated.
    public var document: Int?
    public var remark: String

    public init(process: Int, control: Int, bearing: Int, clarity: Int, document: Int? = nil, remark: String = "") {
        self.process = process
        self.control = control
        self.bearing = bearing
        self.clarity = clarity
        self.document = document
        self.remark = remark
    }
}

/// The discipline notice (旁听纪律), to be read before it is signed.
public struct DisciplineNotice: Hashable, Sendable {
    public let version: String
    public let text: TwoTexts

    public init(version: String, text: TwoTexts) {
        self.version = version
        self.text = text
    }
}

/// How the room is held (连接状态).
public enum RoomLink: Hashable, Sendable {
    case connecting, live
    /// What is shown may be old; it goes on by itself.
    case waiting
    case signedOut
    /// Not this account's (any more): show nothing of it.
    case gone
}

public struct HearingRoomView: Hashable, Sendable {
    public let link: RoomLink
    public let line: HearingLine?
    public let brief: String
    public let segment: HearingSegment?
    /// When the part that runs began, and the milliseconds of open session before it.
    public let segmentFrom: Date?
    public let openMilliseconds: Int64
    public let hasVideo: Bool
    public let discipline: DisciplineNotice?
    public let mayWatch: Bool
    public let watchedMilliseconds: Int64
    public let notes: [String]
    public let questions: [HearingQuestion]

    public init(
        link: RoomLink, line: HearingLine?, brief: String, segment: HearingSegment?, segmentFrom: Date?,
        openMilliseconds: Int64, hasVideo: Bool,
        discipline: DisciplineNotice?, mayWatch: Bool, watchedMilliseconds: Int64, notes: [String],
        questions: [HearingQuestion]
    ) {
        self.link = link
        self.line = line
        self.brief = brief
        self.segment = segment
        self.segmentFrom = segmentFrom
        self.openMilliseconds = openMilliseconds
        self.hasVideo = hasVideo
        self.discipline = discipline
        self.mayWatch = mayWatch
        self.watchedMilliseconds = watchedMilliseconds
        self.notes = notes
        self.questions = questions
    }
}

extension HearingRoomView {
    /// The clock of the session (庭审时间) at this moment: open session so far; it stands in a recess and in a closed part. `nil`: none runs.
    public func elapsed(at now: Date) -> Duration? {
        guard let segmentFrom, let segment else { return nil }
        switch segment {
        case .recess, .closed: return .milliseconds(openMilliseconds)
        case .opening, .investigation, .debate, .statement, .verdict:
            let running = max(0, now.timeIntervalSince(segmentFrom))
            return .milliseconds(openMilliseconds + Int64(running * 1_000))
        }
    }
}

/// A question in the making (提问草稿): a private note on this phone until it is sent.
public struct QuestionNote: Hashable, Sendable, Identifiable {
    public let id: QuestionID
    public let hearing: CaseID
    public var kind: QuestionKind
    public var text: String
    public let at: Date?
    public let isApproximate: Bool

    public init(id: QuestionID, hearing: CaseID, kind: QuestionKind, text: String, at: Date?, isApproximate: Bool) {
        self.id = id
        self.hearing = hearing
        self.kind = kind
        self.text = text
        self.at = at
        self.isApproximate = isApproximate
    }
}
