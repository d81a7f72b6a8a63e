// What a person may do with what is theirs (个人数据): values, and the door to the core for them.

import Foundation

public enum DeviceTag: Sendable {}
/// 设备编号
public typealias DeviceID = Name<DeviceTag>

/// A device on which the account is signed in.
public struct SignedInDevice: Hashable, Sendable, Identifiable {
    public let id: DeviceID
    public let signedInAt: Date
    public let isThisOne: Bool

    public init(id: DeviceID, signedInAt: Date, isThisOne: Bool) {
        self.id = id
        self.signedInAt = signedInAt
        self.isThisOne = isThisOne
    }
}

public protocol OwnDataCore: Sendable {
    /// Where the account is signed in, latest sign-in first.
    func devices() async throws(Failure) -> [SignedInDevice]
    /// Signs a device out at once: a lost phone, for example.
    func signDeviceOut(_ device: DeviceID) async throws(Failure)
    /// Writes a copy of everything on this phone into a new folder; gives the files, the words first.
    func exportOwnData(to folder: URL) async throws(Failure) -> [URL]
    /// Removes everything of the account from this phone, what was never sent included, and signs out.
    func eraseOwnData() async throws(Failure)
}
