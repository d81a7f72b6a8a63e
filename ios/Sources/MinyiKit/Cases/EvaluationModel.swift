// Evaluation (评价) on three axes. Whether a reason is needed is the rulebook's to say; the field is always there.

import Foundation
import Observation

/// What the evaluation screen shows and does.
@Observable @MainActor
public final class EvaluationModel {
    /// How far it is.
    public enum Progress: Hashable, Sendable {
        case choosing
        case sending
        /// Saved on this phone.
        case saved
        case failed(Failure)
    }

    public let caseID: CaseID
    public var process: Grade?
    public var answer: Grade?
    /// `nil` while nothing was due yet.
    public var delivery: Grade?
    public var reason = ""
    public private(set) var progress: Progress = .choosing
    public let limits: CaseLimits

    private let core: any PhoneCore

    public init(caseID: CaseID, core: any PhoneCore) {
        self.caseID = caseID
        self.core = core
        limits = core.limits
    }

    /// Both axes that know no "not yet" are chosen.
    public var isComplete: Bool { process != nil && answer != nil }

    /// Whether it opens a new round of handling, so that the screen can say so beforehand.
    public var hasDissatisfied: Bool { [process, answer, delivery].contains(.dissatisfied) }

    public func send() async {
        guard let process, let answer, progress != .sending, progress != .saved else { return }
        progress = .sending
        let form = EvaluationForm(process: process, answer: answer, delivery: delivery, reason: reason)
        do throws(Failure) {
            _ = try await core.perform(.evaluate(form), on: caseID)
            progress = .saved
        } catch {
            progress = .failed(error)
        }
    }
}
