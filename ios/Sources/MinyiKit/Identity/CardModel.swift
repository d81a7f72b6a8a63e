// Showing a card (亮证): the short code at first, ten minutes of living codes after Face ID, or the answer to a citizen's number.

import Foundation
import Observation

/// What the card screen shows and does.
@Observable @MainActor
public final class CardModel {
    /// What happens now.
    public enum Work: Hashable, Sendable {
        case idle
        /// Asking the Secure Enclave, perhaps the face.
        case asking
        /// The attempt showed nothing new; the face stays what it was.
        case notShown(NotShown)
        case failed(Failure)
    }

    public let mandate: CaseID
    /// `nil` while this phone holds no card for the mandate.
    public private(set) var card: CardContent?
    public private(set) var face: CardFace?
    public private(set) var work: Work = .idle
    /// What the deputy types of the citizen's number.
    public var number = ""

    private let core: any CardCore

    public init(mandate: CaseID, core: any CardCore) {
        self.mandate = mandate
        self.core = core
        reload()
    }

    /// After a sync: the card may have come, or changed.
    public func reload() {
        card = core.heldCards().first { $0.mandate == mandate }?.content
        if card != nil { look() }
    }

    /// Keeps the code up to date for as long as the screen is there; `sleep` waits until a moment.
    public func follow(sleep: @Sendable (Date) async throws -> Void) async {
        while let moment = face?.nextLook {
            do { try await sleep(moment) } catch { return }
            look()
        }
    }

    /// Asks for a card for this phone; it comes with a sync.
    public func request() async {
        guard begin() else { return }
        do throws(Failure) {
            try await core.requestCard(mandate)
            work = .idle
        } catch {
            work = .failed(error)
        }
    }

    public func unlock() async {
        guard begin() else { return }
        do throws(Failure) {
            take(try await core.unlockCard(mandate))
        } catch {
            work = .failed(error)
        }
    }

    /// Answers what was typed.
    public func answer() async {
        guard begin() else { return }
        do throws(Failure) {
            take(try await core.answerChallenge(mandate, number: number))
            if work == .idle { number = "" }
        } catch {
            work = .failed(error)
        }
    }

    /// The screen is left or the phone locked: nothing living stays behind.
    public func leave() {
        core.lockCards()
        if card != nil { look() }
    }

    /// What the screen shows at this moment.
    public func look() {
        do throws(Failure) {
            let attempt = try core.cardFace(mandate)
            if case .shown(let face) = attempt { self.face = face } else { take(attempt) }
        } catch {
            face = nil
            work = .failed(error)
        }
    }

    private func begin() -> Bool {
        guard work != .asking else { return false }
        work = .asking
        return true
    }

    private func take(_ attempt: CardAttempt) {
        switch attempt {
        case .shown(let face):
            self.face = face
            work = .idle
        case .notShown(let why):
            work = .notShown(why)
        }
    }
}
