// What a call costs: each kind beside an empty call of the same kind. One JSON object; medians of several rounds.

import Foundation
import MinyiCore

private final class Nothing: EmptyListener {
    func onNothing() throws {}
}

private final class Ignoring: OutboxListener {
    func onUpdate(outbox: OutboxSnapshot) throws {}
}

/// Nanoseconds of one call, the median of the rounds.
private func time(rounds: Int = 7, calls: Int, _ call: () async throws -> Void) async rethrows -> Double {
    var figures: [Double] = []
    for _ in 0..<rounds {
        let begin = ContinuousClock.now
        for _ in 0..<calls { try await call() }
        figures.append(nanoseconds(ContinuousClock.now - begin) / Double(calls))
    }
    return figures.sorted()[rounds / 2]
}

/// The same without a suspension point in the loop.
private func timeNow(rounds: Int = 7, calls: Int, _ call: () throws -> Void) rethrows -> Double {
    var figures: [Double] = []
    for _ in 0..<rounds {
        let begin = ContinuousClock.now
        for _ in 0..<calls { try call() }
        figures.append(nanoseconds(ContinuousClock.now - begin) / Double(calls))
    }
    return figures.sorted()[rounds / 2]
}

private func nanoseconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) * 1e9 + Double(duration.components.attoseconds) / 1e9
}

private func median(_ rounds: Int = 7, _ figure: () throws -> TimeInterval) rethrows -> Double {
    try (0..<rounds).map { _ in try figure() * 1e9 }.sorted()[rounds / 2]
}

func bench() async throws {
    let world = try World()
    let app = try await world.citizen()
    var figures: [(String, Double)] = []
    figures.append(("sync_empty_ns", timeNow(calls: 100_000) { emptyCall() }))
    figures.append(("sync_network_ns", timeNow(calls: 100_000) { _ = app.network() }))
    figures.append(("sync_outbox_ns", timeNow(calls: 10_000) { _ = app.outbox() }))
    figures.append(("async_empty_ns", try await time(calls: 2_000) { try await emptyAsyncCall() }))
    figures.append(("async_cases_ns", try await time(calls: 500) { _ = try await app.cases(after: nil, limit: 50) }))
    figures.append(("list_empty_ns", timeNow(calls: 1_000) { _ = noLines() }))
    figures.append(("list_10000_ns", timeNow(calls: 3) { _ = manyLines(count: 10_000) }))
    figures.append(("update_empty_ns", try median { try ringEmpty(listener: Nothing(), times: 10_000) }))
    figures.append(("update_outbox_ns", try median { try ringOutbox(listener: Ignoring(), times: 10_000) }))
    let fields = figures.map { "\"\($0.0)\":\(Int($0.1.rounded()))" }
    say("{\(fields.joined(separator: ","))}")
}
