// Listening to the voice note of a filed case (语音留言). The sound comes from the server, which writes down who listened; nothing of it is
// kept.

import Foundation
import Observation

@Observable @MainActor
public final class ListeningModel {
    public enum Doing: Hashable, Sendable {
        case nothing, fetching, playing
        /// This phone cannot play it.
        case unplayable
        case failed(Failure)
    }

    public private(set) var doing: Doing = .nothing

    private let core: any VoiceCore
    private let recorder: any VoiceRecorder
    private let id: CaseID
    /// The screen went while the sound was on its way.
    private var isGone = false

    public init(core: any VoiceCore, recorder: any VoiceRecorder, id: CaseID) {
        self.core = core
        self.recorder = recorder
        self.id = id
    }

    /// Plays it from its beginning, or ends playing.
    public func play() async {
        switch doing {
        case .fetching: return
        case .playing: await recorder.silence()
        case .nothing, .unplayable, .failed:
            doing = .fetching
            isGone = false
            do throws(Failure) {
                let sound = try await core.listen(to: id)
                guard !isGone else { return doing = .nothing }
                doing = .playing
                doing = await recorder.play(sound) ? .nothing : .unplayable
            } catch {
                doing = .failed(error)
            }
        }
    }

    /// The screen goes: what plays ends, and what is still on its way does not begin.
    public func leave() async {
        isGone = true
        if doing == .playing { await recorder.silence() }
    }
}
