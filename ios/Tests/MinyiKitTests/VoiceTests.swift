// 语音留言: recorded, kept with the draft, heard again, taken back; and a phone whose microphone is refused.

import Foundation
import MinyiFakes
import MinyiKit
import Testing

@MainActor @Suite(.timeLimit(.minutes(1))) struct VoiceTests {
    let core = FakeCore()
    let vault = FakeVoice()
    let recorder = FakeRecorder()

    /// `second`: how a second passes; never, unless a test says so.
    private func opened(
        second: @escaping @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(3_600)) }
    ) async -> (FileCaseModel, VoiceModel) {
        let filing = FileCaseModel(core: core)
        await filing.start()
        return (filing, VoiceModel(core: vault, recorder: recorder, filing: filing, second: second))
    }

    @Test func whatIsToldIsInTheStoredDraftAtOnceAndIsEnoughToFile() async throws {
        let (filing, voice) = await opened()
        filing.draft?.title = "路灯不亮"
        filing.draft?.addressee = .office
        await voice.record()
        #expect(voice.doing == .recording(seconds: 0))
        await voice.stop()
        #expect(voice.doing == .nothing && voice.note != nil)
        #expect(core.answers.drafts.first?.draft.voice == voice.note)
        // The process dies; a new screen has the note and plays it.
        let (again, player) = await opened()
        #expect(again.draft?.voice == voice.note)
        await player.play()
        #expect(await recorder.heard == ["note-1.m4a"])
        await again.submit()
        guard case .file(let filed) = core.asked.last else { throw Failure.notFound }
        #expect(filed.draft.text.isEmpty && filed.draft.voice == voice.note)
    }

    @Test func aRecordingEndsByItselfAtTheLimitAndIsKept() async {
        let (filing, voice) = await opened(second: { await Task.yield() })
        await voice.record()
        while voice.doing != .nothing { await Task.yield() }
        #expect(await recorder.recorded == 1)
        #expect(filing.draft?.voice != nil)
    }

    @Test(arguments: [Started.notAllowed, .busy])
    func withoutTheMicrophoneItSaysWhyAndWritingStaysOpen(why: Started) async {
        let (filing, voice) = await opened()
        await recorder.allow(why)
        await voice.record()
        #expect(voice.doing == .nothing && voice.microphone == why)
        #expect(why.message?.text(in: .zhHans).isEmpty == false && why.message?.text(in: .english).isEmpty == false)
        filing.draft?.text = "写下来"
        await recorder.allow(.recording)
        await voice.record()
        #expect(voice.doing == .recording(seconds: 0) && voice.microphone.message == nil)
    }

    @Test func aNoteThatCannotBeKeptIsToldAndOneThatWasTakenBackIsGoneFromTheDraft() async {
        let (filing, voice) = await opened()
        vault.failure = .storageFull
        await voice.record()
        await voice.stop()
        #expect(voice.failure == .storageFull && voice.note == nil && voice.doing == .nothing)
        await voice.record()
        #expect(voice.failure == nil)
        await voice.stop()
        #expect(voice.note != nil)
        await voice.remove()
        #expect(filing.draft?.voice == nil && core.answers.drafts.first?.draft.voice == nil)
    }
}
