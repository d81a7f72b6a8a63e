// Deputy cards (亮身份) as screens show them, and the door to the core for them. A code is a matrix that the core decided square by
// square, so that both phones draw the same one.

import Foundation

/// A code to be drawn: dark squares on light ones, with a light margin of four squares around them.
public struct CodePicture: Hashable, Sendable {
    public let text: String
    /// Squares a side, without the margin.
    public let size: Int
    /// Row by row from the top left.
    public let modules: [Bool]

    public init(text: String, size: Int, modules: [Bool]) {
        self.text = text
        self.size = size
        self.modules = modules
    }

    public func isDark(x: Int, y: Int) -> Bool { modules[y * size + x] }
}

/// What a card says of its holder. What is `nil` is not published.
public struct CardContent: Hashable, Sendable {
    /// 证号
    public let number: String
    public let name: String
    public let office: TwoTexts
    /// 选区 or 选举单位
    public let constituency: String
    public let station: OrganID
    public let stationName: String
    /// SHA-256 of the photo that the citizen compares with the face.
    public let photo: String?
    public let post: String?
    public let pledge: String?
    public let receptionDays: String?
    public let phone: String?
    public let expiresAt: Date

    public init(
        number: String, name: String, office: TwoTexts, constituency: String, station: OrganID, stationName: String,
        photo: String? = nil, post: String? = nil, pledge: String? = nil, receptionDays: String? = nil,
        phone: String? = nil, expiresAt: Date
    ) {
        self.number = number
        self.name = name
        self.office = office
        self.constituency = constituency
        self.station = station
        self.stationName = stationName
        self.photo = photo
        self.post = post
        self.pledge = pledge
        self.receptionDays = receptionDays
        self.phone = phone
        self.expiresAt = expiresAt
    }
}

/// A card on this phone, by the mandate that it is for.
public struct HeldCard: Hashable, Sendable {
    public let mandate: CaseID
    public let content: CardContent

    public init(mandate: CaseID, content: CardContent) {
        self.mandate = mandate
        self.content = content
    }
}

/// A mandate of the person who is signed in (代表资格), for which this phone may ask for a card.
public struct MandateLine: Hashable, Sendable, Identifiable {
    public let id: CaseID
    public let name: String
    public let office: TwoTexts
    public let constituency: String

    public init(id: CaseID, name: String, office: TwoTexts, constituency: String) {
        self.id = id
        self.name = name
        self.office = office
        self.constituency = constituency
    }
}

/// What the screen of a card shows.
public enum CardFace: Hashable, Sendable {
    /// 短码: opens the public page with any scanner; the label says that it proves nothing about the person.
    case page(CodePicture, label: TwoTexts)
    /// 动态码: another code takes its place; the person unlocks again when the session ends.
    case living(CodePicture, changesAt: Date, sessionEndsAt: Date)
    /// 现场核验: the answer to a citizen's number.
    case answer(CodePicture, disappearsAt: Date)
    /// 已过期
    case expired

    /// When to look again; `nil`: not before something happens.
    public var nextLook: Date? {
        switch self {
        case .living(_, let changesAt, _): changesAt
        case .answer(_, let disappearsAt): disappearsAt
        case .page, .expired: nil
        }
    }
}

/// Why a card is not shown, or its living code is not.
public enum NotShown: CaseIterable, Hashable, Sendable {
    case cardExpired, otherDevice, timeNotTrusted, cancelled, locked, keyInvalidated, keystoreUnavailable, wrongSignature
}

/// What came of asking for a face.
public enum CardAttempt: Hashable, Sendable {
    case shown(CardFace)
    /// The screen stays as it was.
    case notShown(NotShown)
}

/// What a check came to; one screen each.
public enum ScanKind: CaseIterable, Hashable, Sendable {
    case genuineAndCurrent, genuineStatusStale, timeNotChecked, suspended, terminated, replaced, expired, replaySuspected
    case deviceMismatch, unknownIssuer, malformed
}

/// The outcome with its words. Only `isGenuine` is approval; a card shown without it belongs to somebody who is being imitated.
public struct ScanResult: Hashable, Sendable {
    public let kind: ScanKind
    public let isGenuine: Bool
    public let card: CardContent?
    public let congress: String?
    /// Code of a public page: open the own server's page for it.
    public let page: String?
    public let words: TwoTexts

    public init(
        kind: ScanKind, isGenuine: Bool, card: CardContent?, congress: String?, page: String?, words: TwoTexts
    ) {
        self.kind = kind
        self.isGenuine = isGenuine
        self.card = card
        self.congress = congress
        self.page = page
        self.words = words
    }
}

/// How old the knowledge is by which this phone judges; `age` is `nil` when it has none.
public struct CardKnowledge: Hashable, Sendable {
    public let age: TimeInterval?
    public let isTimeChecked: Bool
    public let words: TwoTexts

    public init(age: TimeInterval?, isTimeChecked: Bool, words: TwoTexts) {
        self.age = age
        self.isTimeChecked = isTimeChecked
        self.words = words
    }
}

/// The door between the screens of cards and the core. What is not `async` reads memory.
public protocol CardCore: Sendable {
    func heldCards() -> [HeldCard]
    /// The own mandates for which a card may be asked, as last synced.
    func mandates() async throws(Failure) -> [MandateLine]
    /// Asks for a card for this phone: kept here, and sent as anything else.
    func requestCard(_ mandate: CaseID) async throws(Failure)
    /// Sends what waits and fetches what came, now; without a network nothing happens and nothing fails.
    func fetchCards() async throws(Failure)
    func cardFace(_ mandate: CaseID) throws(Failure) -> CardAttempt
    /// Ten minutes of living codes; may ask for Face ID.
    func unlockCard(_ mandate: CaseID) async throws(Failure) -> CardAttempt
    /// Answers the six digits on a citizen's phone; may ask for Face ID.
    func answerChallenge(_ mandate: CaseID, number: String) async throws(Failure) -> CardAttempt
    /// The screen is left: what could make living codes is forgotten.
    func lockCards()
    /// Judges a scanned text, once a scan; offline, and nobody is told.
    func verifyCode(_ text: String, answers number: String?) throws(Failure) -> ScanResult
    /// Six new digits for a deputy to answer.
    func newChallenge() throws(Failure) -> String
    func cardKnowledge() -> CardKnowledge
}
