// Cards on the native library; translates and decides nothing.

import Foundation
import MinyiCore
import MinyiKit

extension NativeCore: CardCore {
    /// Names the roots that are built into the app; once, after opening.
    public func trustRoots(_ roots: [String]) async throws(Failure) {
        try await asked { [app] in try await app.trustRoots(roots: roots) }
    }

    /// A fault of the core's shows no card; the core has logged it.
    public func heldCards() -> [MinyiKit.HeldCard] {
        ((try? app.heldCards()) ?? []).map { MinyiKit.HeldCard(mandate: CaseID($0.matter), content: MinyiKit.CardContent($0.content)) }
    }

    public func mandates() async throws(Failure) -> [MinyiKit.MandateLine] {
        let lines = try await asked { [app] in try await app.mandates() }
        return lines.filter { $0.permitted.contains(.requestCard) }.map(MinyiKit.MandateLine.init)
    }

    /// One slice sends the request and brings what the server made of it.
    public func fetchCards() async throws(Failure) {
        _ = try await asked { [app] in try await app.runSlice(deadline: 30) }
    }

    public func requestCard(_ mandate: CaseID) async throws(Failure) {
        _ = try await asked { [app] in try await app.requestCard(matter: mandate.text) }
    }

    public func cardFace(_ mandate: CaseID) throws(Failure) -> MinyiKit.CardAttempt {
        try askedNow { MinyiKit.CardAttempt(try app.cardFace(matter: mandate.text)) }
    }

    public func unlockCard(_ mandate: CaseID) async throws(Failure) -> MinyiKit.CardAttempt {
        try await asked { [app] in MinyiKit.CardAttempt(try await app.unlockCard(matter: mandate.text)) }
    }

    public func answerChallenge(_ mandate: CaseID, number: String) async throws(Failure) -> MinyiKit.CardAttempt {
        try await asked { [app] in
            MinyiKit.CardAttempt(try await app.answerChallenge(matter: mandate.text, number: number))
        }
    }

    public func lockCards() { app.lockCards() }

    public func verifyCode(_ text: String, answers number: String?) throws(Failure) -> MinyiKit.ScanResult {
        try askedNow { MinyiKit.ScanResult(try app.verifyCode(text: text, answers: number)) }
    }

    public func newChallenge() throws(Failure) -> String {
        try askedNow { try app.newChallenge() }
    }

    /// After a fault of the core's nothing counts as known.
    public func cardKnowledge() -> MinyiKit.CardKnowledge {
        guard let core = try? app.cardKnowledge() else {
            let words = TwoTexts(zh: "本机无法得知代表状态", en: "This phone cannot tell how deputies stand.")
            return MinyiKit.CardKnowledge(age: nil, isTimeChecked: false, words: words)
        }
        return MinyiKit.CardKnowledge(
            age: core.age, isTimeChecked: core.timeChecked, words: TwoTexts(zh: core.wordsZh, en: core.wordsEn))
    }
}

extension MinyiKit.MandateLine {
    init(_ core: MinyiCore.MandateLine) {
        self.init(
            id: CaseID(core.matter), name: core.name, office: TwoTexts(zh: core.officeZh, en: core.officeEn),
            constituency: core.constituency)
    }
}

extension CodePicture {
    init(_ core: CardCode) {
        self.init(text: core.text, size: Int(core.size), modules: core.modules.map { $0 == 1 })
    }
}

extension MinyiKit.CardContent {
    init(_ core: MinyiCore.CardContent) {
        self.init(
            number: core.number, name: core.name, office: TwoTexts(zh: core.officeZh, en: core.officeEn),
            constituency: core.constituency, station: OrganID(core.station), stationName: core.stationName,
            photo: core.photo, post: core.post, pledge: core.pledge, receptionDays: core.receptionDays,
            phone: core.phone, expiresAt: core.expiresAt)
    }
}

extension MinyiKit.CardFace {
    init(_ core: MinyiCore.CardFace) {
        switch core {
        case .page(let code, let zh, let en): self = .page(CodePicture(code), label: TwoTexts(zh: zh, en: en))
        case .living(let code, let changesAt, let sessionEndsAt):
            self = .living(CodePicture(code), changesAt: changesAt, sessionEndsAt: sessionEndsAt)
        case .answer(let code, let disappearsAt): self = .answer(CodePicture(code), disappearsAt: disappearsAt)
        case .cardExpired: self = .expired
        }
    }
}

extension MinyiKit.CardAttempt {
    init(_ core: MinyiCore.CardAttempt) {
        switch core {
        case .shown(let face): self = .shown(MinyiKit.CardFace(face))
        case .notShown(let why): self = .notShown(NotShown(why))
        }
    }
}

extension NotShown {
    init(_ core: NotShownReason) {
        switch core {
        case .cardExpired: self = .cardExpired
        case .otherDevice: self = .otherDevice
        case .timeNotTrusted: self = .timeNotTrusted
        case .cancelled: self = .cancelled
        case .locked: self = .locked
        case .keyInvalidated: self = .keyInvalidated
        case .keystoreUnavailable: self = .keystoreUnavailable
        case .wrongSignature: self = .wrongSignature
        }
    }
}

extension ScanKind {
    init(_ core: ScanOutcome) {
        switch core {
        case .genuineAndCurrent: self = .genuineAndCurrent
        case .genuineStatusStale: self = .genuineStatusStale
        case .timeNotChecked: self = .timeNotChecked
        case .suspended: self = .suspended
        case .terminated: self = .terminated
        case .replaced: self = .replaced
        case .expired: self = .expired
        case .replaySuspected: self = .replaySuspected
        case .deviceMismatch: self = .deviceMismatch
        case .unknownIssuer: self = .unknownIssuer
        case .malformed: self = .malformed
        }
    }
}

extension MinyiKit.ScanResult {
    init(_ core: MinyiCore.ScanResult) {
        self.init(
            kind: ScanKind(core.outcome), isGenuine: core.genuine, card: core.card.map(MinyiKit.CardContent.init),
            congress: core.congress, page: core.page, words: TwoTexts(zh: core.wordsZh, en: core.wordsEn))
    }
}
