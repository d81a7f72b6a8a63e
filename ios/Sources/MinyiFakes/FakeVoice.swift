// A vault and a microphone without a core and without a phone, for previews and tests.

import Foundation
import MinyiKit

/// Keeps recordings by name.
public final class FakeVoice: VoiceCore, @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [String: Data] = [:]
    private var next: Failure?
    private var meanwhile: (@Sendable () async -> Void)?

    public init() {}

    /// What happens while a sound is on its way from the server.
    public var whileListening: (@Sendable () async -> Void)? {
        get { lock.withLock { meanwhile } }
        set { lock.withLock { meanwhile = newValue } }
    }

    /// What the next call fails with.
    public var failure: Failure? {
        get { lock.withLock { next } }
        set { lock.withLock { next = newValue } }
    }

    public var mostVoiceSeconds: Int { 120 }

    public func attachVoice(at file: URL) async throws(Failure) -> VoiceNote {
        try fail()
        let name = file.lastPathComponent
        lock.withLock { kept[name] = Data(name.utf8) }
        return VoiceNote(sha256: name, bytes: 30_000)
    }

    public func ownVoice(_ sha256: String) async throws(Failure) -> Data {
        try fail()
        guard let sound = lock.withLock({ kept[sha256] }) else { throw .notFound }
        return sound
    }

    public func listen(to id: CaseID) async throws(Failure) -> Data {
        try fail()
        await whileListening?()
        return Data(id.text.utf8)
    }

    private func fail() throws(Failure) {
        let failure: Failure? = lock.withLock {
            defer { next = nil }
            return next
        }
        if let failure { throw failure }
    }
}

/// `allowed`: what asking for the microphone comes to. Each recording gets a file's name of its own.
public actor FakeRecorder: VoiceRecorder {
    private var allowed: Started
    private var isPlayable = true
    private let file: URL?
    public private(set) var recorded = 0
    public private(set) var heard: [String] = []

    /// `file`: what every recording comes to; a name without a file otherwise.
    public init(allowed: Started = .recording, file: URL? = nil) {
        self.allowed = allowed
        self.file = file
    }

    public func allow(_ started: Started) { allowed = started }

    /// Whether this phone can play what it is given.
    public func canPlay(_ can: Bool) { isPlayable = can }

    public func start(mostSeconds: Int) async -> Started { allowed }

    public func stop() async -> URL? {
        recorded += 1
        return file ?? URL(filePath: "/note-\(recorded).m4a")
    }

    public func play(_ sound: Data) async -> Bool {
        heard.append(String(decoding: sound, as: UTF8.self))
        return isPlayable
    }

    public func silence() async {}
}
