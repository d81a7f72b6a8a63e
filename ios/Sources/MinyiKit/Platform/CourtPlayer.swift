// What plays a court's picture: the platform's, behind this door.

import Foundation

@MainActor public protocol CourtPlayer: AnyObject {
    var state: PlayerState { get }
    /// Hears of every change of `state`.
    var changed: (@MainActor () -> Void)? { get set }
    /// Plays this instead of whatever played.
    func play(_ list: Playlist)
    func pause()
    func resume()
    /// Lets go of everything. Fine if nothing plays.
    func stop()
    /// Programme time of what is on the screen, where the stream tells one.
    var programmeTime: Date? { get }
}

public enum PlayerState: Hashable, Sendable, CaseIterable {
    case idle
    /// The first picture, or the next after a gap, is on its way.
    case loading
    case playing, paused
    /// It gave up; `play` begins anew.
    case failed
}

/// Time as models wait for it; tests bring their own.
public struct Timing: Sendable {
    /// Since some fixed moment; nobody can set it.
    public let now: @Sendable () -> Duration
    public let sleep: @Sendable (Duration) async throws -> Void

    public init(now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.now = now
        self.sleep = sleep
    }

    public static let real: Timing = {
        let clock = ContinuousClock()
        let start = clock.now
        return Timing(now: { start.duration(to: clock.now) }, sleep: { try await clock.sleep(for: $0) })
    }()
}
