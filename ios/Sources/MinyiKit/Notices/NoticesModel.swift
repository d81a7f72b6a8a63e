// 消息: what waits for a decision of the person who holds this phone, the most urgent first. Gathered from what is here already, so it
// works without a network; a notice is gone once it was decided.

import Foundation
import Observation

public enum Notice: Hashable, Sendable {
    /// The server said no, or a photo cannot be sent: retry or give up.
    case notSent(OutboxItem)
    /// The rules of a courtroom wait to be signed, an answer or the hearing to be rated.
    case hearingWaits(HearingLine, HearingDeed)
    /// An answer waits to be evaluated, or a question for the author.
    case caseWaits(CaseLine)
    /// Somebody should have acted by now.
    case caseOverdue(CaseLine)

    /// The most urgent first.
    public static func gathered(outbox: Outbox, cases: [CaseLine], hearings: [HearingLine]) -> [Notice] {
        var notices = outbox.needsAttention.map { Notice.notSent($0) }
        for line in hearings {
            for deed in asked where line.deeds.contains(deed) { notices.append(.hearingWaits(line, deed)) }
        }
        let waiting = cases.filter { $0.waitsForReader }
        let overdue = cases.filter { !$0.waitsForReader && $0.nextDeadline?.isOverdue == true }
        notices += soonestFirst(waiting).map { Notice.caseWaits($0) }
        notices += soonestFirst(overdue).map { Notice.caseOverdue($0) }
        return notices
    }

    /// What a deputy is asked to do, where it is not just an offer.
    private static let asked: [HearingDeed] = [.signDiscipline, .rateAnswer, .rateHearing, .resubmit]

    private static func soonestFirst(_ lines: [CaseLine]) -> [CaseLine] {
        let never = CivilDate(year: 9999, month: 12, day: 31)
        return lines.sorted { ($0.nextDeadline?.due ?? never) < ($1.nextDeadline?.due ?? never) }
    }
}

extension CaseLine {
    /// Whether the next word is the reader's.
    public var waitsForReader: Bool { isActionable && (stage == .answered || stage == .awaitingInfo) }
}

@Observable @MainActor
public final class NoticesModel {
    /// `nil`: nothing was read yet; empty: nothing waits.
    public private(set) var notices: [Notice]?
    public private(set) var trouble: Failure?

    private let core: any PhoneCore
    private let court: (any HearingCore)?
    private var cases: [CaseLine] = []
    private var outbox = Outbox()
    private var hearings: [HearingLine] = []

    /// `court`: for deputies.
    public init(core: any PhoneCore, court: (any HearingCore)? = nil) {
        self.core = core
        self.court = court
    }

    /// Keeps the notices up to date for as long as the screen is there.
    public func follow() async {
        await load()
        let boxes = Task { await self.followOutbox() }
        await followCases()
        boxes.cancel()
        await boxes.value
    }

    /// Reads the hearings again; after each sync. Cases and outbox come by themselves.
    public func load() async {
        guard let court else { return }
        do throws(Failure) {
            hearings = try await court.hearings()
            gather()
        } catch {
            trouble = error
        }
    }

    private func followCases() async {
        do throws(Failure) {
            for await page in try core.casePages() {
                cases = page.lines
                gather()
            }
        } catch {
            trouble = error
        }
    }

    private func followOutbox() async {
        do throws(Failure) {
            for await news in try core.outboxes() {
                outbox = news
                gather()
            }
        } catch {
            trouble = error
        }
    }

    private func gather() {
        notices = Notice.gathered(outbox: outbox, cases: cases, hearings: hearings)
    }
}
