// The Keychain as the kit's secret store: items stay on this device and open after the first unlock.

import Foundation
import MinyiKit
import Security

struct Keychain: SecretStore {
    func put(_ secret: Data, name: String) throws(SecretStoreFault) {
        var item = query(name)
        SecItemDelete(item as CFDictionary)
        item[kSecValueData] = secret
        item[kSecAttrAccessible] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        guard SecItemAdd(item as CFDictionary, nil) == errSecSuccess else { throw .locked }
    }

    func get(name: String) throws(SecretStoreFault) -> Data {
        var item = query(name)
        item[kSecReturnData] = true
        var found: CFTypeRef?
        switch SecItemCopyMatching(item as CFDictionary, &found) {
        case errSecSuccess:
            guard let secret = found as? Data else { throw .missing }
            return secret
        case errSecItemNotFound: throw .missing
        default: throw .locked
        }
    }

    private func query(_ name: String) -> [CFString: Any] {
        [kSecClass: kSecClassGenericPassword, kSecAttrService: "org.minyi", kSecAttrAccount: name]
    }
}
