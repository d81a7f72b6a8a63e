// What the platform does for the core, played by fakes: the key stays, transfers survive a restart, no permission is no end.

import Foundation
import MinyiFakes
import MinyiKit
import Testing

private let picture = Shot(file: URL(fileURLWithPath: "/tmp/p.jpg"), ticket: "ticket")

@Suite(.timeLimit(.minutes(1))) struct PlatformTests {
    @Test func aKeyComesBackAsItWas() throws {
        let store = SecretKeyStore(secrets: Drawer())
        let key = Data((0..<32).map { UInt8($0) })
        let wrapped = try store.wrap(key)
        #expect(!wrapped.contains(key), "what the core remembers is a name, not the key")
        #expect(try store.unwrap(wrapped) == key)
    }

    @Test func aLockedPhoneIsNotALostKey() throws {
        let drawer = Drawer()
        let store = SecretKeyStore(secrets: drawer)
        let wrapped = try store.wrap(Data(count: 32))
        drawer.isLocked = true
        #expect(throws: SecretStoreFault.locked) { try store.unwrap(wrapped) }
        #expect(throws: SecretStoreFault.locked) { try store.wrap(Data(count: 32)) }
    }

    @Test(arguments: [Data(), Data("minyi.vault.nobody".utf8), Data("other".utf8), Data([0xff, 0xfe])])
    func whatWasNeverWrappedIsMissing(wrapped: Data) {
        #expect(throws: SecretStoreFault.missing) { try SecretKeyStore(secrets: Drawer()).unwrap(wrapped) }
    }

    @Test func anItemOfAnotherLengthIsNoKey() throws {
        let drawer = Drawer()
        let store = SecretKeyStore(secrets: drawer, newName: { "x" })
        let wrapped = try store.wrap(Data(count: 32))
        try drawer.put(Data(count: 3), name: "minyi.vault.x")
        #expect(throws: SecretStoreFault.missing) { try store.unwrap(wrapped) }
    }

    @Test func whatIsUnderWaySinceBeforeARestartIsNotStartedAgain() async throws {
        let core = FakeCore()
        core.answers.planned = [transfer("a"), transfer("b")]
        let session = ScriptedSession(underWay: ["a"])
        let desk = TransferDesk(core: core, session: session)
        #expect(try await desk.handOver() == 1)
        #expect(await session.started == ["b"])
        #expect(try await desk.handOver() == 0)
    }

    @Test func anAnswerGoesToTheCoreAndTheNextRequestsFollow() async throws {
        let core = FakeCore()
        core.answers.planned = [transfer("a"), transfer("b")]
        let session = ScriptedSession(underWay: ["a"])
        let desk = TransferDesk(core: core, session: session)
        try await desk.finished(TransferAnswer(id: "a", status: 201, headers: [], body: Data()))
        #expect(core.asked == [.finished("a", 201), .plan(16)])
        #expect(await session.started == ["b"])
    }

    @Test func whoIsSignedOutHandsNothingOver() async {
        let core = FakeCore()
        core.answers.failure = .signedOut
        let session = ScriptedSession(underWay: [])
        await #expect(throws: Failure.signedOut) { try await TransferDesk(core: core, session: session).handOver() }
        #expect(await session.started.isEmpty)
    }

    @Test(arguments: [
        (CameraPermission.allowed, CameraPermission.denied, CaptureOutcome.taken(picture)),
        (.denied, .allowed, .notAllowed),
        (.notAsked, .allowed, .taken(picture)),
        (.notAsked, .denied, .notAllowed),
    ])
    func thePermissionIsAskedForOnceAndItsLackIsNoEnd(
        now: CameraPermission, asked: CameraPermission, outcome: CaptureOutcome
    ) async {
        let camera = ScriptedCamera(now: now, asked: asked, photo: .success(picture.file))
        #expect(await camera.capture { picture.ticket } == outcome)
    }

    @Test func goingBackAndAnInterruptionAreToldApart() async {
        let back = ScriptedCamera(now: .allowed, asked: .allowed, photo: .success(nil))
        #expect(await back.capture { nil } == .wentBack)
        let call = ScriptedCamera(now: .allowed, asked: .allowed, photo: .failure(.interrupted))
        #expect(await call.capture { nil } == .failed(.interrupted))
    }

    private func transfer(_ id: String) -> PlannedTransfer {
        PlannedTransfer(id: id, method: "PUT", url: "https://minyi.example/v1", headers: [], file: "/tmp/\(id)", bytes: 1)
    }
}

/// A Keychain of one process.
private final class Drawer: SecretStore, @unchecked Sendable {
    private let lock = NSLock()
    private var items: [String: Data] = [:]
    var isLocked = false

    func put(_ secret: Data, name: String) throws(SecretStoreFault) {
        if isLocked { throw .locked }
        lock.withLock { items[name] = secret }
    }

    func get(name: String) throws(SecretStoreFault) -> Data {
        if isLocked { throw .locked }
        guard let secret = lock.withLock({ items[name] }) else { throw .missing }
        return secret
    }
}

private actor ScriptedSession: TransferSession {
    private var names: Set<String>
    private(set) var started: [String] = []

    init(underWay names: Set<String>) {
        self.names = names
    }

    func underWay() async -> Set<String> { names }

    func start(_ transfer: PlannedTransfer) async {
        names.insert(transfer.id)
        started.append(transfer.id)
    }
}

private struct ScriptedCamera: Camera {
    let now: CameraPermission
    let asked: CameraPermission
    let photo: Result<URL?, CameraFault>

    func permission() async -> CameraPermission { now }
    func askPermission() async -> CameraPermission { asked }
    func takePhoto(ticket: @escaping @Sendable () -> String?) async throws(CameraFault) -> Shot? {
        try photo.get().map { Shot(file: $0, ticket: ticket()) }
    }
}
