// 庭审画面: the court's picture with the watermark that names who watches, and what is said where there is none.

import MinyiKit
import SwiftUI

/// The platform's player and the surface that it draws on; an app without one shows no picture.
public struct CourtScreen: Sendable {
    let player: @MainActor @Sendable () -> any CourtPlayer
    let surface: @MainActor @Sendable (any CourtPlayer, PicturePlace) -> AnyView

    public init(
        player: @escaping @MainActor @Sendable () -> any CourtPlayer,
        surface: @escaping @MainActor @Sendable (any CourtPlayer, PicturePlace) -> AnyView
    ) {
        self.player = player
        self.surface = surface
    }
}

extension EnvironmentValues {
    /// What the platform lends for pictures of hearings.
    @Entry public var courtScreen: CourtScreen?
    /// What the platform lends for playing voice notes.
    @Entry public var soundPlayer: (any VoiceRecorder)?
}

struct CourtPictureSection: View {
    let model: PictureModel
    let surface: (PicturePlace) -> AnyView

    var body: some View {
        Section {
            ZStack {
                Color.black
                switch model.state {
                case .none, .notNow: words(HearingWords.noPicture)
                case .looking: words(HearingWords.lookingForPicture)
                case .failed(.offline): words(HearingWords.pictureOffline)
                case .failed(let failure): VStack { words(failure.message); words(HearingWords.pictureTriedAgain) }
                case .shown(let place, let mark):
                    surface(place)
                    if case .playlist = place, let message = model.playing.message { words(message) }
                    Say(HearingWords.watermark(mark)).font(.caption).foregroundStyle(.white.opacity(0.6)).padding(10)
                        .frame(maxWidth: .infinity, maxHeight: .infinity, alignment: Self.corners[model.corner % Self.corners.count])
                        .allowsHitTesting(false)
                }
            }
            .aspectRatio(16 / 9, contentMode: .fit)
            .clipShape(RoundedRectangle(cornerRadius: 12))
            .listRowInsets(EdgeInsets())
            control
        }
    }

    /// Where the watermark stands, one after the other: no crop of the picture is without it for long.
    private static let corners: [Alignment] = [.topLeading, .trailing, .bottomLeading, .topTrailing, .center, .bottomTrailing]

    private func words(_ message: Message) -> some View {
        Say(message).foregroundStyle(.white).multilineTextAlignment(.center).padding(10)
            .background(.black.opacity(0.7), in: RoundedRectangle(cornerRadius: 8))
            .accessibilityAddTraits(.updatesFrequently)
    }

    /// A page has its own controls.
    @ViewBuilder private var control: some View {
        if case .shown(.playlist, _) = model.state {
            switch model.playing {
            case .playing:
                Button { model.pause() } label: { Label { Say(HearingWords.pausePicture) } icon: { Image(systemName: "pause.fill") } }.frame(minHeight: 44)
            case .paused:
                Button { model.resume() } label: { Label { Say(HearingWords.resumePicture) } icon: { Image(systemName: "play.fill") } }.frame(minHeight: 44)
                Say(HearingWords.pausedHint).font(.footnote).foregroundStyle(.secondary)
            case .idle, .loading, .failed: EmptyView()
            }
        }
    }
}
