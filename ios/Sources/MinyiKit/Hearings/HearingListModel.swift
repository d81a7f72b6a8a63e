// The hearings of the account (庭审列表).

import Foundation
import Observation

@Observable @MainActor
public final class HearingListModel {
    /// `nil`: nothing was read yet; empty: there are none.
    public private(set) var lines: [HearingLine]?
    public private(set) var isRefreshing = false
    public private(set) var trouble: Failure?

    private let core: any HearingCore

    public init(core: any HearingCore) {
        self.core = core
    }

    public func load() async {
        do throws(Failure) {
            lines = try await core.hearings()
        } catch {
            trouble = error
        }
    }

    /// What is on the phone stays while what is new is fetched.
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
        await load()
    }
}
