// What belongs to the person, on the native library; translates and decides nothing.

import Foundation
import MinyiCore
import MinyiKit

extension NativeCore: OwnDataCore {
    public func devices() async throws(Failure) -> [MinyiKit.SignedInDevice] {
        let devices = try await asked { [app] in try await app.signedInDevices() }
        return devices.map {
            MinyiKit.SignedInDevice(id: DeviceID($0.device), signedInAt: $0.signedInAt, isThisOne: $0.thisOne)
        }
    }

    public func signDeviceOut(_ device: DeviceID) async throws(Failure) {
        try await asked { [app] in try await app.signDeviceOut(device: device.text) }
    }

    public func exportOwnData(to folder: URL) async throws(Failure) -> [URL] {
        let files = try await asked { [app] in try await app.exportOwnData(folder: folder.path) }
        return files.map { URL(fileURLWithPath: $0) }
    }

    public func eraseOwnData() async throws(Failure) {
        try await asked { [app] in try await app.eraseOwnData() }
    }
}
