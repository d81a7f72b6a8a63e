// One listener for everything that the core tells (监听): it feeds a stream and nothing else. The stream keeps the newest value
// only, so a slow screen skips, never lags; when its reader goes, the core's side ends with it.

import Foundation
import MinyiCore

/// Turns calls from the core's thread into the values of a stream.
final class StreamListener<Told: Sendable>: Sendable {
    private let pass: @Sendable (Told) -> Void

    init(_ pass: @escaping @Sendable (Told) -> Void) {
        self.pass = pass
    }

    func hear(_ value: Told) {
        pass(value)
    }
}

extension StreamListener: OutboxListener where Told == OutboxSnapshot {
    func onUpdate(outbox: OutboxSnapshot) throws { hear(outbox) }
}

extension StreamListener: CasesListener where Told == CasePage {
    func onUpdate(page: CasePage) throws { hear(page) }
}

extension StreamListener: SessionListener where Told == SessionState {
    func onUpdate(session: SessionState) throws { hear(session) }
}

/// A stream of what the core tells, as the kit's own values. It ends when its reader's task does, and the subscription with it.
func stream<Told: Sendable, Shown: Sendable>(
    _ shown: @escaping @Sendable (Told) -> Shown,
    subscribe: (StreamListener<Told>) throws -> Subscription
) throws -> AsyncStream<Shown> {
    let (values, feed) = AsyncStream<Shown>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let subscription = try subscribe(StreamListener { feed.yield(shown($0)) })
    // Not on the reader's thread: it may wait for a call under way.
    feed.onTermination = { _ in Task.detached { subscription.cancel() } }
    return values
}
