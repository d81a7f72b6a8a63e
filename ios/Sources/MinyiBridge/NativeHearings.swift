// Hearings (云听案) on the native library.

import Foundation
import MinyiCore
import MinyiKit

extension NativeCore: HearingCore {
    public func hearings() async throws(Failure) -> [MinyiKit.HearingLine] {
        try await asked { [app] in try await app.hearings().map(MinyiKit.HearingLine.init) }
    }

    public func enterRoom(_ hearing: CaseID) async throws(Failure) -> any HearingRoomStay {
        let (views, feed) = AsyncStream<HearingRoomView>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let room = try await asked { [app] in
            try await app.observeRoom(
                matter: hearing.text, listener: StreamListener { (room: RoomView) in feed.yield(HearingRoomView(room)) })
        }
        // Not on the reader's thread: it may wait for a call under way.
        feed.onTermination = { _ in Task.detached { room.leave() } }
        return NativeStay(room: room, views: views)
    }

    public func courtPicture(_ hearing: CaseID) async throws(Failure) -> MinyiKit.CourtPicture {
        let told = try await asked { [app] in try await app.courtPicture(hearing: hearing.text) }
        guard let picture = MinyiKit.CourtPicture(told) else { throw .internalFault(reason: "an address that is none") }
        return picture
    }

    public func newQuestion(_ hearing: CaseID, programmeTime: Date?, delaySeconds: Int) throws(Failure) -> QuestionNote {
        try askedNow { [app] in
            QuestionNote(
                try app.newQuestion(
                    hearing: hearing.text, programmeTime: programmeTime, delayS: UInt16(clamping: delaySeconds)))
        }
    }

    public func saveQuestion(_ note: QuestionNote) async throws(Failure) {
        try await asked { [app] in try await app.saveQuestion(draft: note.crossing) }
    }

    public func questionNotes(_ hearing: CaseID) async throws(Failure) -> [QuestionNote] {
        try await asked { [app] in try await app.questionDrafts(hearing: hearing.text).map(QuestionNote.init) }
    }

    public func discardQuestion(_ id: QuestionID) async throws(Failure) {
        try await asked { [app] in try await app.discardQuestion(id: id.text) }
    }

    public func askQuestion(_ id: QuestionID) async throws(Failure) {
        _ = try await asked { [app] in try await app.askQuestion(id: id.text) }
    }

    public func applyForSeat(_ hearing: CaseID) async throws(Failure) {
        _ = try await asked { [app] in try await app.applyForSeat(hearing: hearing.text) }
    }

    public func declareConflict(_ hearing: CaseID, reason: String) async throws(Failure) {
        _ = try await asked { [app] in try await app.declareConflict(hearing: hearing.text, reason: reason) }
    }

    public func signDiscipline(_ hearing: CaseID, version: String) async throws(Failure) {
        _ = try await asked { [app] in try await app.signDiscipline(hearing: hearing.text, version: version) }
    }

    public func secondQuestion(_ hearing: CaseID, question: QuestionID, on: Bool) async throws(Failure) {
        _ = try await asked { [app] in
            try await app.secondQuestion(hearing: hearing.text, question: question.text, on: on)
        }
    }

    public func withdrawQuestion(_ hearing: CaseID, question: QuestionID) async throws(Failure) {
        _ = try await asked { [app] in
            try await app.withdrawQuestion(hearing: hearing.text, question: question.text)
        }
    }

    public func serverNow() -> Date { (try? app.serverTime()) ?? Date() }

    public func rateAnswer(
        _ hearing: CaseID, question: QuestionID, _ satisfaction: AnswerSatisfaction, reason: String
    ) async throws(Failure) {
        _ = try await asked { [app] in
            try await app.rateAnswer(
                hearing: hearing.text, question: question.text, satisfaction: satisfaction.crossing, reason: reason)
        }
    }

    public func rateHearing(_ hearing: CaseID, _ sheet: MinyiKit.HearingSheet) async throws(Failure) {
        let crossing = MinyiCore.HearingSheet(
            process: UInt8(clamping: sheet.process), control: UInt8(clamping: sheet.control),
            bearing: UInt8(clamping: sheet.bearing), clarity: UInt8(clamping: sheet.clarity),
            document: sheet.document.map { UInt8(clamping: $0) }, remark: sheet.remark)
        _ = try await asked { [app] in try await app.rateHearing(hearing: hearing.text, sheet: crossing) }
    }
}

extension MinyiKit.CourtPicture {
    /// `nil` for an address that is none, which the core does not tell.
    init?(_ core: MinyiCore.CourtPicture) {
        let place: MinyiKit.PicturePlace
        switch core.place {
        case .page(let text):
            guard let url = URL(string: text) else { return nil }
            place = .page(url)
        case .playlist(let text, let headers, let live, let dated):
            guard let url = URL(string: text) else { return nil }
            let named = Dictionary(headers.map { ($0.name, $0.value) }) { first, _ in first }
            place = .playlist(Playlist(url: url, headers: named, isLive: live, isDated: dated))
        }
        let mark = core.watermark
        self.init(
            place: place, delaySeconds: Int(core.delayS),
            watermark: MinyiKit.Watermark(caseNumber: mark.caseNo, name: mark.name, seat: Int(mark.seat)), goodFor: .seconds(core.goodFor))
    }
}

extension StreamListener: RoomListener where Told == RoomView {
    func onUpdate(room: RoomView) throws { hear(room) }
}

/// A stay in a room of the core's.
private struct NativeStay: HearingRoomStay {
    let room: HearingRoom
    let views: AsyncStream<HearingRoomView>

    func playing(foreground: Bool, playing: Bool, programmeTime: Date?) {
        room.playing(foreground: foreground, playing: playing, programmeTime: programmeTime)
    }

