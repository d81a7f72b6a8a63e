// The system's own player for a court's picture (庭审画面). It takes our header for list and key, and tells programme time where the stream
// has it. A page of somebody else's is shown as a page.

import AVFoundation
import MinyiKit
import MinyiUI
import SwiftUI
import WebKit

@MainActor final class SystemPlayer: CourtPlayer {
    private(set) var state: PlayerState = .idle
    var changed: (@MainActor () -> Void)?

    let player = AVPlayer()
    private var watching: [NSKeyValueObservation] = []
    private var ended: (any NSObjectProtocol)?

    func play(_ list: Playlist) {
        stop()
        become(.loading)
        try? AVAudioSession.sharedInstance().setCategory(.playback, mode: .moviePlayback)
        let asset = AVURLAsset(url: list.url, options: ["AVURLAssetHTTPHeaderFieldsKey": list.headers])
        let item = AVPlayerItem(asset: asset)
        watching = [
            item.observe(\.status) { [weak self] item, _ in
                if item.status == .failed { Task { @MainActor [weak self] in self?.become(.failed) } }
            },
            player.observe(\.timeControlStatus) { [weak self] player, _ in
                let status = player.timeControlStatus
                Task { @MainActor [weak self] in self?.heard(status) }
            },
        ]
        // A recording that is over stands; a live stream that ends has broken off.
        let isLive = list.isLive
        ended = NotificationCenter.default.addObserver(forName: AVPlayerItem.didPlayToEndTimeNotification, object: item, queue: .main) { [weak self] _ in
            Task { @MainActor [weak self] in self?.become(isLive ? .failed : .paused) }
        }
        player.replaceCurrentItem(with: item)
        player.preventsDisplaySleepDuringVideoPlayback = true
        player.play()
    }

    private func heard(_ status: AVPlayer.TimeControlStatus) {
        guard state != .failed, state != .idle else { return }
        switch status {
        case .playing: become(.playing)
        case .waitingToPlayAtSpecifiedRate: become(.loading)
        case .paused: become(.paused)
        @unknown default: break
        }
    }

    private func become(_ next: PlayerState) {
        guard next != state else { return }
        state = next
        changed?()
    }

    func pause() { player.pause() }

    func resume() { if state == .paused { player.play() } }

    func stop() {
        watching = []
        if let ended { NotificationCenter.default.removeObserver(ended) }
        ended = nil
        player.replaceCurrentItem(with: nil)
        become(.idle)
    }

    var programmeTime: Date? { player.currentItem?.currentDate() }
}

extension CourtScreen {
    /// Of this phone.
    static let system = CourtScreen(
        player: { SystemPlayer() },
        surface: { player, place in
            switch place {
            case .playlist: AnyView(Layer(player: (player as? SystemPlayer)?.player))
            case .page(let url): AnyView(Page(url: url))
            }
        })
}

private struct Layer: UIViewRepresentable {
    let player: AVPlayer?

    final class Surface: UIView {
        override class var layerClass: AnyClass { AVPlayerLayer.self }
    }

    func makeUIView(context: Context) -> Surface {
        let surface = Surface()
        (surface.layer as? AVPlayerLayer)?.player = player
        return surface
    }

    func updateUIView(_ surface: Surface, context: Context) { (surface.layer as? AVPlayerLayer)?.player = player }
}

/// The court's own page; nothing of ours is in its reach.
private struct Page: UIViewRepresentable {
    let url: URL

    func makeUIView(context: Context) -> WKWebView {
        let configuration = WKWebViewConfiguration()
        configuration.allowsInlineMediaPlayback = true
        configuration.websiteDataStore = .nonPersistent()
        let page = WKWebView(frame: .zero, configuration: configuration)
        page.load(URLRequest(url: url))
        return page
    }

    func updateUIView(_ page: WKWebView, context: Context) {}
}
