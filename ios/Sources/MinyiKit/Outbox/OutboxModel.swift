// The outbox (待发箱), one tap away from everywhere: what is saved, sending, waiting, in need of the person, arrived.

import Foundation
import Observation

/// What the outbox shows and does.
@Observable @MainActor
public final class OutboxModel {
    /// One part of the list; parts without items are left out.
    public struct Section: Hashable, Sendable, Identifiable {
        public let title: Phrase
        public let items: [OutboxItem]

        public var id: Phrase { title }
    }

    public private(set) var outbox: Outbox
    public private(set) var network: NetworkClass
    public private(set) var trouble: Failure?

    private let core: any PhoneCore
    private let nudge: @Sendable () async -> Void

    /// `nudge` wakes whoever runs the slices.
    public init(core: any PhoneCore, nudge: @escaping @Sendable () async -> Void = {}) {
        self.core = core
        self.nudge = nudge
        outbox = core.outbox()
        network = core.network()
    }

    /// Keeps the outbox up to date for as long as the app shows.
    public func follow() async {
        do throws(Failure) {
            for await outbox in try core.outboxes() {
                self.outbox = outbox
                network = core.network()
            }
        } catch {
            trouble = error
        }
    }

    public var sections: [Section] {
        let all = [
            Section(title: .sectionAttention, items: outbox.needsAttention),
            Section(title: .sectionSending, items: outbox.sending),
            Section(title: .sectionWaiting, items: outbox.waiting),
            Section(title: .sectionSaved, items: outbox.saved),
            Section(title: .sectionDone, items: outbox.done.reversed()),
        ]
        return all.filter { !$0.items.isEmpty }
    }

    /// One line for the badge that every screen carries.
    public var summary: Message {
        outbox.unsent == 0 ? .phrase(.allSent) : .counted(.unsentCount, outbox.unsent)
    }

    /// What others left on this phone, if anything.
    public var othersMessage: Message? {
        outbox.ofOtherAccounts == 0 ? nil : .counted(.ofOtherAccounts, outbox.ofOtherAccounts)
    }

    /// The platform says what network there is.
    public func networkChanged(to network: NetworkClass) async {
        core.setNetwork(network)
        self.network = network
        await nudge()
    }

    public func retry(_ command: CommandID) async {
        do throws(Failure) {
            try await core.retry(command)
            trouble = nil
            await nudge()
        } catch {
            trouble = error
        }
    }

    /// Only on the person's word: what was unsent exists nowhere else.
    public func discard(_ command: CommandID) async {
        do throws(Failure) {
            try await core.discard(command)
            trouble = nil
        } catch {
            trouble = error
        }
    }

    public func sendNow() async {
        await nudge()
    }
}

extension OutboxItem {
    /// How far it is, in words.
    public var message: Message {
        switch standing {
        case .saved: .phrase(.savedOnThisPhone)
        case .submitting: .counted(.percentSent, percent)
        case .uploading: .phrase(.andThen, [.message(.phrase(.registeredPhotosFollow)), .message(.counted(.percentSent, percent))])
        case .waiting(let nextTry, let why, _):
            .phrase(.andThen, [.message(why.message), .message(.phrase(.nextTryAt, [.moment(nextTry)]))])
        case .needsAttention(let reason, _): reason.message
        case .complete(let receivedAt): .phrase(.arrivedAt, [.moment(receivedAt)])
        }
    }

    private var percent: Int { Int((progress * 100).rounded(.down)) }
}

extension ParkReason {
    /// What the server said, with what it would accept.
    public var message: Message {
        switch self {
        case .contentLost: .phrase(.contentLost)
        case .saidNo(let problem): problem.refusal?.message ?? problem.code.message
        }
    }
}
