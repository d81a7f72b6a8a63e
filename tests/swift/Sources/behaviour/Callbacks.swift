// The shell's objects, asked by the core: values and errors come through typed, surprises are logged, nothing dies.

import Foundation
import MinyiCore

/// A key whose private half nobody needs here: the base point of P-256, and a signature that is none.
private final class TestSigner: Signer {
    let fault: SignerError?

    init(fails fault: SignerError? = nil) {
        self.fault = fault
    }

    func key() throws -> DeviceKey { DeviceKey(sec1: Self.point, level: .software) }

    func sign(message: Data) throws -> Data {
        if let fault { throw fault }
        return Data([0x30]) + message
    }

    static let point = Data([4]) + hex("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296")
        + hex("4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5")

    private static func hex(_ text: String) -> Data {
        Data(stride(from: 0, to: text.count, by: 2).compactMap { at in
            let start = text.index(text.startIndex, offsetBy: at)
            return UInt8(text[start..<text.index(start, offsetBy: 2)], radix: 16)
        })
    }
}

/// Says a number of a citizen when it fails.
private struct Telling: Error {
    let secret = "19900000006"
}

private final class FailingSources: Connectivity, ClockSkewSource, KeyStore {
    let error: any Error

    init(_ error: any Error) {
        self.error = error
    }

    func network() throws -> NetworkClass { throw error }
    func skewMillis() throws -> Int64 { throw error }
    func wrap(key: Data) throws -> Data { throw error }
    func unwrap(wrapped: Data) throws -> Data { throw error }
}

private final class FastClock: ClockSkewSource {
    func skewMillis() throws -> Int64 { -90_000 }
}

func callbacks() -> Program {
    Program("callbacks") { program in
        program.promise("a key store is asked, and its errors arrive typed") {
            try same(Data([1, 2, 3]), try askKeyStore(store: TestKeyStore(), key: Data([1, 2, 3])))
            for fault in [KeyStoreError.Lost, .Unavailable] {
                try await throwsError(fault) {
                    try askKeyStore(store: TestKeyStore(unwrapFails: fault), key: Data([1]))
                }
            }
        }
        program.promise("anything else that is thrown counts as not available, and names no words of it") {
            let sink = Heard<LogRecord>()
            try installLogSink(sink: sink, level: .error)
            try await throwsError(KeyStoreError.Unavailable) {
                try askKeyStore(store: FailingSources(Telling()), key: Data([1]))
            }
            let line = try await sink.first { $0.text.contains("threw something unexpected") }
            removeLogSink()
            try check(!line.text.contains("19900000006"), line.text)
        }
        program.promise("connectivity and clock skew are asked, and may fail") {
            try same(.metered, try askConnectivity(source: Switch(.metered)))
            try same(-90_000, try askClockSkew(source: FastClock()))
            try await throwsError(ShellError.Failed(reason: "no radio")) {
                try askConnectivity(source: FailingSources(ShellError.Failed(reason: "no radio")))
            }
        }
        program.promise("a signer's key and signature come through; who dismissed the prompt is told apart from a broken key") {
            try same(TestSigner.point, try askSigner(signer: TestSigner()).sec1)
            try same(Data([0x30, 1, 2]), try askToSign(signer: TestSigner(), message: Data([1, 2])))
            for fault in [SignerError.Cancelled, .Locked, .KeyInvalidated, .Unavailable] {
                try await throwsError(fault) { try askToSign(signer: TestSigner(fails: fault), message: Data()) }
            }
        }
        program.promise("the core reads the device's key through the signer, and says when there is none") {
            let world = try World()
            let platform = Platform(keyStore: TestKeyStore(), connectivity: nil, clockSkew: nil, signer: TestSigner())
            let app = try await MinyiApp.open(config: world.config("p"), platform: platform)
            try same(TestSigner.point, try await app.deviceKey()?.sec1)
            try same(nil, try await world.phone("q").deviceKey())
        }
        program.promise("a slice asks what network there is: offline nothing is tried, and nothing is lost") {
            let world = try World()
            let network = Switch()
            let app = try await world.citizen(network: network)
            network.now = .offline
            _ = try await app.fileCase(new: newCase())
            let report = try await app.runSlice(deadline: 5)
            try check(report.done == 0 && report.more, "\(report)")
            network.now = .unmetered
            try await app.send()
            try same(1, app.outbox().done.count)
        }
        program.promise("a source that fails keeps nobody from working") {
            let world = try World()
            let failing = FailingSources(Telling())
            let platform = Platform(keyStore: TestKeyStore(), connectivity: failing, clockSkew: failing, signer: nil)
            let app = try await MinyiApp.open(config: world.config("p"), platform: platform)
            _ = try await app.runSlice(deadline: 5)
            try await throwsError(MinyiError.SignedOut) { try await app.sync() }
        }
        program.promise("an error in a listener is logged, and the next update comes all the same") {
            let world = try World()
            let app = try await world.citizen()
            let sink = Heard<LogRecord>()
            try installLogSink(sink: sink, level: .warn)
            let heard = Heard<SessionState>(also: { _ in throw Telling() })
            let subscription = try app.observeSession(listener: heard)
            _ = try await heard.first(where: \.isSignedIn)
            _ = try await sink.first { $0.text.contains("a listener failed") }
            try await app.signOut()
            _ = try await heard.first { $0 == .signedOut }
            subscription.cancel()
            removeLogSink()
        }
        program.promise("a log sink hears what matters enough, survives its own failure, and hears nothing after it was removed") {
            let failures = Shared(1)
            // Lines of the core itself may come in between; these are the ones written here.
            let own = "minyi_test"
            let sink = Heard<LogRecord>(also: { line in
                guard line.target == own else { return }
                failures.change { $0 -= 1 }
                if failures.value == 0 { throw Telling() }
            })
            try installLogSink(sink: sink, level: .warn)
            writeLog(level: .warn, text: "the sink fails at this one")
            writeLog(level: .info, text: "too small")
            writeLog(level: .error, text: "heard")
            try same("the sink fails at this one", try await sink.first { $0.target == own }.text)
            try same("heard", try await sink.first { $0.target == own }.text)
            removeLogSink()
            writeLog(level: .error, text: "to nobody")
            let other = Heard<LogRecord>()
            try installLogSink(sink: other, level: .warn)
            writeLog(level: .error, text: "to the other")
            _ = try await other.first { $0.text == "to the other" }
            removeLogSink()
            try check(failures.value == -1, "the first sink heard \(1 - failures.value) lines")
        }
    }
}
