// What records and plays (录音), with a way on where the microphone is not allowed. The microphone is the platform's.

import Foundation

/// The microphone and the loudspeaker of the app, a script in tests.
public protocol VoiceRecorder: Sendable {
    /// Asks for the microphone if need be, and begins. The platform, too, ends it after `mostSeconds`.
    func start(mostSeconds: Int) async -> Started
    /// Ends the recording; its file, or `nil` if nothing was recorded. Fine if none is running.
    func stop() async -> URL?
    /// Plays a sound from its beginning; returns when it is over or was silenced. `false`: this phone cannot play it.
    func play(_ sound: Data) async -> Bool
    /// Ends playing.
    func silence() async
}

/// What came of asking for the microphone.
public enum Started: Hashable, Sendable {
    case recording
    /// No permission; the words may be written instead, and the settings may change it.
    case notAllowed
    /// Somebody else has the microphone, a call for example.
    case busy
}
