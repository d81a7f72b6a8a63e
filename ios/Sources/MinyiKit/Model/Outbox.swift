// The outbox (待发箱) and the network (联网).

import Foundation

/// Everything in the outbox, oldest first in each list.
public struct Outbox: Hashable, Sendable {
    /// 已存在本机: waiting for its turn.
    public var saved: [OutboxItem]
    public var sending: [OutboxItem]
    /// Tried in vain; tried again later by itself.
    public var waiting: [OutboxItem]
    /// Nothing more happens without the user.
    public var needsAttention: [OutboxItem]
    /// 已送达, photos included.
    public var done: [OutboxItem]
    /// Unsent commands that other accounts left on this phone.
    public var ofOtherAccounts: Int

    public init(
        saved: [OutboxItem] = [], sending: [OutboxItem] = [], waiting: [OutboxItem] = [],
        needsAttention: [OutboxItem] = [], done: [OutboxItem] = [], ofOtherAccounts: Int = 0
    ) {
        self.saved = saved
        self.sending = sending
        self.waiting = waiting
        self.needsAttention = needsAttention
        self.done = done
        self.ofOtherAccounts = ofOtherAccounts
    }

    public var unsent: Int { saved.count + sending.count + waiting.count + needsAttention.count }
}

/// One command and its photos.
public struct OutboxItem: Hashable, Sendable, Identifiable {
    public let id: CommandID
    public let caseID: CaseID
    public let act: MatterAct
    public let madeAt: Date
    public let standing: ItemStanding
    public let photos: Int
    public let photosComplete: Int
    public let bytesSent: UInt64
    public let bytesTotal: UInt64

    public init(
        id: CommandID, caseID: CaseID, act: MatterAct, madeAt: Date, standing: ItemStanding, photos: Int = 0,
        photosComplete: Int = 0, bytesSent: UInt64 = 0, bytesTotal: UInt64 = 1
    ) {
        self.id = id
        self.caseID = caseID
        self.act = act
        self.madeAt = madeAt
        self.standing = standing
        self.photos = photos
        self.photosComplete = photosComplete
        self.bytesSent = bytesSent
        self.bytesTotal = bytesTotal
    }

    /// From 0 to 1.
    public var progress: Double {
        bytesTotal == 0 ? 0 : min(1, Double(bytesSent) / Double(bytesTotal))
    }
}

/// What a command asks, by the procedure of its matter (程序).
public enum MatterAct: Hashable, Sendable {
    /// 有事找代表
    case ofCase(CaseAct)
    /// 代表资格
    case ofMandate
    /// 云听案
    case ofHearing
}

/// How far an item is.
public enum ItemStanding: Hashable, Sendable {
    case saved
    case submitting
    /// The server has the text; photos follow. The case counts as registered.
    case uploading
    case waiting(nextTry: Date, why: WaitReason, registered: Bool)
    case needsAttention(ParkReason, registered: Bool)
    case complete(receivedAt: Date)
}

/// Why something waits; it goes on by itself.
public enum WaitReason: CaseIterable, Hashable, Sendable {
    case offline, timeout, linkBroken, tlsFailed, notOurServer, serverBusy, untrustedReceipt, garbled
}

/// Why something needs the user.
public enum ParkReason: Hashable, Sendable {
    case saidNo(ServerProblem)
    /// The stored bytes are damaged or gone.
    case contentLost
}

/// What network there is, as the platform says.
public enum NetworkClass: CaseIterable, Hashable, Sendable {
    case offline, metered, unmetered
}

/// What a slice did and what is left.
public struct SliceReport: Hashable, Sendable {
    public let done: Int
    /// Whether something is left that time and network alone will bring to the server.
    public let more: Bool
    /// When to come again; `nil`: when the user did something, the network changed or somebody signed in.
    public let nextWake: Duration?

    public init(done: Int, more: Bool, nextWake: Duration?) {
        self.done = done
        self.more = more
        self.nextWake = nextWake
    }
}

/// One request for the system to perform while the app sleeps (后台传输).
public struct PlannedTransfer: Hashable, Sendable {
    public let id: String
    public let method: String
    public let url: String
    /// The token is among them: never log them.
    public let headers: [Header]
    public let file: String
    public let bytes: UInt64

    public init(id: String, method: String, url: String, headers: [Header], file: String, bytes: UInt64) {
        self.id = id
        self.method = method
        self.url = url
        self.headers = headers
        self.file = file
        self.bytes = bytes
    }
}

/// A header of a request or an answer.
public struct Header: Hashable, Sendable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
