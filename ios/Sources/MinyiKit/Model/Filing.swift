// From a draft (草稿) to a filed case (提交).

import Foundation

/// Who should hear the case (反映对象).
public enum Addressee: Hashable, Sendable {
    case deputy(UserID)
    case station(OrganID)
    /// Let the office decide.
    case office
}

/// A place in WGS84, in millionths of a degree.
public struct Place: Hashable, Sendable {
    public var latE6: Int32
    public var lonE6: Int32
    /// Radius of uncertainty in metres.
    public var accuracyMetres: UInt32?
    /// The author's words for it; may be empty.
    public var label: String

    public init(latE6: Int32, lonE6: Int32, accuracyMetres: UInt32? = nil, label: String = "") {
        self.latE6 = latE6
        self.lonE6 = lonE6
        self.accuracyMetres = accuracyMetres
        self.label = label
    }

    /// From what the platform's location service says.
    public init?(latitude: Double, longitude: Double, accuracyMetres: Double, label: String = "") {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
        let known = accuracyMetres.isFinite && accuracyMetres >= 0 && accuracyMetres < 1_000_000
        self.init(
            latE6: Int32((latitude * 1e6).rounded()),
            lonE6: Int32((longitude * 1e6).rounded()),
            accuracyMetres: known ? UInt32(accuracyMetres.rounded(.up)) : nil,
            label: label
        )
    }
}

/// A photo in the vault, by its content.
public struct Photo: Hashable, Sendable {
    public let sha256: String
    public let bytes: UInt64

    public init(sha256: String, bytes: UInt64) {
        self.sha256 = sha256
        self.bytes = bytes
    }
}

/// What is being written; anything may still be missing.
public struct Draft: Hashable, Sendable {
    public let id: CaseID
    public var title = ""
    public var text = ""
    public var addressee: Addressee?
    public var place: Place?
    public var photos: [Photo] = []
    public var voice: VoiceNote?
    /// Whether the author agrees that the case be shown in public, without the name.
    public var mayPublish = false

    public init(id: CaseID) {
        self.id = id
    }

    /// Whether there is nothing in it that somebody could miss.
    public var isBlank: Bool {
        title.isEmpty && text.isEmpty && photos.isEmpty && voice == nil && place == nil && addressee == nil
    }
}

/// A draft as it was stored.
public struct SavedDraft: Hashable, Sendable {
    public let draft: Draft
    public let changedAt: Date

    public init(draft: Draft, changedAt: Date) {
        self.draft = draft
        self.changedAt = changedAt
    }
}

/// How somebody reached the station that files for them (代为提交).
public enum ProxyChannel: CaseIterable, Hashable, Sendable {
    case paper, phone, inPerson
}

/// Who files.
public enum Filing: Hashable, Sendable {
    /// The author, from an own device.
    case own
    /// Station staff for somebody who came, called or wrote.
    case proxy(author: UserID, channel: ProxyChannel)
}

/// A case to be filed.
public struct NewCase: Hashable, Sendable {
    public let draft: Draft
    public let addressee: Addressee
    public let filing: Filing

    public init(draft: Draft, addressee: Addressee, filing: Filing = .own) {
        self.draft = draft
        self.addressee = addressee
        self.filing = filing
    }
}

/// A case that is saved on this phone (已存在本机).
public struct Filed: Hashable, Sendable {
    public let id: CaseID
    public let command: CommandID
    /// Until when somebody must look at it, and why; `nil`: this phone cannot tell.
    public let predictedDue: DueWhy?

    public init(id: CaseID, command: CommandID, predictedDue: DueWhy?) {
        self.id = id
        self.command = command
        self.predictedDue = predictedDue
    }
}

/// How much a case may carry; from the rulebook.
public struct CaseLimits: Hashable, Sendable {
    public let title: Int
    public let text: Int
    public let reason: Int
    public let label: Int
    public let photos: Int
    public let photoBytes: UInt64

    public init(title: Int, text: Int, reason: Int, label: Int, photos: Int, photoBytes: UInt64) {
        self.title = title
        self.text = text
        self.reason = reason
        self.label = label
        self.photos = photos
        self.photoBytes = photoBytes
    }
}

/// Organs and deputies of the district (通讯录).
public struct Directory: Hashable, Sendable {
    public let district: TwoTexts
    /// Whether the people in it are invented; every screen that shows them says so.
    public let isDemo: Bool
    public let organs: [Organ]
    public let deputies: [Deputy]

    public init(district: TwoTexts, isDemo: Bool, organs: [Organ], deputies: [Deputy]) {
        self.district = district
        self.isDemo = isDemo
        self.organs = organs
        self.deputies = deputies
    }

    public func organ(_ id: OrganID) -> Organ? { organs.first { $0.id == id } }
    public var stations: [Organ] { organs.filter { $0.kind == .station && !$0.isClosed } }
}

/// What an organ is.
public enum OrganKind: CaseIterable, Hashable, Sendable {
    case congressOffice, station, unit, court, procuratorate, supervisoryCommission
}

/// An organ, station or unit.
public struct Organ: Hashable, Sendable {
    public let id: OrganID
    public let kind: OrganKind
    public let name: TwoTexts
    public let town: String?
    /// Where it is, if that is known.
    public let place: Place?
    /// When deputies receive citizens there.
    public let receptions: [Reception]
    public let address: String?
    public let phone: String?
    /// Takes nothing new; its name stands on old cases.
    public let isClosed: Bool

    public init(
        id: OrganID, kind: OrganKind, name: TwoTexts, town: String?, place: Place? = nil, receptions: [Reception] = [],
        address: String? = nil, phone: String? = nil, isClosed: Bool = false
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.town = town
        self.place = place
        self.receptions = receptions
        self.address = address
        self.phone = phone
        self.isClosed = isClosed
    }

    /// The soonest reception.
    public var nextReception: Reception? {
        let dated = receptions.compactMap { reception in reception.next.map { (reception, $0) } }
        return dated.min { ($0.1, $0.0.from) < ($1.1, $1.0.from) }?.0
    }
}

/// 接待日: on this day of every month, between these hours (`09:00`).
public struct Reception: Hashable, Sendable {
    public let day: Int
    public let from: String
    public let to: String
    /// The next time, today included.
    public let next: CivilDate?

    public init(day: Int, from: String, to: String, next: CivilDate?) {
        self.day = day
        self.from = from
        self.to = to
        self.next = next
    }
}

/// A deputy and the station where they receive citizens.
public struct Deputy: Hashable, Sendable {
    public let user: UserID
    public let name: String
    public let station: OrganID

    public init(user: UserID, name: String, station: OrganID) {
        self.user = user
        self.name = name
        self.station = station
    }
}
