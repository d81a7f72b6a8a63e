// Home (首页): what waits for me and what is due, and the way to everything else.

import MinyiKit
import SwiftUI

public struct HomeScreen: View {
    @State private var cases: MyCasesModel
    private let core: any PhoneCore
    private let outbox: OutboxModel
    private let signIn: SignInModel
    private let help: FilingHelp

    public init(core: any PhoneCore, outbox: OutboxModel, signIn: SignInModel, help: FilingHelp) {
        self.core = core
        self.outbox = outbox
        self.signIn = signIn
        self.help = help
        cases = MyCasesModel(core: core)
    }

    public var body: some View {
        NavigationStack {
            List {
                OutboxBadge(model: outbox)
                NavigationLink { FileCaseScreen(core: core, help: help) } label: { Say(.homeFile) }
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
                NavigationLink { SettingsScreen(signIn: signIn) } label: { Say(.settingsTitle) }
            }
            .task { await cases.follow() }
        }
    }

    private func row(_ line: CaseLine) -> some View {
        NavigationLink { CaseScreen(id: line.id, core: core) } label: { CaseRow(line: line) }
    }
}
