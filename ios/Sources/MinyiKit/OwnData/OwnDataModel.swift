// 设备与个人数据: where the account is signed in, a copy to take along, and the removal of everything from this phone.

import Foundation
import Observation

@Observable @MainActor
public final class OwnDataModel {
    /// `nil` until the server told.
    public private(set) var devices: [SignedInDevice]?
    public private(set) var isBusy = false
    /// Files of the copy that was just written, until they are handed over.
    public private(set) var copy: [URL]?
    public private(set) var trouble: Failure?

    private let core: any OwnDataCore

    public init(core: any OwnDataCore) {
        self.core = core
    }

    public func load() async {
        await attempt { [core] () async throws(Failure) in self.devices = try await core.devices() }
    }

    public func signOut(_ device: DeviceID) async {
        await attempt { [core] () async throws(Failure) in
            try await core.signDeviceOut(device)
            self.devices = try await core.devices()
        }
    }

    /// Into this folder, which is new and private.
    public func export(to folder: URL) async {
        await attempt { [core] () async throws(Failure) in self.copy = try await core.exportOwnData(to: folder) }
    }

    /// The copy went to where the person wanted it.
    public func handedOver() { copy = nil }

    /// Only on the person's word.
    public func erase() async {
        await attempt { [core] () async throws(Failure) in try await core.eraseOwnData() }
    }

    private func attempt(_ work: @MainActor () async throws(Failure) -> Void) async {
        guard !isBusy else { return }
        isBusy = true
        defer { isBusy = false }
        do throws(Failure) {
            try await work()
            trouble = nil
        } catch {
            trouble = error
        }
    }
}