    func wake() { room.wake() }

    func leave() { room.leave() }
}

extension MinyiKit.HearingLine {
    init(_ line: MinyiCore.HearingLine) {
        self.init(
            id: CaseID(line.matter), stage: MinyiKit.HearingStage(line.stage), caseNumber: line.caseNo, cause: line.cause,
            opensAt: line.opensAt, deeds: line.deeds.map(MinyiKit.HearingDeed.init))
    }
}

extension HearingRoomView {
    init(_ room: RoomView) {
        self.init(
            link: MinyiKit.RoomLink(room.link), line: room.line.map(MinyiKit.HearingLine.init), brief: room.brief,
            segment: room.segment.map(HearingSegment.init), segmentFrom: room.segmentFrom,
            openMilliseconds: room.segmentFromMs, hasVideo: room.hasVideo,
            discipline: room.discipline.map {
                DisciplineNotice(version: $0.version, text: TwoTexts(zh: $0.textZh, en: $0.textEn))
            },
            mayWatch: room.mayWatch, watchedMilliseconds: room.watchedMs, notes: room.notes.map(\.text),
            questions: room.questions.map(MinyiKit.HearingQuestion.init))
    }
}

extension MinyiKit.HearingQuestion {
    init(_ question: MinyiCore.HearingQuestion) {
        self.init(
            id: QuestionID(question.id), number: Int(question.number), seat: Int(question.seat),
            kind: MinyiKit.QuestionKind(question.kind), text: question.text,
            moment: question.anchor.map {
                QuestionMoment(at: $0.at, isApproximate: $0.approximate, offsetMilliseconds: $0.offsetMs)
            },
            progress: MinyiKit.QuestionProgress(question.progress), seconds: Int(question.seconds), isKey: question.key,
            isSeconded: question.seconded, isOwn: question.own, answers: question.answers.map(\.text),
            deeds: question.deeds.map(MinyiKit.HearingDeed.init))
    }
}

extension QuestionNote {
    init(_ draft: QuestionDraft) {
        self.init(
            id: QuestionID(draft.id), hearing: CaseID(draft.hearing), kind: MinyiKit.QuestionKind(draft.kind),
            text: draft.text, at: draft.at, isApproximate: draft.approximate)
    }

    var crossing: QuestionDraft {
        QuestionDraft(
            id: id.text, hearing: hearing.text, kind: kind.crossing, text: text, at: at, approximate: isApproximate)
    }
}

extension MinyiKit.RoomLink {
    init(_ link: MinyiCore.RoomLink) {
        switch link {
        case .connecting: self = .connecting
        case .live: self = .live
        case .waiting: self = .waiting
        case .signedOut: self = .signedOut
        case .gone: self = .gone
        }
    }
}

extension MinyiKit.HearingStage {
    init(_ stage: MinyiCore.HearingStage) {
        switch stage {
        case .draft: self = .draft
        case .courtReview: self = .courtReview
        case .signup: self = .signup
        case .rostered: self = .rostered
        case .ready: self = .ready
        case .live: self = .live
        case .recess: self = .recess
        case .adjourned: self = .adjourned
        case .answering: self = .answering
        case .judged: self = .judged
        case .evaluated: self = .evaluated
        case .archived: self = .archived
        case .cancelled: self = .cancelled
        case .turnedClosed: self = .turnedClosed
        }
    }
}

extension HearingSegment {
    init(_ segment: SegmentKind) {
        switch segment {
        case .opening: self = .opening
        case .investigation: self = .investigation
        case .debate: self = .debate
        case .statement: self = .statement
        case .recess: self = .recess
        case .closed: self = .closed
        case .verdict: self = .verdict
        }
    }
}

extension MinyiKit.HearingDeed {
    init(_ deed: MinyiCore.HearingDeed) {
        switch deed {
        case .apply: self = .apply
        case .declareConflict: self = .declareConflict
        case .signDiscipline: self = .signDiscipline
        case .ask: self = .ask
        case .resubmit: self = .resubmit
        case .withdraw: self = .withdraw
        case .second: self = .second
        case .unsecond: self = .unsecond
        case .rateAnswer: self = .rateAnswer
        case .rateHearing: self = .rateHearing
        case .convert: self = .convert
        }
    }
}

extension MinyiKit.QuestionKind {
    init(_ kind: MinyiCore.QuestionKind) {
        switch kind {
        case .procedure: self = .procedure
        case .conduct: self = .conduct
        case .generalLaw: self = .generalLaw
        case .workingSuggestion: self = .workingSuggestion
        case .merits: self = .merits
        }
    }

    var crossing: MinyiCore.QuestionKind {
        switch self {
        case .procedure: .procedure
        case .conduct: .conduct
        case .generalLaw: .generalLaw
        case .workingSuggestion: .workingSuggestion
        case .merits: .merits
        }
    }
}

extension AnswerSatisfaction {
    var crossing: Satisfaction {
        switch self {
        case .satisfied: .satisfied
        case .basically: .basically
        case .dissatisfied: .dissatisfied
        }
    }
}

extension MinyiKit.QuestionProgress {
    init(_ progress: MinyiCore.QuestionProgress) {
        switch progress {
        case .submitted: self = .submitted
        case .screening: self = .screening
        case .returned(let reason): self = .returned(reason: reason)
        case .refused(let explanation): self = .refused(explanation: explanation)
        case .accepted: self = .accepted
        case .merged: self = .merged
        case .withdrawn: self = .withdrawn
        case .released: self = .released
        case .assigned: self = .assigned
        case .answered: self = .answered
        case .rated: self = .rated
        case .closed: self = .closed
        }
    }
}
