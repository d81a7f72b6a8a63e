// What screens of hearings need of the core (桥). Any method may be called from any thread.

import Foundation

public protocol HearingCore: PictureCore {
    /// As last synced, newest change first.
    func hearings() async throws(Failure) -> [HearingLine]
    func sync() async throws(Failure)
    /// Enters a room: it is followed until it is left.
    func enterRoom(_ hearing: CaseID) async throws(Failure) -> any HearingRoomStay
    /// A fresh note, anchored to the picture on the screen, or to the server's time less the delay. Not stored yet.
    func newQuestion(_ hearing: CaseID, programmeTime: Date?, delaySeconds: Int) throws(Failure) -> QuestionNote
    /// On this phone for good when it returns; nothing is sent.
    func saveQuestion(_ note: QuestionNote) async throws(Failure)
    /// Newest change first.
    func questionNotes(_ hearing: CaseID) async throws(Failure) -> [QuestionNote]
    func discardQuestion(_ id: QuestionID) async throws(Failure)
    /// Sends a stored note, once.
    func askQuestion(_ id: QuestionID) async throws(Failure)
    func applyForSeat(_ hearing: CaseID) async throws(Failure)
    func declareConflict(_ hearing: CaseID, reason: String) async throws(Failure)
    func signDiscipline(_ hearing: CaseID, version: String) async throws(Failure)
    func secondQuestion(_ hearing: CaseID, question: QuestionID, on: Bool) async throws(Failure)
    /// Takes a question of one's own back, before it is passed on.
    func withdrawQuestion(_ hearing: CaseID, question: QuestionID) async throws(Failure)
    func rateAnswer(_ hearing: CaseID, question: QuestionID, _ satisfaction: AnswerSatisfaction, reason: String)
        async throws(Failure)
    func rateHearing(_ hearing: CaseID, _ sheet: HearingSheet) async throws(Failure)
    /// The server's time as far as this phone knows it, for the session's clock. From memory.
    func serverNow() -> Date
}

/// A stay in a room.
public protocol HearingRoomStay: Sendable {
    /// The room as it is, then at every change, at most five a second, the newest only.
    var views: AsyncStream<HearingRoomView> { get }
    /// How the picture plays; heartbeats of attendance follow from it.
    func playing(foreground: Bool, playing: Bool, programmeTime: Date?)
    /// The phone woke up: connects anew at once.
    func wake()
    func leave()
}
