// A person's data without a core, for previews and tests.

import Foundation
import MinyiKit

public final class FakeOwnData: OwnDataCore, @unchecked Sendable {
    private struct State {
        var signedIn = [
            SignedInDevice(id: DeviceID("this"), signedInAt: Date(timeIntervalSince1970: 0), isThisOne: true),
            SignedInDevice(id: DeviceID("lost"), signedInAt: Date(timeIntervalSince1970: 0), isThisOne: false),
        ]
        var failure: Failure?
        var asked: [String] = []
    }

    private let lock = NSLock()
    private var state = State()

    public init() {}

    /// What the next call fails with.
    public var failure: Failure? {
        get { lock.withLock { state.failure } }
        set { lock.withLock { state.failure = newValue } }
    }

    public var asked: [String] { lock.withLock { state.asked } }

    public func devices() async throws(Failure) -> [SignedInDevice] {
        try note("devices")
        return lock.withLock { state.signedIn }
    }

    public func signDeviceOut(_ device: DeviceID) async throws(Failure) {
        try note("signDeviceOut \(device)")
        lock.withLock { state.signedIn.removeAll { $0.id == device } }
    }

    public func exportOwnData(to folder: URL) async throws(Failure) -> [URL] {
        try note("export")
        return [folder.appendingPathComponent("minyi.json")]
    }

    public func eraseOwnData() async throws(Failure) { try note("erase") }

    private func note(_ name: String) throws(Failure) {
        let failure = lock.withLock {
            state.asked.append(name)
            defer { state.failure = nil }
            return state.failure
        }
        if let failure { throw failure }
    }
}
