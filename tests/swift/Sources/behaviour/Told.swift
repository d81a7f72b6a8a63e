// A case that is told (语音留言), through the view models on the real library against a real server. The microphone is a script.

import Foundation
import MinyiBridge
import MinyiCore
import MinyiKit

/// "Records" the same tone every time.
private final class Scripted: VoiceRecorder {
    let tone = repository.appendingPathComponent("server/src/tests/voice/tone.m4a")
    let heard = Shared<[Data]>([])

    func start(mostSeconds: Int) async -> Started { .recording }
    func stop() async -> URL? { tone }
    func play(_ sound: Data) async -> Bool {
        heard.change { $0.append(sound) }
        return true
    }
    func silence() async {}
}

/// `open`: the same phone, as after a death.
@MainActor func aCaseIsTold(
    open: @MainActor () async throws -> NativeCore, signIn: @MainActor (NativeCore) async throws -> Void
) async throws {
    let recorder = Scripted()
    do {
        let core = try await open()
        try await signIn(core)
        core.setNetwork(.offline)
        let filing = FileCaseModel(core: core)
        await filing.start()
        let voice = VoiceModel(core: core, recorder: recorder, filing: filing)
        try same(120, voice.mostSeconds)
        await voice.record()
        await voice.stop()
        try check(voice.failure == nil && voice.note != nil)
        try await core.suspend()
    }
    let core = try await open()
    core.setNetwork(.offline)
    let filing = FileCaseModel(core: core)
    await filing.start()
    let voice = VoiceModel(core: core, recorder: recorder, filing: filing)
    await voice.play()
    try same([try Data(contentsOf: recorder.tone)], recorder.heard.value)
    filing.draft?.title = "路灯不亮"
    filing.draft?.addressee = .station(OrganID("station-zhili-1"))
    await filing.submit()
    guard case .filed(let filed) = filing.progress else { throw Broken("\(filing.progress)") }
    core.setNetwork(.unmetered)
    for _ in 0..<20 {
        if try await !core.runSlice(deadline: .seconds(30)).more { break }
    }
    try await core.sync()
    let detail = try known(try await core.caseDetail(filed.id))
    try same(2, detail.words.content?.voice?.seconds)
    let sound = try await core.listen(to: filed.id)
    try check(!sound.isEmpty && sound.range(of: Data("+30.8670".utf8)) == nil, "the place that the recorder wrote")
}
