// Voice notes into the vault and out of it: a part of the core that the words' step of filing asks.

import Foundation

/// As [`PhoneCore`]: any method may be called from any thread.
public protocol VoiceCore: Sendable {
    /// Longest note; recorders stop there.
    var mostVoiceSeconds: Int { get }
    /// Copies a recording into the vault; the file may go afterwards.
    func attachVoice(at file: URL) async throws(Failure) -> VoiceNote
    /// The sound of a note that a draft or an unsent case names. Works offline.
    func ownVoice(_ sha256: String) async throws(Failure) -> Data
    /// The sound of a filed case's note, from the server, which writes down who listened.
    func listen(to id: CaseID) async throws(Failure) -> Data
}
