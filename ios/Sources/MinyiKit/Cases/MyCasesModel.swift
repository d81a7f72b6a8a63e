// My cases (我的事项): the list, page by page, always as it is on this phone.

import Foundation
import Observation

/// What the list shows and does.
@Observable @MainActor
public final class MyCasesModel {
    /// What the list is.
    public enum Phase: Hashable, Sendable {
        case loading
        case empty
        case shown
        case failed(Failure)
    }

    public private(set) var lines: [CaseLine] = []
    public private(set) var phase: Phase = .loading
    public private(set) var isRefreshing = false
    public private(set) var isLoadingMore = false
    /// Why the last refresh or further page did not come; the list stays.
    public private(set) var trouble: Failure?

    private let core: any PhoneCore
    private let pageSize: Int
    private var next: String?
    private var pages = 1
    /// Counts changes, so that a page of an older list is dropped.
    private var edition = 0

    public init(core: any PhoneCore, pageSize: Int = 50) {
        self.core = core
        self.pageSize = pageSize
    }

    public var hasMore: Bool { next != nil }

    /// What waits for this account.
    public var actionable: [CaseLine] { lines.filter(\.isActionable) }

    /// What is due, soonest first.
    public var due: [CaseLine] {
        let dated = lines.compactMap { line in line.nextDeadline.map { (line, $0.due) } }
        return dated.sorted { $0.1 < $1.1 }.map(\.0)
    }

    /// Keeps the list up to date for as long as the screen is there.
    public func follow() async {
        do throws(Failure) {
            for await page in try core.casePages() { await show(page) }
        } catch {
            phase = .failed(error)
        }
    }

    public func loadMore() async {
        guard let place = next, !isLoadingMore else { return }
        isLoadingMore = true
        defer { isLoadingMore = false }
        let edition = edition
        do throws(Failure) {
            let page = try await core.cases(after: place, limit: pageSize)
            // If the list changed meanwhile, its news bring the pages anew.
            guard edition == self.edition else { return }
            lines = Self.joined(lines, page)
            next = page.next
            pages += 1
            trouble = nil
        } catch {
            trouble = error
        }
    }

    /// Pulls what changed.
    public func refresh() async {
        guard !isRefreshing else { return }
        isRefreshing = true
        defer { isRefreshing = false }
        do throws(Failure) {
            try await core.sync()
            trouble = nil
        } catch {
            trouble = error
        }
    }

    private func show(_ first: CasePage) async {
        edition += 1
        var lines = first.lines
        var next = first.next
        var further = 1
        // As many pages as were there before, so that nobody's place is lost.
        while further < pages, let place = next {
            do throws(Failure) {
                let page = try await core.cases(after: place, limit: pageSize)
                lines = Self.joined(lines, page)
                next = page.next
                further += 1
            } catch {
                trouble = error
                break
            }
        }
        self.lines = lines
        self.next = next
        phase = lines.isEmpty ? .empty : .shown
    }

    private static func joined(_ lines: [CaseLine], _ page: CasePage) -> [CaseLine] {
        let known = Set(lines.map(\.id))
        return lines + page.lines.filter { !known.contains($0.id) }
    }
}

extension CaseLine {
    /// Its title, or words for there being none to see.
    public var headline: Message {
        if let title { .verbatim(title) } else { .phrase(.untitledCase) }
    }

    /// Where it stands, for the second line and for VoiceOver.
    public var standing: Message {
        guard isRegistered else { return .phrase(.savedHereOnly) }
        return pending > 0 ? .counted(.pendingActs, pending) : stage.message
    }
}
