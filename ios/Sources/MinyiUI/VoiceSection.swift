// 语音留言 in the words' step: record, listen, remove; and what a filed case shows of it.

import MinyiKit
import SwiftUI

struct VoiceSection: View {
    let model: VoiceModel
    let openSettings: () -> Void

    var body: some View {
        Section {
            switch model.doing {
            case .recording(let seconds):
                ProgressView(value: Double(seconds), total: Double(model.mostSeconds))
                Say(VoiceWords.running(seconds)).foregroundStyle(.red).accessibilityAddTraits(.updatesFrequently)
                Button { Task { await model.stop() } } label: { Label { Say(VoiceWords.stop) } icon: { Image(systemName: "stop.fill") } }
            case .keeping:
                Label { Say(VoiceWords.keeping) } icon: { ProgressView() }
            case .nothing, .playing:
                if model.note == nil { recordButton } else { kept }
            }
            if let why = model.microphone.message {
                Say(why).font(.footnote)
                if model.microphone == .notAllowed { Button(action: openSettings) { Say(.openSettings) } }
            }
            if model.isUnplayable { Say(VoiceWords.unplayable).font(.footnote) }
            if let failure = model.failure { FailureNote(failure: failure) }
        } header: {
            Say(VoiceWords.title)
        } footer: {
            Say(VoiceWords.hint)
        }
    }

    @ViewBuilder private var recordButton: some View {
        Button { Task { await model.record() } } label: { Label { Say(VoiceWords.record) } icon: { Image(systemName: "mic.fill") } }
        Say(VoiceWords.most(model.mostSeconds)).font(.footnote).foregroundStyle(.secondary)
    }

    @ViewBuilder private var kept: some View {
        let playing = model.doing == .playing
        Label { Say(VoiceWords.kept) } icon: { Image(systemName: "checkmark.circle.fill") }
        Button { Task { await model.play() } } label: {
            Label { Say(playing ? VoiceWords.silence : VoiceWords.play) } icon: { Image(systemName: playing ? "stop.circle" : "play.circle") }
        }
        Button(role: .destructive) { Task { await model.remove() } } label: {
            Label { Say(VoiceWords.remove) } icon: { Image(systemName: "trash") }
        }
    }
}

/// What was told, on the page of the case: how long it is, the way to hear it, and what staff wrote down of it.
struct CaseVoiceRows: View {
    let voice: CaseVoice
    let listening: ListeningModel?

    var body: some View {
        Label { Say(voice.seconds.map(VoiceWords.length) ?? VoiceWords.onItsWay) } icon: { Image(systemName: "waveform") }
        // Before it has arrived there is nothing to hear.
        if let listening, voice.seconds != nil { Listen(listening: listening) }
        if let words = voice.writtenDown {
            Say(VoiceWords.writtenDown).font(.footnote).foregroundStyle(.secondary)
            Text(verbatim: words)
        }
    }
}

private struct Listen: View {
    let listening: ListeningModel

    var body: some View {
        switch listening.doing {
        case .nothing, .playing: EmptyView()
        case .fetching: Label { Say(VoiceWords.fetching) } icon: { ProgressView() }
        case .unplayable: Say(VoiceWords.unplayableHere).font(.footnote)
        case .failed(.offline): Say(VoiceWords.offline).font(.footnote)
        case .failed(let failure): FailureNote(failure: failure)
        }
        let plays = listening.doing == .playing
        Button { Task { await listening.play() } } label: {
            Label { Say(plays ? VoiceWords.silence : VoiceWords.play) } icon: { Image(systemName: plays ? "stop.circle" : "play.circle") }
        }
        .frame(minHeight: 44)
        .disabled(listening.doing == .fetching)
    }
}
