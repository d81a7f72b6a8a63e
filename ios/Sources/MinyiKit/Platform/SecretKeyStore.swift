// The key of the vault (密钥保管): the core asks to have 32 bytes kept so that they never leave this device. Here they become an
// item of the platform's secret store, and what the core gets back to remember is the item's name.

import Foundation

/// The Keychain in the app, a table in tests.
public protocol SecretStore: Sendable {
    func put(_ secret: Data, name: String) throws(SecretStoreFault)
    func get(name: String) throws(SecretStoreFault) -> Data
}

/// Why the store did not answer.
public enum SecretStoreFault: Error, Hashable, Sendable {
    /// The phone was not unlocked since it started: later.
    case locked
    /// There is no such item: never again.
    case missing
}

/// Wraps by storing and unwraps by reading.
public struct SecretKeyStore: Sendable {
    private let secrets: any SecretStore
    private let newName: @Sendable () -> String

    public init(secrets: any SecretStore, newName: @escaping @Sendable () -> String = { UUID().uuidString }) {
        self.secrets = secrets
        self.newName = newName
    }

    /// Stores a key; gives what must be remembered to get it back.
    public func wrap(_ key: Data) throws(SecretStoreFault) -> Data {
        let name = Self.prefix + newName()
        try secrets.put(key, name: name)
        return Data(name.utf8)
    }

    /// Gives the key back.
    public func unwrap(_ wrapped: Data) throws(SecretStoreFault) -> Data {
        guard let name = String(data: wrapped, encoding: .utf8), name.hasPrefix(Self.prefix) else { throw .missing }
        let key = try secrets.get(name: name)
        guard key.count == Self.keyLength else { throw .missing }
        return key
    }

    private static let prefix = "minyi.vault."
    private static let keyLength = 32
}
