// The screens of cards against the fake: what is shown, when it changes, and what stays when something goes wrong.

import Foundation
import MinyiFakes
import MinyiKit
import Testing

@MainActor @Suite struct CardTests {
    private let cards = FakeCards()

    private func screen() -> CardModel { CardModel(mandate: CaseID("mandate-1"), core: cards) }

    /// What the living code says; `nil` when none is shown.
    private func living(_ model: CardModel) -> String? {
        if case .living(let code, _, _) = model.face { code.text } else { nil }
    }

    /// Lets time pass up to the moment the model waits for, so often.
    private func follow(_ model: CardModel, steps: Int) async {
        let left = StepsLeft(steps)
        await model.follow { [cards] moment in
            guard left.takeOne() else { throw CancellationError() }
            cards.now = moment
        }
    }

    @Test func atFirstTheShortCodeIsShownWithItsLabel() {
        guard case .page(_, let label) = screen().face else { Issue.record("no short code"); return }
        #expect(!label.zh.isEmpty && !label.en.isEmpty)
    }

    @Test func afterFaceIDTheCodeChangesByItselfForTenMinutes() async {
        let model = screen()
        await model.unlock()
        #expect(living(model) == "living-0")
        await follow(model, steps: 1)
        #expect(living(model) == "living-1")
        await follow(model, steps: 38)
        #expect(living(model) == "living-39")
        await follow(model, steps: 5)
        guard case .page = model.face else { Issue.record("the session is over"); return }
    }

    @Test func anAnswerInterruptsTheSessionAndGivesItBack() async {
        let model = screen()
        await model.unlock()
        model.number = "042917"
        await model.answer()
        guard case .answer = model.face else { Issue.record("no answer"); return }
        #expect(cards.asked.contains("answerChallenge 042917"))
        #expect(model.number.isEmpty)
        await follow(model, steps: 1)
        #expect(living(model) != nil)
    }

    @Test(arguments: NotShown.allCases)
    func whatTheKeystoreRefusesIsSaidAndTheScreenStays(why: NotShown) async {
        let model = screen()
        let before = model.face
        cards.refuses = why
        await model.unlock()
        #expect(model.work == .notShown(why))
        #expect(model.face == before)
        await model.unlock()
        #expect(model.work == .idle)
    }

    @Test func leavingTheScreenForgetsTheSession() async {
        let model = screen()
        await model.unlock()
        model.leave()
        #expect(cards.asked.contains("lockCards"))
        #expect(living(model) == nil)
    }

    @Test func aPhoneWithoutTheCardAsksForItAndShowsItWhenItCame() async {
        let held = cards.held
        cards.held = []
        let model = screen()
        #expect(model.card == nil)
        cards.failure = .offline
        await model.request()
        #expect(model.work == .failed(.offline))
        await model.request()
        #expect(model.work == .idle)
        cards.held = held
        model.reload()
        #expect(model.card?.name == "演示代表")
    }
}

@MainActor @Suite struct FirstCardTests {
    private let cards = FakeCards()
    private let mandates = [
        MandateLine(id: CaseID("district"), name: "演示代表", office: TwoTexts(zh: "区人大代表", en: "District deputy"), constituency: "第一选区"),
        MandateLine(id: CaseID("town"), name: "演示代表", office: TwoTexts(zh: "镇人大代表", en: "Town deputy"), constituency: "第二选区"),
    ]

    @Test func aPhoneWithoutAnyCardAsksForItsFirstOneAndShowsItWhenItCame() async {
        cards.held = []
        cards.recorded = mandates
        let model = CardModel(core: cards)
        await model.loadMandates()
        #expect(model.mandates == mandates)
        #expect(model.mandate == CaseID("district"))
        model.choose(CaseID("town"))
        cards.isOnline = false
        await model.request()
        #expect(model.isRequested && model.card == nil && model.work == .idle)
        cards.isOnline = true
        await model.refresh()
        #expect(!model.isRequested)
        #expect(model.card?.name == "演示代表")
        guard case .page = model.face else { Issue.record("no short code"); return }
        #expect(cards.held.map(\.mandate) == [CaseID("town")])
    }

    @Test func whoHasNoMandateOnRecordIsToldSo() async {
        cards.held = []
        let model = CardModel(core: cards)
        await model.loadMandates()
        #expect(model.mandates == [])
        await model.request()
        #expect(model.work == .failed(.notFound))
    }
}

@MainActor @Suite struct ScanTests {
    private let cards = FakeCards()

    @Test func aScanIsJudgedOnceHoweverManyFramesTheCameraDelivers() {
        cards.judged = ["MY1:CODE": .genuineAndCurrent]
        let model = ScanModel(core: cards)
        for _ in 0..<5 { model.scanned("MY1:CODE") }
        #expect(cards.asked.filter { $0.hasPrefix("verifyCode") }.count == 1)
        #expect(model.result?.isGenuine == true)
        model.again()
        #expect(model.isScanning)
    }

    @Test(arguments: ScanKind.allCases)
    func onlyTheFirstTwoOutcomesAreApprovalAndTwoOfferANumber(kind: ScanKind) {
        cards.judged = ["code": kind]
        let model = ScanModel(core: cards)
        model.scanned("code")
        #expect(model.result?.isGenuine == [.genuineAndCurrent, .genuineStatusStale].contains(kind))
        #expect(model.offersChallenge == [.timeNotChecked, .replaySuspected].contains(kind))
    }

    @Test func afterANumberWasMadeUpTheNextScanMustAnswerIt() {
        cards.judged = ["answer": .genuineAndCurrent]
        let model = ScanModel(core: cards)
        model.makeChallenge()
        #expect(model.challenge == "000 001")
        model.scanned("answer")
        #expect(cards.asked.contains("verifyCode 000 001"))
        model.makeChallenge()
        #expect(model.challenge == "000 002")
        #expect(model.isScanning)
    }

    @Test func beforeTheRootsAreNamedACheckFailsByName() {
        let model = ScanModel(core: cards)
        cards.failure = .notFound
        model.scanned("MY1:CODE")
        #expect(model.failure == .notFound)
        #expect(model.result == nil)
        model.again()
        #expect(model.isScanning)
    }
}

/// Counts down, from any thread.
private final class StepsLeft: @unchecked Sendable {
    private let lock = NSLock()
    private var left: Int

    init(_ left: Int) {
        self.left = left
    }

    func takeOne() -> Bool {
        lock.withLock {
            guard left > 0 else { return false }
            left -= 1
            return true
        }
    }
}
