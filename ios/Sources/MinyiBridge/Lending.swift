// What the app lends to the core (平台能力): the kit's own protocols behind the foreign traits of the surface. Called from threads
// of the core's; what they throw arrives typed.

import Foundation
import MinyiCore
import MinyiKit

final class LentKeyStore: KeyStore {
    private let keys: SecretKeyStore

    init(_ keys: SecretKeyStore) {
        self.keys = keys
    }

    func wrap(key: Data) throws -> Data {
        try typed { () throws(SecretStoreFault) in try keys.wrap(key) }
    }

    func unwrap(wrapped: Data) throws -> Data {
        try typed { () throws(SecretStoreFault) in try keys.unwrap(wrapped) }
    }

    private func typed(_ call: () throws(SecretStoreFault) -> Data) throws -> Data {
        do throws(SecretStoreFault) {
            return try call()
        } catch {
            switch error {
            case .locked: throw KeyStoreError.Unavailable
            case .missing: throw KeyStoreError.Lost
            }
        }
    }
}

final class LentSigner: Signer {
    private let signingKey: any SigningKey

    init(_ signingKey: any SigningKey) {
        self.signingKey = signingKey
    }

    func key() throws -> DeviceKey {
        let key = try typed { () throws(SigningFault) in try signingKey.publicKey() }
        switch key.home {
        case .software: return DeviceKey(sec1: key.sec1, level: .software)
        case .secureEnclave: return DeviceKey(sec1: key.sec1, level: .secureEnclave)
        }
    }

    func sign(message: Data) throws -> Data {
        try typed { () throws(SigningFault) in try signingKey.sign(message) }
    }

    private func typed<T>(_ call: () throws(SigningFault) -> T) throws -> T {
        do throws(SigningFault) {
            return try call()
        } catch {
            switch error {
            case .cancelled: throw SignerError.Cancelled
            case .locked: throw SignerError.Locked
            case .keyInvalidated: throw SignerError.KeyInvalidated
            case .unavailable: throw SignerError.Unavailable
            }
        }
    }
}

final class LentClock: ClockSkewSource {
    private let skew: @Sendable () -> Int64

    init(_ skew: @escaping @Sendable () -> Int64) {
        self.skew = skew
    }

    func skewMillis() throws -> Int64 { skew() }
}
