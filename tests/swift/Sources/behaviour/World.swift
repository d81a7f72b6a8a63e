// A real server in this process, and phones in folders of their own.

import Foundation
import MinyiCore

let citizenNumber = "19900000006"

/// From tests/swift/Sources/behaviour/World.swift upwards.
let repository = (0..<5).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }

/// "Wraps" by turning all bits over; or cannot answer, or does not know the key any more.
final class TestKeyStore: KeyStore {
    let fault: KeyStoreError?

    init(unwrapFails fault: KeyStoreError? = nil) {
        self.fault = fault
    }

    func wrap(key: Data) throws -> Data { flipped(key) }

    func unwrap(wrapped: Data) throws -> Data {
        if let fault { throw fault }
        return flipped(wrapped)
    }

    private func flipped(_ data: Data) -> Data { Data(data.map { ~$0 }) }
}

/// The switch in the hand of the test.
final class Switch: Connectivity {
    private let held: Shared<NetworkClass>

    init(_ now: NetworkClass = .unmetered) {
        held = Shared(now)
    }

    var now: NetworkClass {
        get { held.value }
        set { held.value = newValue }
    }

    func network() throws -> NetworkClass { held.value }
}

/// The phone's clock goes with the server's.
final class ServerSkew: ClockSkewSource {
    private let server: TestServer

    init(_ server: TestServer) {
        self.server = server
    }

    func skewMillis() throws -> Int64 { server.skewMillis() }
}

/// A server and a folder for phones, gone at the end.
final class World: Sendable {
    let server: TestServer
    let folder: URL

    init() throws {
        server = try TestServer.start()
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("minyi-behaviour-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    func config(_ name: String) -> AppConfig {
        AppConfig(folder: folder.appendingPathComponent(name).path, server: server.url(), appBuild: "behaviour")
    }

    func platform(keys: KeyStore = TestKeyStore(), network: Switch = Switch()) -> Platform {
        Platform(keyStore: keys, connectivity: network, clockSkew: ServerSkew(server), signer: nil)
    }

    func phone(_ name: String, network: Switch = Switch()) async throws -> MinyiApp {
        try await MinyiApp.open(config: config(name), platform: platform(network: network))
    }

    /// A phone on which the citizen has signed in and synced.
    func citizen(_ name: String = "citizen", network: Switch = Switch()) async throws -> MinyiApp {
        let app = try await phone(name, network: network)
        try await signIn(app)
        return app
    }

    func signIn(_ app: MinyiApp, number: String = citizenNumber) async throws {
        _ = try await app.requestCode(phone: number)
        _ = try await app.signInWithCode(phone: number, code: known(server.lastCode(phone: number)))
        _ = try await app.sync()
    }

    func staff(_ login: String) async throws -> MinyiApp {
        let app = try await phone(login)
        _ = try await app.signInStaff(login: login, password: server.password(), totp: server.totp())
        _ = try await app.sync()
        return app
    }

    /// A JPEG file as small as they come, told apart by its number.
    func photo(_ number: UInt8, bytes: Int = 0) throws -> URL {
        let file = folder.appendingPathComponent("photo-\(number).jpg")
        let source = try Data(contentsOf: repository.appendingPathComponent("demo/photos/lamp-1.jpg"))
        // What follows the end of a JPEG is no part of the picture, but of its hash.
        try (source + Data(repeating: number, count: bytes + 1)).write(to: file)
        return file
    }

}

func newCase(_ title: String = "路灯不亮", photos: [Photo] = [], draft: String? = nil) -> NewCase {
    NewCase(
        draft: draft, title: title, text: "村口的路灯坏了一个月。", addressee: .oneStation(station: "station-zhili-1"),
        place: nil, photos: photos, mayPublish: true, filing: .own)
}

extension MinyiApp {
    /// Sends until nothing is left that a little patience would bring away.
    func send() async throws {
        for _ in 0..<20 {
            if try await !runSlice(deadline: 30).more { return }
        }
    }
}

/// Keeps what it hears, in order; one class for every listener.
final class Heard<Value: Sendable>: Sendable {
    private let values: AsyncStream<Value>
    private let feed: AsyncStream<Value>.Continuation
    private let also: @Sendable (Value) throws -> Void

    init(also: @escaping @Sendable (Value) throws -> Void = { _ in }) {
        (values, feed) = AsyncStream.makeStream()
        self.also = also
    }

    func hear(_ value: Value) throws {
        defer { feed.yield(value) }
        try also(value)
    }

    /// The first that is so, however many come before.
    func first(where wanted: (Value) throws -> Bool = { _ in true }) async throws -> Value {
        for await value in values {
            if try wanted(value) { return value }
        }
        throw Broken("the stream ended")
    }
}

extension Heard: OutboxListener where Value == OutboxSnapshot {
    func onUpdate(outbox: OutboxSnapshot) throws { try hear(outbox) }
}

extension Heard: CasesListener where Value == CasePage {
    func onUpdate(page: CasePage) throws { try hear(page) }
}

extension Heard: SessionListener where Value == SessionState {
    func onUpdate(session: SessionState) throws { try hear(session) }
}

extension Heard: LogSink where Value == LogRecord {
    func log(record: LogRecord) throws { try hear(record) }
}

extension SessionState {
    var isSignedIn: Bool { if case .signedIn = self { true } else { false } }
}
