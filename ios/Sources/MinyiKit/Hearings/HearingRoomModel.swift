// One hearing (庭审): the room as it is followed, and the private note of a question.

import Foundation
import Observation

@Observable @MainActor
public final class HearingRoomModel {
    public private(set) var view: HearingRoomView?
    /// The question in the making. Every change is stored by `keep`.
    public private(set) var note: QuestionNote?
    /// What is shown is also stored.
    public private(set) var isKept = true
    /// The last question went to the outbox.
    public private(set) var isAsked = false
    /// The rating of the hearing went to the outbox.
    public private(set) var isRated = false
    public private(set) var trouble: Failure?

    private let core: any HearingCore
    private let hearing: CaseID
    private var stay: (any HearingRoomStay)?

    public init(core: any HearingCore, hearing: CaseID) {
        self.core = core
        self.hearing = hearing
    }

    /// Follows the room for as long as the screen is there.
    public func follow() async {
        do throws(Failure) {
            note = try await core.questionNotes(hearing).first ?? note
            let stay = try await core.enterRoom(hearing)
            self.stay = stay
            for await view in stay.views {
                self.view = view
                // What is no longer ours leaves no note behind on the screen either.
                if view.link == .gone { note = nil }
            }
            stay.leave()
            self.stay = nil
        } catch {
            trouble = error
        }
    }

    /// Begins a note at the moment on the screen, which lags so many seconds where it does not say its time; a note that is there goes on.
    public func beginQuestion(programmeTime: Date? = nil, delaySeconds: Int = 0) {
        guard note == nil else { return }
        do throws(Failure) {
            note = try core.newQuestion(hearing, programmeTime: programmeTime, delaySeconds: delaySeconds)
            isAsked = false
            trouble = nil
        } catch {
            trouble = error
        }
    }

    /// A question that the office returned becomes a note again (修改后再提), with its words; a note that is there comes first.
    public func revise(_ question: HearingQuestion) {
        guard note == nil else { return }
        note = QuestionNote(
            id: question.id, hearing: hearing, kind: question.kind, text: question.text, at: question.moment?.at,
            isApproximate: question.moment?.isApproximate ?? true)
        isKept = false
        isAsked = false
        trouble = nil
    }

    public func write(text: String) { change { $0.text = text } }

    public func choose(kind: QuestionKind) { change { $0.kind = kind } }

    private func change(_ change: (inout QuestionNote) -> Void) {
        guard var changed = note else { return }
        change(&changed)
        note = changed
        isKept = false
        trouble = nil
    }

    /// Stores the note. Screens call it a moment after the last key stroke.
    public func keep() async {
        guard let note else { return }
        do throws(Failure) {
            try await core.saveQuestion(note)
            if self.note == note { isKept = true }
        } catch {
            trouble = error
        }
    }

    /// Stores and sends the note (已存在本机). Refused: it stays, with the rule.
    public func ask() async {
        guard let note else { return }
        do throws(Failure) {
            try await core.saveQuestion(note)
            try await core.askQuestion(note.id)
            self.note = nil
            isKept = true
            isAsked = true
            trouble = nil
        } catch {
            trouble = error
        }
    }

    public func discardQuestion() async {
        guard let note else { return }
        await act { [core] () async throws(Failure) in try await core.discardQuestion(note.id) }
        if trouble == nil { self.note = nil }
    }

    public func sign() async {
        guard let version = view?.discipline?.version else { return }
        await act { [core, hearing] () async throws(Failure) in
            try await core.signDiscipline(hearing, version: version)
        }
    }

    public func apply() async {
        await act { [core, hearing] () async throws(Failure) in try await core.applyForSeat(hearing) }
    }

    public func declareConflict(reason: String) async {
        await act { [core, hearing] () async throws(Failure) in try await core.declareConflict(hearing, reason: reason) }
    }

    /// Takes a question of one's own back, before it is passed on.
    public func withdraw(_ question: QuestionID) async {
        await act { [core, hearing] () async throws(Failure) in try await core.withdrawQuestion(hearing, question: question) }
    }

    /// The session's clock (庭审时间) now; `nil` while no part of it runs. Screens look once a second.
    public func elapsed() -> Duration? { view?.elapsed(at: core.serverNow()) }

    public func second(_ question: QuestionID, on: Bool) async {
        await act { [core, hearing] () async throws(Failure) in
            try await core.secondQuestion(hearing, question: question, on: on)
        }
    }

    public func rate(_ question: QuestionID, _ satisfaction: AnswerSatisfaction, reason: String = "") async {
        await act { [core, hearing] () async throws(Failure) in
            try await core.rateAnswer(hearing, question: question, satisfaction, reason: reason)
        }
    }

    public func rateHearing(_ sheet: HearingSheet) async {
        await act { [core, hearing] () async throws(Failure) in try await core.rateHearing(hearing, sheet) }
        isRated = trouble == nil
    }

    /// The player says how it plays.
    public func playing(foreground: Bool, playing: Bool, programmeTime: Date? = nil) {
        stay?.playing(foreground: foreground, playing: playing, programmeTime: programmeTime)
    }

    /// The app came to the front, or the phone woke up.
    public func wake() { stay?.wake() }

    private func act(_ work: @Sendable () async throws(Failure) -> Void) async {
        do throws(Failure) {
            try await work()
            trouble = nil
        } catch {
            trouble = error
        }
    }
}
