// 庭审画面: shown under the server's word only, renewed, blanked, and counted while it plays before somebody's eyes.

import Foundation
import MinyiFakes
import MinyiKit
import Testing

@MainActor @Suite(.timeLimit(.minutes(1))) struct PictureTests {
    let court = FakePicture()
    let player = FakePlayer(programmeTime: Date(timeIntervalSince1970: 1))
    let time = HandTime()
    let told = Told()

    /// What the room was told last.
    @MainActor final class Told {
        var last: (foreground: Bool, plays: Bool, at: Date?)?
        var times = 0
    }

    private func room(
        link: RoomLink = .live, segment: HearingSegment = .opening, mayWatch: Bool = true
    ) -> HearingRoomView {
        HearingRoomView(
            link: link, line: nil, brief: "", segment: segment, segmentFrom: nil, openMilliseconds: 0, hasVideo: true, discipline: nil,
            mayWatch: mayWatch, watchedMilliseconds: 0, notes: [], questions: [])
    }

    private func opened(_ court: FakePicture? = nil) async -> PictureModel {
        let told = told
        let model = PictureModel(core: court ?? self.court, player: player, hearing: CaseID("h1"), timing: time.timing) { foreground, plays, at in
            told.last = (foreground, plays, at)
            told.times += 1
        }
        model.follow(room())
        await until { model.state != .looking }
        return model
    }

    private func isShown(_ model: PictureModel) -> Bool {
        if case .shown = model.state { true } else { false }
    }

    @Test func whatPlaysIsNamedAndToldWithItsTime() async {
        let picture = await opened()
        guard case .shown(let place, let mark) = picture.state else { Issue.record("no picture"); return }
        #expect(mark.name == "演示代表" && picture.playing == .playing)
        #expect(!"\(place)".contains("Bearer"), "no state prints the token")
        #expect(told.last?.foreground == true && told.last?.plays == true && told.last?.at == player.programmeTime)
        #expect(picture.delaySeconds == 30 && picture.programmeTime == player.programmeTime)
        let times = told.times
        player.programmeTime = Date(timeIntervalSince1970: 11)
        await time.pass(.seconds(5))
        #expect(told.times == times)
        await time.pass(.seconds(5))
        #expect(told.times == times + 1 && told.last?.at == Date(timeIntervalSince1970: 11))
        #expect(picture.corner == 0)
        await time.pass(.seconds(5))
        #expect(picture.corner == 1, "the mark moves")
    }

    @Test func whoLooksAwayOrPausesIsNotCounted() async {
        let picture = await opened()
        picture.foreground(false)
        #expect(told.last?.foreground == false && told.last?.plays == false)
        picture.foreground(true)
        #expect(told.last?.plays == true)
        picture.pause()
        #expect(picture.playing == .paused && told.last?.plays == false)
        // Coming back does not undo what the person chose.
        picture.foreground(false)
        picture.foreground(true)
        #expect(picture.playing == .paused)
        picture.resume()
        #expect(told.last?.plays == true)
    }

    @Test func theMarkIsRenewedWithoutAGapInThePicture() async {
        let picture = await opened()
        await time.pass(.seconds(240))
        await until { court.calls == 2 }
        #expect(player.begun == 1 && isShown(picture))
    }

    @Test func withoutANewMarkThePictureStaysForAsLongAsTheOldOneIsGoodAndGoesThen() async {
        let picture = await opened()
        court.failure = .offline
        await time.pass(.seconds(240))
        await until { court.calls == 2 }
        for _ in 0..<11 { await time.pass(.seconds(5)) }
        #expect(isShown(picture) && player.state == .playing)
        await time.pass(.seconds(5))
        await until { picture.state == .failed(.offline) }
        #expect(player.state == .idle && told.last?.plays == false)
        court.failure = nil
        await time.pass(.seconds(5))
        await until { player.state == .playing }
        #expect(isShown(picture))
    }

    @Test func aServerThatDoesNotAnswerKeepsNoPictureLongerThanItsMark() async {
        let picture = await opened()
        court.hangs = true
        await time.pass(.seconds(240), asleepAfter: 1)
        #expect(court.calls == 2)
        await time.pass(.seconds(59), asleepBefore: 1, asleepAfter: 1)
        #expect(isShown(picture))
        await time.pass(.seconds(1), asleepBefore: 1, asleepAfter: 1)
        #expect(picture.state == .failed(.offline) && player.state == .idle)
        court.hangs = false
        await until { player.state == .playing }
        #expect(isShown(picture), "its answer is welcome when it comes")
    }

    @Test func aPlayerThatGaveUpBeginsAnewAfterAMoment() async {
        let picture = await opened()
        player.become(.failed)
        #expect(picture.playing == .failed && told.last?.plays == false)
        await time.pass(.seconds(5))
        await until { player.begun == 2 }
        #expect(picture.playing == .playing)
    }

    @Test func aClosedPartTakesThePictureAndTheNextPartBringsItBack() async {
        let picture = await opened()
        court.failure = .notFound
        picture.follow(room(segment: .closed))
        await until { picture.state == .notNow }
        #expect(player.state == .idle)
        court.failure = nil
        picture.follow(room(segment: .debate))
        await until { player.state == .playing }
        #expect(isShown(picture))
    }

    @Test func whoMayNotWatchAsksForNothingAndWhoIsRecusedHasNothingLeft() async {
        let told = told
        let picture = PictureModel(core: court, player: player, hearing: CaseID("h1"), timing: time.timing) { told.last = ($0, $1, $2) }
        picture.follow(room(mayWatch: false))
        #expect(picture.state == .none && court.calls == 0)
        picture.follow(room())
        await until { player.state == .playing }
        picture.follow(room(link: .gone))
        #expect(picture.state == .none && player.state == .idle && told.last?.plays == false)
    }

    @Test func aPageOfSomebodyElsesCountsWhileItIsBeforeSomebodysEyes() async {
        let page = FakePicture(place: .page(URL(string: "https://court.example/live")!))
        player.programmeTime = nil
        let picture = await opened(page)
        #expect(isShown(picture) && player.begun == 0 && told.last?.plays == true)
        picture.foreground(false)
        #expect(told.last?.foreground == false)
    }

    @Test func theVoiceNoteOfACaseIsHeardAndWhyNotIsSaid() async {
        let (vault, recorder) = (FakeVoice(), FakeRecorder())
        let listening = ListeningModel(core: vault, recorder: recorder, id: CaseID("m1"))
        await listening.play()
        #expect(await recorder.heard == ["m1"])
        #expect(listening.doing == .nothing)
        vault.failure = .offline
        await listening.play()
        #expect(listening.doing == .failed(.offline))
        await listening.play()
        #expect(listening.doing == .nothing, "the same tap tries again")
        await recorder.canPlay(false)
        await listening.play()
        #expect(listening.doing == .unplayable)
    }

    @Test func whoLeavesWhileAVoiceNoteIsOnItsWayDoesNotHearIt() async {
        let (vault, recorder) = (FakeVoice(), FakeRecorder())
        let listening = ListeningModel(core: vault, recorder: recorder, id: CaseID("m1"))
        vault.whileListening = {
            #expect(await listening.doing == .fetching)
            await listening.leave()
        }
        await listening.play()
        #expect(await recorder.heard.isEmpty)
        #expect(listening.doing == .nothing)
    }
}

