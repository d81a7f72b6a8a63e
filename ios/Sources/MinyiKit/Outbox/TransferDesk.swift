// Background transfers (后台传输): the core plans requests, the system performs them while the app sleeps, the answers go back to
// the core. All of them are idempotent, so an answer that comes twice, after a restart, or never does no harm.

import Foundation

/// What the system's background session does for us: `URLSession` in the app, a script in tests.
public protocol TransferSession: Sendable {
    /// Names of what was started and has not ended, also by an earlier run of the app.
    func underWay() async -> Set<String>
    func start(_ transfer: PlannedTransfer) async
}

/// The answer to a transfer.
public struct TransferAnswer: Hashable, Sendable {
    public let id: String
    public let status: Int
    public let headers: [Header]
    public let body: Data

    public init(id: String, status: Int, headers: [Header], body: Data) {
        self.id = id
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Hands plans to the session and answers to the core.
public actor TransferDesk {
    private let core: any PhoneCore
    private let session: any TransferSession
    private let most: Int

    public init(core: any PhoneCore, session: any TransferSession, most: Int = 16) {
        self.core = core
        self.session = session
        self.most = most
    }

    /// Before the app sleeps: starts what is planned and not under way. Gives how many were started.
    @discardableResult
    public func handOver() async throws(Failure) -> Int {
        let planned = try await core.planTransfers(max: most)
        let underWay = await session.underWay()
        let fresh = planned.filter { !underWay.contains($0.id) }
        for transfer in fresh { await session.start(transfer) }
        return fresh.count
    }

    /// An answer came. The next requests of the same photo can be planned now, so they are.
    public func finished(_ answer: TransferAnswer) async throws(Failure) {
        try await core.transferFinished(
            id: answer.id, status: answer.status, headers: answer.headers, body: answer.body)
        try await handOver()
    }
}
