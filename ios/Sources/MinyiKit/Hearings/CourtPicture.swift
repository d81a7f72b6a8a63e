// The picture of a hearing (庭审画面) as screens show it, and what it needs of the core.

import Foundation

/// Where the picture is for this account, and whom to name over it.
public struct CourtPicture: Hashable, Sendable {
    public let place: PicturePlace
    /// How far it lags behind the court room.
    public let delaySeconds: Int
    public let watermark: Watermark
    /// From the moment it was told: ask again before then, and blank the picture afterwards.
    public let goodFor: Duration

    public init(place: PicturePlace, delaySeconds: Int, watermark: Watermark, goodFor: Duration) {
        self.place = place
        self.delaySeconds = delaySeconds
        self.watermark = watermark
        self.goodFor = goodFor
    }
}

/// What a player is given.
public enum PicturePlace: Hashable, Sendable {
    /// A page of somebody else's; it tells no programme time.
    case page(URL)
    case playlist(Playlist)
}

/// A playlist (HLS). `headers` hold the session's token: they go to the player and nowhere else, into no log above all.
public struct Playlist: Hashable, Sendable, CustomStringConvertible {
    public let url: URL
    public let headers: [String: String]
    public let isLive: Bool
    public let isDated: Bool

    public init(url: URL, headers: [String: String], isLive: Bool, isDated: Bool) {
        self.url = url
        self.headers = headers
        self.isLive = isLive
        self.isDated = isDated
    }

    public var description: String { "Playlist(live: \(isLive), dated: \(isDated))" }
}

/// Whom the picture names (水印). `seat`: 0 for staff.
public struct Watermark: Hashable, Sendable {
    public let caseNumber: String
    public let name: String
    public let seat: Int

    public init(caseNumber: String, name: String, seat: Int) {
        self.caseNumber = caseNumber
        self.name = name
        self.seat = seat
    }
}

public protocol PictureCore: Sendable {
    /// Where the picture is, from the server. `.notFound` while there is none for this account.
    func courtPicture(_ hearing: CaseID) async throws(Failure) -> CourtPicture
}
