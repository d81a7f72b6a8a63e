// The device's own key (设备密钥): P-256, made in the Secure Enclave where there is one, never readable. It signs photos at the
// moment of capture and a deputy's card.

import Foundation

/// Where a private key lives.
public enum KeyHome: Hashable, Sendable {
    case software, secureEnclave
}

/// The public half.
public struct DevicePublicKey: Hashable, Sendable {
    /// The point in SEC 1 form.
    public let sec1: Data
    public let home: KeyHome

    public init(sec1: Data, home: KeyHome) {
        self.sec1 = sec1
        self.home = home
    }
}

/// Why the device did not sign.
public enum SigningFault: Error, Hashable, Sendable {
    case cancelled, locked
    /// The key is gone for good; a new one must be made.
    case keyInvalidated
    case unavailable
}

/// The Secure Enclave in the app, a script in tests. Blocks for as long as the person takes.
public protocol SigningKey: Sendable {
    func publicKey() throws(SigningFault) -> DevicePublicKey
    /// ECDSA over SHA-256 of the message, in DER.
    func sign(_ message: Data) throws(SigningFault) -> Data
}
