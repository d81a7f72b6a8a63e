// 语音留言 of the draft that is being written. What was recorded is the draft's as soon as it stands in the vault, so it outlives the
// app as photos do; leaving the screen ends a recording and keeps it.

import Foundation
import Observation

@Observable @MainActor
public final class VoiceModel {
    /// What the microphone and the loudspeaker are doing. The note itself is in the draft.
    public enum Doing: Hashable, Sendable {
        case nothing
        case recording(seconds: Int)
        /// Being copied into the vault.
        case keeping
        case playing
    }

    public private(set) var doing: Doing = .nothing
    /// Why the last try to record did not begin.
    public private(set) var microphone: Started = .recording
    /// This phone cannot play what it holds.
    public private(set) var isUnplayable = false
    public private(set) var failure: Failure?
    public let mostSeconds: Int

    private let core: any VoiceCore
    private let recorder: any VoiceRecorder
    private let filing: FileCaseModel
    private let second: @Sendable () async throws -> Void
    private var clock: Task<Void, Never>?

    /// `second` waits for one; tests bring their own.
    public init(
        core: any VoiceCore, recorder: any VoiceRecorder, filing: FileCaseModel,
        second: @escaping @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(1)) }
    ) {
        self.core = core
        self.recorder = recorder
        self.filing = filing
        self.second = second
        mostSeconds = core.mostVoiceSeconds
    }

    public var note: VoiceNote? { filing.draft?.voice }

    /// Begins a recording; it ends by itself at the limit.
    public func record() async {
        guard doing == .nothing else { return }
        doing = .recording(seconds: 0)
        isUnplayable = false
        failure = nil
        microphone = await recorder.start(mostSeconds: mostSeconds)
        guard microphone == .recording else {
            doing = .nothing
            return
        }
        clock = Task { await self.tick() }
    }

    private func tick() async {
        for passed in 1...mostSeconds {
            do { try await second() } catch { return }
            guard case .recording = doing, !Task.isCancelled else { return }
            doing = .recording(seconds: passed)
        }
        clock = nil
        await stop()
    }

    /// Ends the recording and keeps it with the draft; nothing if none is running. Also when the screen goes.
    public func stop() async {
        guard case .recording = doing else { return }
        clock?.cancel()
        clock = nil
        doing = .keeping
        if let file = await recorder.stop() {
            do throws(Failure) {
                filing.draft?.voice = try await core.attachVoice(at: file)
                await filing.settle()
            } catch {
                failure = error
            }
        }
        doing = .nothing
    }

    /// Plays the draft's note, or ends playing it.
    public func play() async {
        if doing == .playing { return await recorder.silence() }
        guard doing == .nothing, let note else { return }
        doing = .playing
        isUnplayable = false
        failure = nil
        do throws(Failure) {
            let sound = try await core.ownVoice(note.sha256)
            isUnplayable = await !recorder.play(sound)
        } catch {
            failure = error
        }
        doing = .nothing
    }

    /// Takes the note back; the vault forgets it, too.
    public func remove() async {
        await recorder.silence()
        filing.draft?.voice = nil
        await filing.settle()
    }
}
