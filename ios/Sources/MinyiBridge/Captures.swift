// What is recorded of photos (存证), between the kit and the core.

import MinyiCore
import MinyiKit

extension MinyiKit.RecordedPhoto {
    init(_ recorded: MinyiCore.RecordedPhoto) {
        self.init(photo: MinyiKit.Photo(recorded.photo), origin: PhotoOrigin(recorded.origin))
    }
}

extension PhotoOrigin {
    init(_ origin: RecordedOrigin) {
        switch origin {
        case .ownCamera: self = .ownCamera
        case .systemCamera: self = .systemCamera
        case .gallery: self = .gallery
        case .scan: self = .scan
        }
    }
}

extension MinyiKit.PhotoSource {
    var crossing: MinyiCore.PhotoSource {
        switch self {
        case .ownCamera(let ticket): .camera(ticket: ticket)
        case .gallery: .gallery
        }
    }
}

extension PhotoPlace {
    var crossing: CapturePlace {
        switch self {
        case .at(let fix): .at(position: fix.crossing)
        case .notAsked: .missing(reason: .notAsked)
        case .refused: .missing(reason: .refused)
        case .unavailable: .missing(reason: .unavailable)
        }
    }
}

extension PhotoFix {
    /// The system's own mix of all sources; it does not say which one it was.
    fileprivate var crossing: CapturePosition {
        CapturePosition(
            datum: .wgs84, latE7: latE7, lonE7: lonE7, accuracyCm: accuracyCentimetres, provider: .fused, mock: isFeigned)
    }
}
