// 消息: what waits for a decision, the most urgent first; each line leads to where it is decided.

import MinyiKit
import SwiftUI

public struct NoticesScreen: View {
    @State private var model: NoticesModel
    private let core: any PhoneCore
    private let court: (any HearingCore)?
    private let outbox: OutboxModel

    public init(core: any PhoneCore, court: (any HearingCore)?, outbox: OutboxModel) {
        self.core = core
        self.court = court
        self.outbox = outbox
        model = NoticesModel(core: core, court: court)
    }

    public var body: some View {
        List {
            if let trouble = model.trouble { FailureNote(failure: trouble) }
            if model.notices?.isEmpty == true {
                Say(NoticeWords.none).font(.headline)
                Say(NoticeWords.noneHint).foregroundStyle(.secondary)
            }
            ForEach(model.notices ?? [], id: \.self) { row($0) }
        }
        .task { await model.follow() }
    }

    @ViewBuilder private func row(_ notice: Notice) -> some View {
        switch notice {
        case .notSent(let item):
            NavigationLink { OutboxScreen(model: outbox) } label: {
                VStack(alignment: .leading) {
                    Say(NoticeWords.notSent).font(.footnote)
                    Say(item.act.message).font(.headline)
                }
            }
        case .hearingWaits(let line, let deed):
            if let court {
                NavigationLink { HearingRoomScreen(core: court, hearing: line.id) } label: {
                    VStack(alignment: .leading) {
                        Say(deed.asked).font(.footnote)
                        Text(verbatim: line.cause).font(.headline)
                    }
                }
            }
        case .caseWaits(let line), .caseOverdue(let line):
            NavigationLink { CaseScreen(id: line.id, core: core) } label: { CaseRow(line: line) }
        }
    }
}
