// The device's key in the Secure Enclave; where there is none (the simulator), in the Keychain, and it says so.

import Foundation
import MinyiKit
import Security

struct EnclaveKey: SigningKey {
    let tag: String

    func publicKey() throws(SigningFault) -> DevicePublicKey {
        let (key, home) = try privateKey()
        guard let half = SecKeyCopyPublicKey(key), let bytes = SecKeyCopyExternalRepresentation(half, nil) else {
            throw .unavailable
        }
        return DevicePublicKey(sec1: bytes as Data, home: home)
    }

    func sign(_ message: Data) throws(SigningFault) -> Data {
        let (key, _) = try privateKey()
        var problem: Unmanaged<CFError>?
        let signed = SecKeyCreateSignature(key, .ecdsaSignatureMessageX962SHA256, message as CFData, &problem)
        if let signed { return signed as Data }
        guard let error = problem?.takeRetainedValue() else { throw .unavailable }
        switch CFErrorGetCode(error) {
        case Int(errSecUserCanceled): throw .cancelled
        case Int(errSecInteractionNotAllowed): throw .locked
        case Int(errSecItemNotFound): throw .keyInvalidated
        default: throw .unavailable
        }
    }

    private func privateKey() throws(SigningFault) -> (SecKey, KeyHome) {
        let query: [CFString: Any] = [
            kSecClass: kSecClassKey, kSecAttrApplicationTag: Data(tag.utf8), kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
            kSecReturnRef: true,
        ]
        var found: CFTypeRef?
        switch SecItemCopyMatching(query as CFDictionary, &found) {
        case errSecSuccess:
            guard let found else { throw .unavailable }
            let key = found as! SecKey
            let attributes = SecKeyCopyAttributes(key) as? [CFString: Any]
            let isEnclave = attributes?[kSecAttrTokenID] as? String == kSecAttrTokenIDSecureEnclave as String
            return (key, isEnclave ? .secureEnclave : .software)
        case errSecItemNotFound: return try make()
        case errSecInteractionNotAllowed: throw .locked
        default: throw .unavailable
        }
    }

    private func make() throws(SigningFault) -> (SecKey, KeyHome) {
        let access = SecAccessControlCreateWithFlags(
            nil, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly, .privateKeyUsage, nil)
        let kept: [CFString: Any] = [
            kSecAttrIsPermanent: true, kSecAttrApplicationTag: Data(tag.utf8), kSecAttrAccessControl: access as Any,
        ]
        var wish: [CFString: Any] = [
            kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom, kSecAttrKeySizeInBits: 256, kSecPrivateKeyAttrs: kept,
            kSecAttrTokenID: kSecAttrTokenIDSecureEnclave,
        ]
        if let key = SecKeyCreateRandomKey(wish as CFDictionary, nil) { return (key, .secureEnclave) }
        wish[kSecAttrTokenID] = nil
        wish[kSecPrivateKeyAttrs] = [kSecAttrIsPermanent: true, kSecAttrApplicationTag: Data(tag.utf8)] as [CFString: Any]
        guard let key = SecKeyCreateRandomKey(wish as CFDictionary, nil) else { throw .unavailable }
        return (key, .software)
    }
}
