// The microphone of the phone behind the kit's protocol: AAC in MP4, mono, into a protected temporary file. No place is written.

import AVFoundation
import MinyiKit

actor SystemMicrophone: VoiceRecorder {
    /// A phone has one.
    static let shared = SystemMicrophone()

    private var recorder: AVAudioRecorder?
    private var player: AVAudioPlayer?
    private var ending: Ending?

    func start(mostSeconds: Int) async -> Started {
        guard await AVAudioApplication.requestRecordPermission() else { return .notAllowed }
        let session = AVAudioSession.sharedInstance()
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString + ".m4a")
        let settings: [String: any Sendable] = [
            AVFormatIDKey: kAudioFormatMPEG4AAC, AVSampleRateKey: 16_000.0, AVNumberOfChannelsKey: 1, AVEncoderBitRateKey: 32_000,
        ]
        do {
            try session.setCategory(.playAndRecord, mode: .spokenAudio, options: [.defaultToSpeaker])
            try session.setActive(true)
            let made = try AVAudioRecorder(url: file, settings: settings)
            guard made.record(forDuration: TimeInterval(mostSeconds)) else { return .busy }
            try? FileManager.default.setAttributes([.protectionKey: FileProtectionType.completeUnlessOpen], ofItemAtPath: file.path)
            recorder = made
            return .recording
        } catch {
            return .busy
        }
    }

    func stop() async -> URL? {
        guard let running = recorder else { return nil }
        recorder = nil
        running.stop()
        try? AVAudioSession.sharedInstance().setActive(false, options: .notifyOthersOnDeactivation)
        let length = (try? FileManager.default.attributesOfItem(atPath: running.url.path)[.size] as? Int) ?? 0
        return length > 0 ? running.url : nil
    }

    func play(_ sound: Data) async -> Bool {
        do {
            try AVAudioSession.sharedInstance().setCategory(.playback, mode: .spokenAudio)
            let made = try AVAudioPlayer(data: sound)
            let ending = Ending()
            made.delegate = ending
            player = made
            self.ending = ending
            guard made.play() else { return false }
            let played = await ending.wait()
            if player === made { player = nil }
            return played
        } catch {
            return false
        }
    }

    func silence() async {
        player?.stop()
        ending?.over(true)
    }
}

/// Tells once that a sound is over.
private final class Ending: NSObject, AVAudioPlayerDelegate, @unchecked Sendable {
    private let lock = NSLock()
    private var waiting: CheckedContinuation<Bool, Never>?
    private var outcome: Bool?

    func wait() async -> Bool {
        await withCheckedContinuation { continuation in
            let known = lock.withLock {
                if outcome == nil { waiting = continuation }
                return outcome
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    func over(_ played: Bool) {
        let continuation = lock.withLock {
            outcome = outcome ?? played
            defer { waiting = nil }
            return waiting
        }
        continuation?.resume(returning: played)
    }

    func audioPlayerDidFinishPlaying(_ player: AVAudioPlayer, successfully flag: Bool) { over(flag) }

    func audioPlayerDecodeErrorDidOccur(_ player: AVAudioPlayer, error: (any Error)?) { over(false) }
}
