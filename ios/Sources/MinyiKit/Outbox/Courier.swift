// The courier (送件): runs the core's slices one after the other and rests in between for as long as the core says, or until
// somebody nudges it. It decides nothing: when to come again is the core's to say.

import Foundation

/// Carries what waits to the server while the app runs.
public actor Courier {
    /// Rests for so long; ends early when cancelled.
    public typealias Rest = @Sendable (Duration) async -> Void

    private let core: any PhoneCore
    private let slice: Duration
    private let rest: Rest
    private var resting: Task<Void, Never>?
    private var isNudged = false

    public init(
        core: any PhoneCore,
        slice: Duration = .seconds(30),
        rest: @escaping Rest = { try? await Task.sleep(for: $0) }
    ) {
        self.core = core
        self.slice = slice
        self.rest = rest
    }

    /// Goes on until its task is cancelled; then the running slice ends within a second.
    public func run() async {
        await withTaskCancellationHandler {
            while !Task.isCancelled {
                isNudged = false
                let pause = await oneSlice()
                if !isNudged && !Task.isCancelled { await pauseFor(pause) }
            }
        } onCancel: {
            core.stop()
            Task { await self.nudge() }
        }
    }

    /// Something happened: the next slice begins at once.
    public func nudge() {
        isNudged = true
        resting?.cancel()
    }

    private func oneSlice() async -> Duration {
        do throws(Failure) {
            return try await core.runSlice(deadline: slice).nextWake ?? Self.untilNudged
        } catch {
            return error == .signedOut ? Self.untilNudged : Self.afterTrouble
        }
    }

    private func pauseFor(_ duration: Duration) async {
        let rest = rest
        let task = Task { await rest(duration) }
        resting = task
        await task.value
        resting = nil
    }

    /// Nothing to do before the person, the network or a sign-in changes something, and each of these nudges.
    private static let untilNudged = Duration.seconds(24 * 3600)
    private static let afterTrouble = Duration.seconds(60)
}
