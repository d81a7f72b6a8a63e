// A card's core without a core, for previews and tests: answers as it is told, remembers what it was asked.

import Foundation
import MinyiKit

/// Set `now` to let time pass, `failure` and `refuses` for what goes wrong; read `asked`.
public final class FakeCards: CardCore, @unchecked Sendable {
    public static let card = CardContent(
        number: String(repeating: "0", count: 32), name: "演示代表",
        office: TwoTexts(zh: "区人大代表", en: "Deputy to the district people's congress"), constituency: "第一选区（演示）",
        station: OrganID("station-zhili-1"), stationName: "演示联络站", expiresAt: Date(timeIntervalSince1970: 15_552_000))

    private struct State {
        var now = Date(timeIntervalSince1970: 0)
        var held = [HeldCard(mandate: CaseID("mandate-1"), content: FakeCards.card)]
        var recorded: [MandateLine] = []
        var requested: [CaseID] = []
        var isOnline = true
        var failure: Failure?
        var refuses: NotShown?
        var judged: [String: ScanKind] = [:]
        var asked: [String] = []
        var sessionEnds: Date?
        var answerEnds: Date?
        var numbers = 0
    }

    private let lock = NSLock()
    private var state = State()

    public init() {}

    public var now: Date {
        get { lock.withLock { state.now } }
        set { lock.withLock { state.now = newValue } }
    }

    public var held: [HeldCard] {
        get { lock.withLock { state.held } }
        set { lock.withLock { state.held = newValue } }
    }

    /// What the next call fails with.
    public var failure: Failure? {
        get { lock.withLock { state.failure } }
        set { lock.withLock { state.failure = newValue } }
    }

    /// Why the next attempt shows nothing.
    public var refuses: NotShown? {
        get { lock.withLock { state.refuses } }
        set { lock.withLock { state.refuses = newValue } }
    }

    /// What scans are judged to be, by their text; anything else is no card.
    public var judged: [String: ScanKind] {
        get { lock.withLock { state.judged } }
        set { lock.withLock { state.judged = newValue } }
    }

    public var asked: [String] { lock.withLock { state.asked } }

    public func heldCards() -> [HeldCard] { held }

    /// What the office recorded; for these a card may be asked.
    public var recorded: [MandateLine] {
        get { lock.withLock { state.recorded } }
        set { lock.withLock { state.recorded = newValue } }
    }

    /// Whether the server can be reached.
    public var isOnline: Bool {
        get { lock.withLock { state.isOnline } }
        set { lock.withLock { state.isOnline = newValue } }
    }

    public func mandates() async throws(Failure) -> [MandateLine] {
        try note("mandates")
        return recorded
    }

    public func requestCard(_ mandate: CaseID) async throws(Failure) {
        try note("requestCard \(mandate)")
        lock.withLock { state.requested.append(mandate) }
    }

    public func fetchCards() async throws(Failure) {
        try note("fetchCards")
        lock.withLock {
            guard state.isOnline else { return }
            state.held += state.requested.map { HeldCard(mandate: $0, content: Self.card) }
            state.requested = []
        }
    }

    public func cardFace(_ mandate: CaseID) throws(Failure) -> CardAttempt {
        try note("cardFace")
        return .shown(lock.withLock { Self.face(&state) })
    }

    public func unlockCard(_ mandate: CaseID) async throws(Failure) -> CardAttempt {
        try attempt("unlockCard") { $0.sessionEnds = $0.now.addingTimeInterval(600) }
    }

    public func answerChallenge(_ mandate: CaseID, number: String) async throws(Failure) -> CardAttempt {
        try attempt("answerChallenge \(number)") { $0.answerEnds = $0.now.addingTimeInterval(60) }
    }

    public func lockCards() {
        lock.withLock {
            state.asked.append("lockCards")
            state.sessionEnds = nil
            state.answerEnds = nil
        }
    }

    public func verifyCode(_ text: String, answers number: String?) throws(Failure) -> ScanResult {
        try note("verifyCode \(number ?? "-")")
        let kind = judged[text] ?? .malformed
        let isKnown = kind != .malformed && kind != .unknownIssuer
        return ScanResult(
            kind: kind, isGenuine: kind == .genuineAndCurrent || kind == .genuineStatusStale,
            card: isKnown ? Self.card : nil, congress: isKnown ? "演示区人大常委会" : nil, page: nil,
            words: TwoTexts(zh: "结果", en: "Outcome"))
    }

    public func newChallenge() throws(Failure) -> String {
        try note("newChallenge")
        return lock.withLock {
            state.numbers += 1
            return "000 00\(state.numbers)"
        }
    }

    public func cardKnowledge() -> CardKnowledge {
        CardKnowledge(age: 0, isTimeChecked: true, words: TwoTexts(zh: "代表状态刚刚更新", en: "State updated just now."))
    }

    private func note(_ name: String) throws(Failure) {
        let failure = lock.withLock {
            state.asked.append(name)
            defer { state.failure = nil }
            return state.failure
        }
        if let failure { throw failure }
    }

    private func attempt(_ name: String, _ work: (inout State) -> Void) throws(Failure) -> CardAttempt {
        try note(name)
        return lock.withLock {
            if let why = state.refuses {
                state.refuses = nil
                return .notShown(why)
            }
            work(&state)
            return .shown(Self.face(&state))
        }
    }

    private static func face(_ state: inout State) -> CardFace {
        if let ends = state.answerEnds, state.now < ends { return .answer(picture("answer"), disappearsAt: ends) }
        if let ends = state.sessionEnds, state.now < ends {
            let step = (state.now.timeIntervalSince1970 / 15).rounded(.down)
            let changes = Date(timeIntervalSince1970: (step + 1) * 15)
            return .living(picture("living-\(Int(step))"), changesAt: changes, sessionEndsAt: ends)
        }
        return .page(
            picture("HTTPS://DEMO.EXAMPLE/D/7K3M9Q2X"),
            label: TwoTexts(zh: "不能证明本人身份", en: "Does not prove who is in front of you."))
    }

    private static func picture(_ text: String) -> CodePicture { CodePicture(text: text, size: 1, modules: [true]) }
}
