// Where a photo comes from and where it was taken (来源、拍摄位置), as it goes into its signed record (存证).

import Foundation

/// How a picture came.
public enum PhotoSource: Hashable, Sendable {
    /// The app's own camera. The ticket was drawn for this very picture; a late, used or made-up one makes it an imported picture.
    case ownCamera(ticket: String)
    /// Chosen from the gallery, or taken without a ticket: imported, for ever.
    case gallery
}

/// Where the person was when the picture was taken, or why that is not said.
public enum PhotoPlace: Hashable, Sendable {
    case at(PhotoFix)
    /// Nobody asked: always so for what is imported, because where the phone is now says nothing of such a picture.
    case notAsked
    /// The person said no.
    case refused
    /// The phone could not tell.
    case unavailable
}

/// A position in WGS 84, ten-millionths of a degree. `nil`: the phone did not say.
public struct PhotoFix: Hashable, Sendable {
    public let latE7: Int32
    public let lonE7: Int32
    public let accuracyCentimetres: UInt32?
    /// Whether the system says that it was feigned.
    public let isFeigned: Bool?

    public init(latE7: Int32, lonE7: Int32, accuracyCentimetres: UInt32? = nil, isFeigned: Bool? = nil) {
        self.latE7 = latE7
        self.lonE7 = lonE7
        self.accuracyCentimetres = accuracyCentimetres
        self.isFeigned = isFeigned
    }

    /// From what the platform's location service says.
    public init?(latitude: Double, longitude: Double, accuracyMetres: Double, isFeigned: Bool?) {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
        let known = accuracyMetres.isFinite && accuracyMetres >= 0 && accuracyMetres < 1_000_000
        self.init(
            latE7: Int32((latitude * 1e7).rounded()), lonE7: Int32((longitude * 1e7).rounded()),
            accuracyCentimetres: known ? UInt32((accuracyMetres * 100).rounded(.up)) : nil, isFeigned: isFeigned)
    }
}

/// What came of asking the phone for its position.
public enum Located: Hashable, Sendable {
    /// For the case, and the same as the phone said it for the records of photos.
    case here(Place, PhotoFix)
    case notAllowed
    /// No fix now.
    case unknown

    /// As the record of a photo says it.
    public var whereabouts: PhotoPlace {
        switch self {
        case .here(_, let fix): .at(fix)
        case .notAllowed: .refused
        case .unknown: .unavailable
        }
    }
}

/// A picture to record.
public struct NewPhoto: Hashable, Sendable {
    public let file: URL
    public let source: PhotoSource
    public let place: PhotoPlace

    public init(file: URL, source: PhotoSource, place: PhotoPlace) {
        self.file = file
        self.source = source
        self.place = place
    }
}

/// What the record says of a photo's origin, once and for ever.
public enum PhotoOrigin: Hashable, Sendable {
    case ownCamera, systemCamera, gallery, scan
}

/// A photo that is recorded and stands in the vault.
public struct RecordedPhoto: Hashable, Sendable {
    public let photo: Photo
    public let origin: PhotoOrigin

    public init(photo: Photo, origin: PhotoOrigin) {
        self.photo = photo
        self.origin = origin
    }
}
