// The outbox shows what is where; the courier comes when the core says, at once when nudged, and ends when told.

import Foundation
import MinyiFakes
import MinyiKit
import Testing

@Suite(.timeLimit(.minutes(1))) @MainActor struct OutboxTests {
    let core = FakeCore()

    @Test func partsWithoutItemsAreLeftOutAndTheUrgentComesFirst() async {
        let model = OutboxModel(core: core)
        #expect(model.sections.isEmpty)
        #expect(model.summary.text(in: .zhHans) == "全部送达")
        let following = Task { await model.follow() }
        core.tell(
            Outbox(
                saved: [Samples.item("a", .saved)],
                needsAttention: [Samples.item("b", .needsAttention(.contentLost, registered: false))],
                done: [Samples.item("c", .complete(receivedAt: Samples.time)), Samples.item("d", .complete(receivedAt: Samples.time))],
                ofOtherAccounts: 2))
        await until { !model.sections.isEmpty }
        #expect(model.sections.map(\.title) == [.sectionAttention, .sectionSaved, .sectionDone])
        #expect(model.sections.last?.items.map(\.id.text) == ["d", "c"], "what arrived last comes first")
        #expect(model.summary.text(in: .zhHans) == "2 项未送达")
        #expect(model.othersMessage?.text(in: .zhHans) == "另有 2 项属于本机其他账号，登录后发送")
        core.finish()
        await following.value
    }

    @Test(arguments: [
        (ItemStanding.saved, "已存在本机", "Saved on this phone"),
        (.submitting, "已发送 33%", "33% sent"),
        (.uploading, "已受理登记，照片继续上传，已发送 33%", "Registered; the photos follow; 33% sent"),
        (
            .waiting(nextTry: Samples.time, why: .timeout, registered: false),
            "服务器没有及时答复，稍后自动再试，2026年3月2日 10:00 再试",
            "The server did not answer in time; tried again by itself; Next try 2 March 2026 10:00"
        ),
        (
            .needsAttention(.contentLost, registered: false), "本机保存的内容已损坏，请重新填写",
            "What was stored on this phone is damaged; please write it again"
        ),
        (.complete(receivedAt: Samples.time), "2026年3月2日 10:00 送达", "Arrived 2 March 2026 10:00"),
    ])
    func anItemSaysHowFarItIs(standing: ItemStanding, zh: String, en: String) {
        let item = Samples.item("a", standing, sent: 33, of: 99)
        #expect(item.message.text(in: .zhHans) == zh)
        #expect(item.message.text(in: .english) == en)
    }

    @Test func aParkedItemSaysWhatTheServerWouldTake() {
        let refusal = WordsTests.refusal(.textMissing)
        let problem = ServerProblem(code: .refused, text: TwoTexts(zh: "", en: ""), refusal: refusal)
        let item = Samples.item("a", .needsAttention(.saidNo(problem), registered: false))
        #expect(item.message == refusal.message)
    }

    @Test(arguments: WaitReason.allCases)
    func aWaitSaysWhyInBothLanguages(why: WaitReason) {
        #expect(why.message.text(in: .zhHans) != why.message.text(in: .english))
    }

    @Test func aRetryAndANewNetworkWakeTheCourier() async {
        let nudges = Counter()
        let model = OutboxModel(core: core, nudge: { await nudges.add() })
        await model.retry(CommandID("a"))
        await model.networkChanged(to: .metered)
        await model.sendNow()
        #expect(await nudges.count == 3)
        #expect(core.asked == [.retry(CommandID("a")), .setNetwork(.metered)])
        #expect(model.network == .metered)
    }

    @Test func aDiscardThatIsTooLateIsTold() async {
        core.answers.failure = .conflict
        let model = OutboxModel(core: core)
        await model.discard(CommandID("a"))
        #expect(model.trouble == .conflict)
    }

    @Test func theCourierRestsForAsLongAsTheCoreSays() async {
        core.answers.slices = [
            SliceReport(done: 1, more: true, nextWake: .seconds(7)), SliceReport(done: 0, more: false, nextWake: nil),
        ]
        let (rests, rested) = AsyncStream<Duration>.makeStream()
        let courier = Courier(core: core, rest: { rested.yield($0) })
        let running = Task { await courier.run() }
        var seen: [Duration] = []
        for await rest in rests {
            seen.append(rest)
            if seen.count == 2 { break }
        }
        running.cancel()
        await running.value
        #expect(seen == [.seconds(7), .seconds(24 * 3600)])
        #expect(core.asked.contains(.stop), "a slice under way is told to end")
    }

    @Test func aNudgeEndsTheRest() async {
        let courier = Courier(core: core, rest: { try? await Task.sleep(for: $0) })
        let running = Task { await courier.run() }
        await until { core.asked.contains(.slice) }
        while core.asked.filter({ $0 == .slice }).count < 3 {
            await courier.nudge()
            await Task.yield()
        }
        running.cancel()
        await running.value
    }

    @Test func troubleInASliceIsNotTheEnd() async {
        core.answers.failure = .busy
        let (rests, rested) = AsyncStream<Duration>.makeStream()
        let courier = Courier(core: core, rest: { rested.yield($0) })
        let running = Task { await courier.run() }
        var iterator = rests.makeAsyncIterator()
        #expect(await iterator.next() == .seconds(60))
        core.answers.failure = .signedOut
        var latest = await iterator.next()
        while latest == .seconds(60) { latest = await iterator.next() }
        #expect(latest == .seconds(24 * 3600))
        running.cancel()
        await running.value
    }
}

actor Counter {
    private(set) var count = 0
    func add() { count += 1 }
}
