// What crossing costs in Swift, each beside an empty call of its kind; the figures of the Kotlin twin, line by line.

import Foundation
import MinyiCore

private final class Nothing: EmptyListener {
    func onNothing() throws {}
}

private final class Ignoring: OutboxListener {
    func onUpdate(outbox: OutboxSnapshot) throws {}
}

/// Median of some rounds, in microseconds a call; the first round warms up.
private func microseconds(_ calls: Int, _ round: () async throws -> Void) async rethrows -> Double {
    try await round()
    var times: [Double] = []
    for _ in 0..<9 {
        let begin = ContinuousClock.now
        try await round()
        let took = (ContinuousClock.now - begin).components
        times.append((Double(took.seconds) * 1e6 + Double(took.attoseconds) / 1e12) / Double(calls))
    }
    return times.sorted()[times.count / 2]
}

private func figure(_ name: String, _ value: Double, _ peer: String, _ peerValue: Double, json: Bool) {
    let ratio = value / peerValue
    if json {
        say(
            "{\"name\":\"swift: \(name)\",\"value\":\(value),\"unit\":\"us\",\"peer\":\"\(peer)\",\"peer_value\":\(peerValue),"
                + "\"ratio\":\(ratio),\"bound\":null,\"holds\":null}")
    } else {
        let label = "swift: \(name)".padding(toLength: 52, withPad: " ", startingAt: 0)
        say("\(label) \(String(format: "%12.2f us | ", value))\(peer): \(String(format: "%.2f | ratio %.2f", peerValue, ratio))")
    }
}

func bench(json: Bool) async throws {
    let world = try World()
    let app = try await world.citizen()
    let calls = 20_000
    let empty = try await microseconds(calls) { for _ in 0..<calls { try emptyFallibleCall() } }
    let session = try await microseconds(calls) { for _ in 0..<calls { _ = try app.session() } }
    figure("sync call (session)", session, "empty sync call", empty, json: json)
    let waits = 2_000
    let emptyAsync = try await microseconds(waits) { for _ in 0..<waits { try await emptyAsyncCall() } }
    let drafts = try await microseconds(waits) { for _ in 0..<waits { _ = try await app.drafts() } }
    figure("async call (drafts, none)", drafts, "empty async call", emptyAsync, json: json)
    let none = await microseconds(1_000) { for _ in 0..<1_000 { _ = noLines() } }
    let many = await microseconds(1) { _ = manyLines(count: 10_000) }
    figure("list of 10,000 records", many, "empty list", none, json: json)
    let (nothing, ignoring) = (Nothing(), Ignoring())
    let ring = { (time: TimeInterval) in time * 1e6 }
    for _ in 0..<3 {
        _ = try ringEmpty(listener: nothing, times: 5_000)
        _ = try ringOutbox(listener: ignoring, times: 5_000)
    }
    let update = ring(try ringOutbox(listener: ignoring, times: 10_000))
    figure("observer update (outbox)", update, "empty callback", ring(try ringEmpty(listener: nothing, times: 10_000)), json: json)
}
