// Why the core did not do what was asked (错误): the twelve cases on which a screen can act. Their sentences stand in
// `Words/FailureWords.swift`, every one of them in both languages.

import Foundation

/// Why a call did not do what was asked.
public enum Failure: Error, Hashable, Sendable {
    /// No way to the server now. What was written is safe and goes out later by itself.
    case offline
    /// Nobody is signed in, or the session is over.
    case signedOut
    /// The rules do not allow it: shown with what would be accepted, at the field it names.
    case refused(Refusal)
    /// The server said no for a reason that is no rule of the congress.
    case rejected(ProblemCode, field: String?, retryAfter: Int?)
    /// It contradicts what is there: read again, then decide.
    case conflict
    case notFound
    /// Nothing was saved.
    case storageFull
    /// The key that opens the vault is gone for good.
    case keyLost
    /// A stored file was damaged and set aside.
    case damaged
    case badInput(field: String)
    /// The store is not available now.
    case busy
    /// A fault of ours; the reason is for the log and never shown.
    case internalFault(reason: String)
}

/// A refusal by the rules (不予办理的答复): an answer to be shown, not an accident.
public struct Refusal: Hashable, Sendable {
    public let code: RefusalCode
    /// Field at fault, dotted (`place.label`), where one is.
    public let field: String?
    /// What would be accepted.
    public let accepted: TwoTexts
    /// The rule, where one backs the refusal.
    public let rule: QuotedRule?

    public init(code: RefusalCode, field: String?, accepted: TwoTexts, rule: QuotedRule?) {
        self.code = code
        self.field = field
        self.accepted = accepted
        self.rule = rule
    }
}

/// A rule as it is quoted to people.
public struct QuotedRule: Hashable, Sendable {
    public let id: String
    /// What it says.
    public let text: TwoTexts
    /// Name of the law.
    public let law: TwoTexts
    public let article: TwoTexts

    public init(id: String, text: TwoTexts, law: TwoTexts, article: TwoTexts) {
        self.id = id
        self.text = text
        self.law = law
        self.article = article
    }
}

/// What the server answered instead of a receipt.
public struct ServerProblem: Hashable, Sendable {
    public let code: ProblemCode
    public let text: TwoTexts
    public let accepted: String?
    public let refusal: Refusal?

    public init(code: ProblemCode, text: TwoTexts, accepted: String? = nil, refusal: Refusal? = nil) {
        self.code = code
        self.text = text
        self.accepted = accepted
        self.refusal = refusal
    }
}

/// Stable codes of refusals by the rules.
public enum RefusalCode: CaseIterable, Hashable, Sendable {
    case noSuchMatter, alreadySubmitted, notInThisStage, notYours, textMissing, textTooLong, outOfRange, repeated
    case notAHandlingUnit, noSuchAddressee, classRestricted, noConsentToPublish, windowOver, alreadyDone, reasonMissing
    case unknownResultClass, commitmentMissing, noSuchItem, twoPeopleNeeded, nothingToUndo, extensionTooLong, notOverdue
    case calendarYearMissing, noRuleInForce
    // Hearings (云听案)
    case hearingClosed, recordSealable, seatUnchecked, disciplineUnsigned, recused, meritsBeforeJudgment, courtSits
    case notReleasedYet, clockOverlap, badAnchor, wordingInterferes, ownQuestion
}

/// Stable codes of what the server says no to.
public enum ProblemCode: CaseIterable, Hashable, Sendable {
    case malformedBody, malformedParameter, unknownVersion, bodyTooLarge, refused, commandConflict, versionConflict
    case deviceTimeAhead, unauthenticated, sessionOver, forbidden, notFound, methodNotAllowed, rateLimited, lockedOut
    case phoneMalformed, codeWrong, codeExpired, credentialsWrong, cursorMalformed, cursorStale, uploadConflict
    case uploadExpired, uploadOutOfRange, partOutOfRange, partDigestMismatch, partConflict, uploadHashMismatch
    case unsupportedMedia, tooManyUploads, unavailable, storageFull, crossSite, internalFault
    /// One that this version of the app has no words for.
    case ofNewerVersion
}
