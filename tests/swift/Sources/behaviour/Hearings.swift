// A hearing on the phone (云听案), by the view models of the app over the real library and a real server.

import Foundation
import MinyiBridge
import MinyiCore
import MinyiKit

/// A Keychain of one process.
private final class Purse: SecretStore {
    private let items = Shared<[String: Data]>([:])

    func put(_ secret: Data, name: String) throws(SecretStoreFault) {
        items.change { $0[name] = secret }
    }

    func get(name: String) throws(SecretStoreFault) -> Data {
        guard let secret = items.value[name] else { throw .missing }
        return secret
    }
}

/// Until it is so; the promise's own limit ends a wait in vain.
@MainActor private func until(_ isSo: () -> Bool) async throws {
    while !isSo() { try await Task.sleep(for: .milliseconds(5)) }
}

@MainActor private func followAndAsk() async throws {
    let court = try TestCourt.start()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("minyi-hearing-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let core = try await NativeCore.open(
        CoreSettings(
            folder: folder.appendingPathComponent("deputy"), server: court.url(), appBuild: "hearings",
            keys: SecretKeyStore(secrets: Purse()), clockSkew: { court.skewMillis() }))
    _ = try await core.signInStaff(login: "deputy-001", password: court.password(), totp: court.totp())
    try await core.sync()
    let list = HearingListModel(core: core)
    await list.load()
    let line = try known(list.lines?.first)
    try check(line.stage == .live)

    let room = HearingRoomModel(core: core, hearing: line.id, delaySeconds: 30)
    let following = Task { await room.follow() }
    try await until { room.view?.link == .live && room.view?.segment == .opening }
    try court.startInvestigation()
    try await until { room.view?.segment == .investigation }
    try check(try known(room.elapsed()) >= .seconds(60))
    // Heartbeats of a player, which tests have none of: who has not watched does not rate.
    try court.watch()
    try await until { room.view?.watchedMilliseconds ?? 0 > 0 }

    // The merits are refused on the phone, with the rule; the note stays.
    room.beginQuestion()
    room.choose(kind: .merits)
    room.write(text: "货款该不该付？")
    await room.ask()
    guard case .refused(let refusal)? = room.trouble else { throw Broken("the merits were taken") }
    try check(refusal.rule != nil && room.note != nil)
    room.choose(kind: .procedure)
    room.write(text: "休庭和复庭的时间，能否提前告知？")
    await room.keep()
    try same(1, try await core.questionNotes(line.id).count)
    await room.ask()
    try check(room.isAsked && room.note == nil)
    _ = try await core.runSlice(deadline: .seconds(30))
    try await until { room.view?.questions.count == 1 }
    let own = try known(room.view?.questions.first)
    try check(own.isOwn)
    try court.accept(question: own.id.text)

    // After adjournment another deputy's question is there and is offered to be seconded.
    let other = QuestionID(try court.askAsAnotherAndAdjourn())
    try await until { room.view?.questions.first { $0.id == other }?.deeds == [.second] }
    await room.second(other, on: true)
    try check(room.trouble == nil)
    _ = try await core.runSlice(deadline: .seconds(30))
    try await until { room.view?.questions.first { $0.id == other }?.seconds == 1 }
    try await until { room.view?.questions.first { $0.id == other }?.deeds == [.unsecond] }

    // The court answers one's own question; the answer and the hearing are rated.
    try court.answer(question: own.id.text)
    try await until { room.view?.questions.first { $0.id == own.id }?.deeds.contains(.rateAnswer) == true }
    await room.rate(own.id, .satisfied)
    try check(room.trouble == nil)
    _ = try await core.runSlice(deadline: .seconds(30))
    try await until { room.view?.questions.first { $0.id == own.id }?.deeds.contains(.rateAnswer) == false }
    try await until { room.view?.line?.deeds.contains(.rateHearing) == true }
    await room.rateHearing(MinyiKit.HearingSheet(process: 5, control: 4, bearing: 5, clarity: 4, remark: "节奏清楚"))
    try check(room.trouble == nil && room.isRated)
    _ = try await core.runSlice(deadline: .seconds(30))
    // It is there: one sheet a deputy, so no other is offered before judgment.
    try await until { room.view?.line?.deeds.contains(.rateHearing) == false }
    try same([], core.outbox().needsAttention)
    following.cancel()
}

func hearings() -> Program {
    Program("hearings") { program in
        program.promise("a deputy follows the room, keeps a note, is refused the merits with the rule, asks once, seconds, rates the answer and the hearing") {
            try await followAndAsk()
        }
    }
}
