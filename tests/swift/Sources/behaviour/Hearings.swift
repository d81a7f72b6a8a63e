// A hearing on the phone (云听案), by the view models of the app over the real library and a real server.

import Foundation
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif
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

private func emptyFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("minyi-hearing-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}

/// The phone of the first deputy, signed in and synced.
private func deputy(of court: TestCourt, in folder: URL) async throws -> NativeCore {
    let core = try await NativeCore.open(
        CoreSettings(
            folder: folder.appendingPathComponent("deputy"), server: court.url(), appBuild: "hearings",
            keys: SecretKeyStore(secrets: Purse()), clockSkew: { court.skewMillis() }))
    _ = try await core.signInStaff(login: "deputy-001", password: court.password(), totp: court.totp())
    try await core.sync()
    return core
}

@MainActor private func followAndAsk() async throws {
    let court = try TestCourt.start()
    let folder = try emptyFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let core = try await deputy(of: court, in: folder)
    let list = HearingListModel(core: core)
    await list.load()
    let line = try known(list.lines?.first)
    try check(line.stage == .live)

    let room = HearingRoomModel(core: core, hearing: line.id)
    let following = Task { await room.follow() }
    try await until { room.view?.link == .live && room.view?.segment == .opening }
    try court.startInvestigation()
    try await until { room.view?.segment == .investigation }
    try check(try known(room.elapsed()) >= .seconds(60))
    // Heartbeats of a player, which tests have none of: who has not watched does not rate.
    try court.watch()
    try await until { room.view?.watchedMilliseconds ?? 0 > 0 }

    // The merits are refused on the phone, with the rule; the note stays.
    room.beginQuestion(delaySeconds: 30)
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

/// A player that really asks for the list, the key and every piece, and draws nothing.
@MainActor private final class FetchingPlayer: CourtPlayer {
    private(set) var state: PlayerState = .idle
    var changed: (@MainActor () -> Void)?
    private(set) var programmeTime: Date?

    func play(_ list: Playlist) {
        become(.loading)
        Task {
            do {
                programmeTime = try await Self.look(list)
                become(.playing)
            } catch {
                print("        the player: \(error)")
                become(.failed)
            }
        }
    }

    /// The first date of the list, once everything in it was fetched.
    private static func look(_ list: Playlist) async throws -> Date {
        let lines = String(decoding: try await get(list.url, list.headers), as: UTF8.self).split(separator: "\n").map(String.init)
        let key = try known(lines.first { $0.hasPrefix("#EXT-X-KEY") }).components(separatedBy: "URI=\"")[1].prefix { $0 != "\"" }
        try same(16, try await get(try known(URL(string: String(key), relativeTo: list.url)), list.headers).count)
        let pieces = lines.filter { !$0.hasPrefix("#") }
        try same(4, pieces.count)
        for piece in pieces {
            try check(try await get(try known(URL(string: piece, relativeTo: list.url)), [:]).count > 188)
        }
        let mark = "#EXT-X-PROGRAM-DATE-TIME:"
        let date = try known(lines.first { $0.hasPrefix(mark) }).dropFirst(mark.count)
        // To the second, in UTC, as the court of this test has it.
        return try Date(String(date.prefix(19)) + "Z", strategy: .iso8601)
    }

    private static func get(_ url: URL, _ headers: [String: String]) async throws -> Data {
        var request = URLRequest(url: url)
        headers.forEach { request.setValue($1, forHTTPHeaderField: $0) }
        let (body, answer) = try await URLSession.shared.data(for: request)
        try same(200, (answer as? HTTPURLResponse)?.statusCode)
        return body
    }

    private func become(_ next: PlayerState) {
        state = next
        changed?()
    }

    func pause() { if state == .playing { become(.paused) } }
    func resume() { if state == .paused { become(.playing) } }
    func stop() { become(.idle) }
}

/// A stay in the room with its picture, as the screen holds them.
@MainActor private final class Stay {
    let room: HearingRoomModel
    let picture: PictureModel
    private var following: Task<Void, Never>?
    private var showing: Task<Void, Never>?

    init(_ core: NativeCore, _ hearing: CaseID) {
        let room = HearingRoomModel(core: core, hearing: hearing)
        self.room = room
        let picture = PictureModel(core: core, player: FetchingPlayer(), hearing: hearing) {
            room.playing(foreground: $0, playing: $1, programmeTime: $2)
        }
        self.picture = picture
        following = Task { await room.follow() }
        showing = Task {
            while !Task.isCancelled {
                picture.follow(room.view)
                try? await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    func leave() {
        showing?.cancel()
        picture.leave()
        following?.cancel()
    }
}

@MainActor private func watchTheCourt() async throws {
    let court = try TestCourt.startFilmed()
    let folder = try emptyFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let core = try await deputy(of: court, in: folder)
    let hearing = CaseID(court.hearing())

    let first = Stay(core, hearing)
    try await until { first.picture.playing == .playing }
    guard case .shown(.playlist, let mark) = first.picture.state else { throw Broken("no picture") }
    try check(mark.name.hasSuffix("deputy-001") && mark.seat == 1)
    try await until { court.isWatched() }
    // The moment on the screen is the question's own, not reckoned back from the server's time.
    first.room.beginQuestion(programmeTime: first.picture.programmeTime, delaySeconds: first.picture.delaySeconds)
    try same(false, first.room.note?.isApproximate)
    await first.room.discardQuestion()

    // Half a minute lies between two heartbeats; whoever comes in anew is counted at once.
    court.passAMinute()
    first.leave()
    let second = Stay(core, hearing)
    try await until { second.picture.playing == .playing }
    while second.room.view?.watchedMilliseconds ?? 0 < 60_000 {
        try court.foldAttendance()
        try await Task.sleep(for: .milliseconds(20))
    }
    try court.startClosedPart()
    // The room or the server says so first: there is none.
    try await until { [.none, .notNow].contains(second.picture.state) }
    try same(.idle, second.picture.playing)
    second.leave()
}

func hearings() -> Program {
    Program("hearings") { program in
        program.promise("a deputy watches the court's real stream under a genuine mark; it counts as attendance and ends with a closed part") {
            try await watchTheCourt()
        }
        program.promise("a deputy follows the room, keeps a note, is refused the merits with the rule, asks once, seconds, rates the answer and the hearing") {
            try await followAndAsk()
        }
    }
}
