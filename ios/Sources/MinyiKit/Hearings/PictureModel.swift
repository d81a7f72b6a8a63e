// The picture of a hearing while its room shows. The server says where it is and whom to name over it, for some minutes at a time; without
// that word nothing is shown, whatever still plays. What plays in the foreground counts as attendance (旁听时长): the core is told so.

import Foundation
import Observation

@Observable @MainActor
public final class PictureModel {
    public enum State: Hashable, Sendable {
        /// Not for this person, or not in this hearing now: nothing was asked.
        case none
        case looking
        /// The court shows none now: before it sits, in a closed part. Looked for again by itself.
        case notNow
        /// Why there is none; it is tried again by itself.
        case failed(Failure)
        case shown(PicturePlace, Watermark)
    }

    public private(set) var state: State = .none
    /// How it plays; means something while a playlist is shown.
    public private(set) var playing: PlayerState = .idle
    /// Where the watermark stands, counted on; a picture that was filmed off the screen bears it whole.
    public private(set) var corner = 0

    /// What is told to the room: foreground, plays, programme time.
    public typealias Tell = @MainActor (Bool, Bool, Date?) -> Void

    /// What the room says of the picture; when it changes, so may the picture.
    private struct Sitting: Hashable {
        let stage: HearingStage?
        let segment: HearingSegment?
    }

    private let core: any PictureCore
    private let player: any CourtPlayer
    private let hearing: CaseID
    private let timing: Timing
    private let tell: Tell
    private var sitting: Sitting?
    private var held: CourtPicture?
    private var goodUntil: Duration = .zero
    /// When the room was told last.
    private var told: Duration = .zero
    private var isForeground = true
    private var isPaused = false
    private var looking: Task<Void, Never>?
    private var ticking: Task<Void, Never>?

    public init(core: any PictureCore, player: any CourtPlayer, hearing: CaseID, timing: Timing = .real, tell: @escaping Tell) {
        self.core = core
        self.player = player
        self.hearing = hearing
        self.timing = timing
        self.tell = tell
    }

    /// The room as it is now; screens say so at every change.
    public func follow(_ room: HearingRoomView?) {
        let isOurs = room.map { $0.link != .gone && $0.link != .signedOut } ?? false
        guard let room, isOurs, room.mayWatch, room.hasVideo else { return leave() }
        let now = Sitting(stage: room.line?.stage, segment: room.segment)
        guard now != sitting else { return }
        if sitting == nil { begin() }
        sitting = now
        look(after: .zero)
    }

    private func begin() {
        state = .looking
        player.changed = { [weak self] in self?.playerChanged() }
        let begun = timing.now()
        told = begun
        ticking = Task { [weak self, timing] in
            while (try? await timing.sleep(.seconds(1))) != nil, !Task.isCancelled {
                self?.ticked(since: begun)
            }
        }
    }

    private func ticked(since begun: Duration) {
        let now = timing.now()
        // Whatever the server's answer keeps us waiting for: without its word nothing is shown.
        if held != nil, now >= goodUntil {
            drop()
            state = .failed(.offline)
        }
        if now - told >= Self.tellEvery { report() }
        corner = Int((now - begun) / Self.moveEvery)
    }

    /// The screen goes, or the hearing is not this person's any more.
    public func leave() {
        guard sitting != nil else { return }
        sitting = nil
        looking?.cancel()
        ticking?.cancel()
        player.changed = nil
        drop()
        playing = .idle
        state = .none
    }

    /// Seconds by which the picture lags behind; for the anchor of a question where it tells no programme time.
    public var delaySeconds: Int { held?.delaySeconds ?? 0 }

    /// What is on the screen now, where that is known.
    public var programmeTime: Date? { held == nil ? nil : player.programmeTime }

    public func pause() {
        isPaused = true
        player.pause()
    }

    public func resume() {
        isPaused = false
        player.resume()
    }

    /// Whether the app is before somebody's eyes.
    public func foreground(_ shows: Bool) {
        guard shows != isForeground else { return }
        isForeground = shows
        if shows && !isPaused { player.resume() } else { player.pause() }
        report()
    }

    private func look(after span: Duration) {
        looking?.cancel()
        looking = Task { [weak self, timing] in
            var span = span
            while true {
                if span > .zero { guard (try? await timing.sleep(span)) != nil else { return } }
                guard !Task.isCancelled, let next = await self?.lookOnce() else { return }
                span = next
            }
        }
    }

    /// Asks once; when to ask again.
    private func lookOnce() async -> Duration? {
        let asked = sitting
        let answer: Result<CourtPicture, Failure>
        do throws(Failure) {
            answer = .success(try await core.courtPicture(hearing))
        } catch {
            answer = .failure(error)
        }
        // The room moved on while the server answered: another look is under way.
        guard asked != nil, asked == sitting, !Task.isCancelled else { return nil }
        switch answer {
        case .success(let picture):
            goodUntil = timing.now() + picture.goodFor
            take(picture)
            return picture.goodFor * 4 / 5
        case .failure(.notFound):
            drop()
            state = .notNow
            return Self.lookAgain
        case .failure(let failure):
            // The last word still counts until it is over; a short gap of the network shows nothing.
            let left = goodUntil - timing.now()
            if held == nil || left <= .zero {
                drop()
                state = .failed(failure)
                return Self.tryAgain
            }
            return min(Self.tryAgain, left)
        }
    }

    private func take(_ picture: CourtPicture) {
        let isAnother = held?.place != picture.place
        held = picture
        state = .shown(picture.place, picture.watermark)
        switch picture.place {
        case .page:
            if isAnother { player.stop() }
        case .playlist(let list):
            if isAnother || player.state == .failed {
                player.play(list)
                if isPaused || !isForeground { player.pause() }
            }
        }
        report()
    }

    private func drop() {
        held = nil
        player.stop()
        report()
    }

    private func playerChanged() {
        playing = player.state
        report()
        if player.state == .failed, held != nil { look(after: Self.tryAgain) }
    }

    /// A page cannot say whether it plays: it counts while it is before somebody's eyes.
    private func report() {
        let plays =
            switch held?.place {
            case nil: false
            case .page: true
            case .playlist: player.state == .playing
            }
        told = timing.now()
        tell(isForeground, plays, plays ? player.programmeTime : nil)
    }

    private static let tellEvery = Duration.seconds(10)
    private static let moveEvery = Duration.seconds(15)
    private static let tryAgain = Duration.seconds(5)
    private static let lookAgain = Duration.seconds(15)
}
