// One case (事项详情): where it stands, until when and why, what was answered, and what may be done now. Which acts are open
// comes with the case from the rulebook; this screen offers those and no others.

import Foundation
import Observation

/// What the screen of one case shows and does.
@Observable @MainActor
public final class CaseModel {
    /// What there is to show.
    public enum Phase: Hashable, Sendable {
        case loading
        /// Not on this phone.
        case missing
        case shown(CaseDetail)
        case failed(Failure)
    }

    /// What the last act came to.
    public enum Doing: Hashable, Sendable {
        case nothing
        case working
        /// Saved on this phone.
        case saved(CaseAct)
        case failed(Failure)
    }

    public let id: CaseID
    public private(set) var phase: Phase = .loading
    public private(set) var dueDates: [DueDate] = []
    public private(set) var doing: Doing = .nothing
    /// Kept until they are saved, so a refusal costs no word.
    public var supplementText = ""
    public var withdrawReason = ""
    public let limits: CaseLimits
    public let directory: Directory?

    private let core: any PhoneCore

    public init(id: CaseID, core: any PhoneCore) {
        self.id = id
        self.core = core
        limits = core.limits
        directory = core.directory()
    }

    public var detail: CaseDetail? {
        if case .shown(let detail) = phase { detail } else { nil }
    }

    /// Whether the rulebook opens this act to the account now.
    public func may(_ act: CaseAct) -> Bool {
        detail?.permitted.contains(act) == true && doing != .working
    }

    /// Keeps the case up to date for as long as the screen is there.
    public func follow() async {
        do throws(Failure) {
            for await _ in try core.casePages() { await load() }
        } catch {
            phase = .failed(error)
        }
    }

    public func load() async {
        do throws(Failure) {
            guard let detail = try await core.caseDetail(id) else {
                phase = .missing
                return
            }
            phase = .shown(detail)
            // A case that the server does not know yet has no running deadlines.
            dueDates = detail.isRegistered ? try await core.dueDates(of: id) : []
        } catch {
            phase = .failed(error)
        }
    }

    public func supplement() async {
        let text = supplementText
        if await perform(.supplement(text: text, photos: []), as: .supplement) { supplementText = "" }
    }

    public func withdraw() async {
        let reason = withdrawReason
        if await perform(.withdraw(reason: reason), as: .withdraw) { withdrawReason = "" }
    }

    private func perform(_ act: PhoneAct, as kind: CaseAct) async -> Bool {
        guard doing != .working else { return false }
        doing = .working
        do throws(Failure) {
            _ = try await core.perform(act, on: id)
            doing = .saved(kind)
            await load()
            return true
        } catch {
            doing = .failed(error)
            return false
        }
    }
}

extension TimelineEntry {
    /// Who did what: `经办人（区水利局）：签收`.
    public func message(directory: Directory?) -> Message {
        var who = role.message
        if let organ {
            let name = directory?.organ(organ).map { Message.quoted($0.name) } ?? .verbatim(organ.text)
            who = .phrase(.withOrgan, [.message(who), .message(name)])
        }
        return .phrase(.whoDidWhat, [.message(who), .message(act.message)])
    }
}

extension CaseDetail {
    /// How many photos the server holds; `nil` without photos.
    public var photosMessage: Message? {
        guard let photos = words.content?.photos, !photos.isEmpty else { return nil }
        return .counted(.photosArrived, photos.filter(\.hasArrived).count, photos.count)
    }
}
