// Checking a card (验证): a scan is judged once, offline; or the citizen makes up a number and the deputy's phone answers it.

import Foundation
import Observation

/// What the scan screen shows and does.
@Observable @MainActor
public final class ScanModel {
    /// How old the knowledge is; the line under every check.
    public private(set) var knowledge: CardKnowledge
    /// The number for the deputy to answer, where one was made up.
    public private(set) var challenge: String?
    /// `nil` while the camera looks for a code.
    public private(set) var result: ScanResult?
    public private(set) var failure: Failure?

    private let core: any CardCore

    public init(core: any CardCore) {
        self.core = core
        knowledge = core.cardKnowledge()
    }

    public var isScanning: Bool { result == nil && failure == nil }

    /// Whether a number settles what the code alone did not.
    public var offersChallenge: Bool {
        result?.kind == .timeNotChecked || result?.kind == .replaySuspected
    }

    /// What the camera read. The same code arrives with every frame: only the first counts until `again`.
    public func scanned(_ text: String) {
        guard isScanning else { return }
        do throws(Failure) {
            result = try core.verifyCode(text, answers: challenge)
        } catch {
            failure = error
        }
    }

    /// Makes up a number, to be shown or read aloud; the next scan must answer it.
    public func makeChallenge() {
        do throws(Failure) {
            challenge = try core.newChallenge()
            result = nil
            failure = nil
        } catch {
            failure = error
        }
    }

    /// Back to the camera, for a living code.
    public func again() {
        knowledge = core.cardKnowledge()
        challenge = nil
        result = nil
        failure = nil
    }
}
