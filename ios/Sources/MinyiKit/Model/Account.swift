// Who is at work (登录状态).

import Foundation

/// In which capacity somebody acts (身份).
public enum Role: CaseIterable, Hashable, Sendable {
    case citizen, stationStaff, deputy, officeStaff, unitClerk, unitLeader, courtLiaison, courtClerk, bench, auditor, system
}

/// Who is signed in, in one capacity.
public struct Account: Hashable, Sendable {
    public let user: UserID
    public let role: Role
    public let organ: OrganID?

    public init(user: UserID, role: Role, organ: OrganID? = nil) {
        self.user = user
        self.role = role
        self.organ = organ
    }
}

/// The state of the session.
public enum SessionState: Hashable, Sendable {
    case signedOut
    case signedIn(Account, expiresAt: Date)
    /// The server ended it: this account signs in again. Nothing is lost, reading and writing go on.
    case over(Account)
}

/// A one-time code is on its way.
public struct CodeSent: Hashable, Sendable {
    /// Seconds for which the code is good.
    public let validFor: Int
    /// Seconds before another may be asked for.
    public let againAfter: Int

    public init(validFor: Int, againAfter: Int) {
        self.validFor = validFor
        self.againAfter = againAfter
    }
}
