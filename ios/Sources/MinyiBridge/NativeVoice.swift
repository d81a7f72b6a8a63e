// Voice notes on the native library.

import Foundation
import MinyiCore
import MinyiKit

extension NativeCore: VoiceCore {
    public var mostVoiceSeconds: Int { Int(caseLimits().voiceSeconds) }

    public func attachVoice(at file: URL) async throws(Failure) -> MinyiKit.VoiceNote {
        MinyiKit.VoiceNote(try await asked { [app] in try await app.attachVoice(path: file.path) })
    }

    public func ownVoice(_ sha256: String) async throws(Failure) -> Data {
        try await asked { [app] in try await app.ownVoice(voice: sha256) }
    }

    public func listen(to id: CaseID) async throws(Failure) -> Data {
        try await asked { [app] in try await app.listen(matter: id.text) }
    }
}

extension MinyiKit.VoiceNote {
    init(_ core: MinyiCore.VoiceNote) {
        self.init(sha256: core.sha256, bytes: core.bytes)
    }
}

extension MinyiCore.VoiceNote {
    init(_ kit: MinyiKit.VoiceNote) {
        self.init(sha256: kit.sha256, bytes: kit.bytes)
    }
}

extension MinyiKit.CaseVoice {
    init(_ core: MinyiCore.CaseVoice) {
        self.init(seconds: core.seconds.map(Int.init), writtenDown: core.writtenDown)
    }
}