/// Time that passes when a test says so.
final class HandTime: @unchecked Sendable {
    private let lock = NSLock()
    private var now: Duration = .zero
    private var sleepers: [UUID: (until: Duration, wake: CheckedContinuation<Void, any Error>)] = [:]

    var timing: Timing {
        Timing(now: { self.lock.withLock { self.now } }, sleep: { try await self.sleep($0) })
    }

    private func sleep(_ span: Duration) async throws {
        let id = UUID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                let isOver = lock.withLock {
                    if Task.isCancelled { return true }
                    sleepers[id] = (now + span, wake)
                    return false
                }
                if isOver { wake.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            lock.withLock { sleepers.removeValue(forKey: id) }?.wake.resume(throwing: CancellationError())
        }
    }

    /// So much passes, once or several times: when everybody sleeps, and until everybody sleeps again.
    /// A picture sleeps twice, until it asks again and until its next second; once while it waits for an answer.
    @MainActor func pass(_ span: Duration, times: Int = 1, asleepBefore: Int = 2, asleepAfter: Int = 2) async {
        for _ in 0..<times {
            await asleep(asleepBefore)
            let due = lock.withLock {
                now += span
                let due = sleepers.filter { $0.value.until <= now }
                due.keys.forEach { sleepers.removeValue(forKey: $0) }
                return due.values.map(\.wake)
            }
            due.forEach { $0.resume() }
            await asleep(asleepAfter)
        }
    }

    @MainActor private func asleep(_ count: Int) async {
        await MinyiKitTests.until { self.lock.withLock { self.sleepers.count } == count }
    }
}
