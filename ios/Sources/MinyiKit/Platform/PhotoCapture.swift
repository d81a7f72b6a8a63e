// Taking a photo inside the app (拍照), with a way on where the camera is not allowed. The camera itself is the platform's; which
// of its answers leads where is decided here.

import Foundation

/// The camera in the app, a script in tests.
public protocol Camera: Sendable {
    func permission() async -> CameraPermission
    /// Asks the person; once only, the system remembers.
    func askPermission() async -> CameraPermission
    /// A picture in a file of the app's temporary folder; `nil` if the person went back.
    func takePhoto() async throws(CameraFault) -> URL?
}

/// What the system says.
public enum CameraPermission: Hashable, Sendable {
    case allowed, denied, notAsked
}

/// Why there is no picture.
public enum CameraFault: Error, Hashable, Sendable {
    /// Another app or a phone call has it.
    case interrupted
    case broken
}

/// What came of the wish to take a photo.
public enum CaptureOutcome: Hashable, Sendable {
    case taken(URL)
    case wentBack
    /// The screen says why, offers the system's settings, and lets the person go on without.
    case notAllowed
    case failed(CameraFault)
}

extension Camera {
    /// Asks for permission where nobody asked yet, then takes a picture.
    public func capture() async -> CaptureOutcome {
        var permission = await permission()
        if permission == .notAsked { permission = await askPermission() }
        guard permission == .allowed else { return .notAllowed }
        do throws(CameraFault) {
            guard let file = try await takePhoto() else { return .wentBack }
            return .taken(file)
        } catch {
            return .failed(error)
        }
    }
}
