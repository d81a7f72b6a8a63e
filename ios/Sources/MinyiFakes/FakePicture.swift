// A court that is filmed and a player, without either, for previews and tests.

import Foundation
import MinyiKit

public final class FakePicture: PictureCore, @unchecked Sendable {
    private let lock = NSLock()
    private var shown: PicturePlace
    private var always: Failure?
    private var count = 0
    private var hanging = false
    private var held: [CheckedContinuation<Void, Never>] = []

    public init(
        place: PicturePlace = .playlist(
            Playlist(
                url: URL(string: "https://demo.invalid/index.m3u8")!, headers: ["Authorization": "Bearer demo"], isLive: true, isDated: true))
    ) {
        shown = place
    }

    /// What every call fails with.
    public var failure: Failure? {
        get { lock.withLock { always } }
        set { lock.withLock { always = newValue } }
    }

    /// Whether calls get no answer for now; those that wait get theirs when it ends.
    public var hangs: Bool {
        get { lock.withLock { hanging } }
        set {
            let freed: [CheckedContinuation<Void, Never>] = lock.withLock {
                hanging = newValue
                defer { if !newValue { held = [] } }
                return newValue ? [] : held
            }
            freed.forEach { $0.resume() }
        }
    }

    public var calls: Int { lock.withLock { count } }

    public func courtPicture(_ hearing: CaseID) async throws(Failure) -> CourtPicture {
        lock.withLock { count += 1 }
        await withCheckedContinuation { (call: CheckedContinuation<Void, Never>) in
            let isFree = lock.withLock {
                if hanging { held.append(call) }
                return !hanging
            }
            if isFree { call.resume() }
        }
        let (failure, place) = lock.withLock { (always, shown) }
        if let failure { throw failure }
        return CourtPicture(
            place: place, delaySeconds: 30,
            watermark: Watermark(caseNumber: "（2026）浙0502民初****号", name: "演示代表", seat: 7), goodFor: .seconds(300))
    }
}

/// Plays as soon as it is asked to; a test breaks it.
@MainActor public final class FakePlayer: CourtPlayer {
    public private(set) var state: PlayerState = .idle
    public var changed: (@MainActor () -> Void)?
    public var programmeTime: Date?
    public private(set) var begun = 0

    public init(programmeTime: Date? = nil) {
        self.programmeTime = programmeTime
    }

    public func become(_ state: PlayerState) {
        self.state = state
        changed?()
    }

    public func play(_ list: Playlist) {
        begun += 1
        become(.playing)
    }

    public func pause() {
        if state == .playing { become(.paused) }
    }

    public func resume() {
        if state == .paused { become(.playing) }
    }

    public func stop() { become(.idle) }
}
