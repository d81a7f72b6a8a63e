// Taking a photo inside the app (拍照), with a way on where the camera is not allowed. The camera itself is the platform's; which
// of its answers leads where is decided here.

import Foundation

/// The camera in the app, a script in tests.
public protocol Camera: Sendable {
    func permission() async -> CameraPermission
    /// Asks the person; once only, the system remembers.
    func askPermission() async -> CameraPermission
    /// A picture in a file of the app's temporary folder; `nil` if the person went back. Draws its ticket when the shutter is pressed.
    func takePhoto(ticket: @escaping @Sendable () -> String?) async throws(CameraFault) -> Shot?
}

/// What the app's own camera gives: the file, and the ticket that was drawn for it (`nil`: none could be had).
public struct Shot: Hashable, Sendable {
    public let file: URL
    public let ticket: String?

    public init(file: URL, ticket: String?) {
        self.file = file
        self.ticket = ticket
    }
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
    case taken(Shot)
    case wentBack
    /// The screen says why, offers the system's settings, and lets the person go on without.
    case notAllowed
    case failed(CameraFault)
}

extension Camera {
    /// Asks for permission where nobody asked yet, then takes a picture.
    public func capture(ticket: @escaping @Sendable () -> String?) async -> CaptureOutcome {
        var permission = await permission()
        if permission == .notAsked { permission = await askPermission() }
        guard permission == .allowed else { return .notAllowed }
        do throws(CameraFault) {
            guard let shot = try await takePhoto(ticket: ticket) else { return .wentBack }
            return .taken(shot)
        } catch {
            return .failed(error)
        }
    }
}
