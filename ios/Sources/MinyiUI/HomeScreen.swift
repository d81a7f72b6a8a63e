// Home (首页): what waits for me and what is due, and the way to everything else.

import MinyiKit
import SwiftUI

public struct HomeScreen: View {
    @State private var cases: MyCasesModel
    private let core: any PhoneCore & CardCore & HearingCore & OwnDataCore
    private let scan: () async -> String?
    private let outbox: OutboxModel
    private let signIn: SignInModel
    private let help: FilingHelp

    /// `scan`: reads one code with the platform's scanner; `nil` without permission.
    public init(
        core: any PhoneCore & CardCore & HearingCore & OwnDataCore, outbox: OutboxModel, signIn: SignInModel, help: FilingHelp,
        scan: @escaping () async -> String?
    ) {
        self.core = core
        self.scan = scan
        self.outbox = outbox
        self.signIn = signIn
        self.help = help
        cases = MyCasesModel(core: core)
    }

    public var body: some View {
        NavigationStack {
            List {
                NavigationLink { FileCaseScreen(core: core, help: help, isForOthers: role == .stationStaff) } label: { Say(.homeFile) }
                NavigationLink { MyCasesScreen(core: core) } label: { Say(.casesTitle) }
                Section {
                    if cases.actionable.isEmpty { Say(.homeNothingWaits).foregroundStyle(.secondary) }
                    ForEach(cases.actionable.prefix(5)) { row($0) }
                } header: {
                    Say(.homeWaitsForMe)
                }
                if !cases.due.isEmpty {
                    Section {
                        ForEach(cases.due.prefix(5)) { row($0) }
                    } header: {
                        Say(.homeDue)
                    }
                }
                Section {
                    NavigationLink { NoticesScreen(core: core, court: isDeputy ? core as any HearingCore : nil, outbox: outbox) } label: { Say(NoticeWords.title) }
                    NavigationLink { StationsScreen(core: core, help: help) } label: { Say(StationWords.title) }
                    if isDeputy {
                        NavigationLink { CardScreen(core: core) } label: { Say(CardWords.title) }
                        NavigationLink { HearingListScreen(core: core) } label: { Say(HearingWords.title) }
                    }
                    NavigationLink { ScanScreen(core: core, scan: scan) } label: { Say(CardWords.scanTitle) }
                }
                NavigationLink { SettingsScreen(signIn: signIn, core: core, unsent: outbox.outbox.unsent) } label: { Say(.settingsTitle) }
            }
            .task { await cases.follow() }
        }
        // Outside of the stack, so that it stays whatever screen is on top.
        .safeAreaInset(edge: .bottom) { OutboxDoor(model: outbox) }
    }

    private var role: Role? {
        if case .signedIn(let account, _) = signIn.session { account.role } else { nil }
    }

    private var isDeputy: Bool { role == .deputy }

    private func row(_ line: CaseLine) -> some View {
        NavigationLink { CaseScreen(id: line.id, core: core) } label: { CaseRow(line: line) }
    }
}
