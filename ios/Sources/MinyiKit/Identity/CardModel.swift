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

    /// The mandate whose card it is about; `nil` while it is not known.
    public private(set) var mandate: CaseID?
    /// Own mandates for which a card may be asked; read while there is no card, `nil` until then.
    public private(set) var mandates: [MandateLine]?
    /// Asked for, and not here yet.
    public private(set) var isRequested = false
    /// `nil` while this phone holds no card for the mandate.
    public private(set) var card: CardContent?
    public private(set) var face: CardFace?
    public private(set) var work: Work = .idle
    /// What the deputy types of the citizen's number.
    public var number = ""

    private let core: any CardCore

    /// Without a mandate: the first card that this phone holds, or, before there is one, the mandate that is chosen.
    public init(mandate: CaseID? = nil, core: any CardCore) {
        self.mandate = mandate
        self.core = core
        reload()
    }

    /// After a sync: the card may have come, or changed.
    public func reload() {
        let held = core.heldCards().first { mandate == nil || $0.mandate == mandate }
        card = held?.content
        guard let held else { return }
        mandate = held.mandate
        isRequested = false
        look()
    }

    /// Which mandates there are to ask a card for. The screen calls it while there is no card.
    public func loadMandates() async {
        guard card == nil else { return }
        do throws(Failure) {
            let found = try await core.mandates()
            mandates = found
            mandate = mandate ?? found.first?.id
        } catch {
            work = .failed(error)
        }
    }

    /// Which of several mandates the card is for.
    public func choose(_ mandate: CaseID) {
        self.mandate = mandate
        isRequested = false
        reload()
    }

    /// Keeps the code up to date for as long as the screen is there; `sleep` waits until a moment.
    public func follow(sleep: @Sendable (Date) async throws -> Void) async {
        while let moment = face?.nextLook {
            do { try await sleep(moment) } catch { return }
            look()
        }
    }

    /// Asks for a card for this phone. Without a network it is kept and sent later, and the card comes then.
    public func request() async {
        guard begin() else { return }
        do throws(Failure) {
            guard let mandate else { throw .notFound }
            try await core.requestCard(mandate)
            isRequested = true
            try await core.fetchCards()
            work = .idle
        } catch {
            work = .failed(error)
        }
        reload()
    }

    /// Whether it came meanwhile.
    public func refresh() async {
        guard begin() else { return }
        do throws(Failure) {
            try await core.fetchCards()
            work = .idle
        } catch {
            work = .failed(error)
        }
        reload()
        await loadMandates()
    }

    public func unlock() async {
        guard let mandate, begin() else { return }
        do throws(Failure) {
            take(try await core.unlockCard(mandate))
        } catch {
            work = .failed(error)
        }
    }

    /// Answers what was typed.
    public func answer() async {
        guard let mandate, begin() else { return }
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
        guard let mandate else { return }
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
