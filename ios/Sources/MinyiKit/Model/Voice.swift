// Voice notes (语音留言): one a case, told instead of written or beside the words.

import Foundation

/// A voice note in the vault, by its content.
public struct VoiceNote: Hashable, Sendable {
    public let sha256: String
    public let bytes: UInt64

    public init(sha256: String, bytes: UInt64) {
        self.sha256 = sha256
        self.bytes = bytes
    }
}

/// The voice note of a filed case.
public struct CaseVoice: Hashable, Sendable {
    /// `nil` while it is on its way.
    public let seconds: Int?
    /// What station or office heard, in their words.
    public let writtenDown: String?

    public init(seconds: Int?, writtenDown: String?) {
        self.seconds = seconds
        self.writtenDown = writtenDown
    }
}
