// The outbox (待发箱): one tap away from every screen.

import MinyiKit
import SwiftUI

/// How much has not arrived yet, one tap away from it wherever one is.
struct OutboxDoor: View {
    let model: OutboxModel
    @State private var isOpen = false

    var body: some View {
        Button {
            isOpen = true
        } label: {
            Label { Say(model.summary) } icon: { Image(systemName: model.outbox.unsent == 0 ? "checkmark.circle" : "tray.full") }
                .frame(maxWidth: .infinity, minHeight: 44)
        }
        .background(.bar)
        .sheet(isPresented: $isOpen) { NavigationStack { OutboxScreen(model: model) } }
    }
}

public struct OutboxScreen: View {
    private let model: OutboxModel
    @State private var discarding: CommandID?
    @Environment(\.speaking) private var language

    public init(model: OutboxModel) {
        self.model = model
    }

    public var body: some View {
        List {
            Say(model.network.message).font(.footnote)
            if model.sections.isEmpty { EmptyNote(title: .outboxEmpty, hint: nil, symbol: "checkmark.circle") }
            ForEach(model.sections) { section in
                Section {
                    ForEach(section.items) { row($0) }
                } header: {
                    Say(section.title)
                }
            }
            if let others = model.othersMessage { Say(others).font(.footnote) }
            if let trouble = model.trouble { FailureNote(failure: trouble) }
        }
        .toolbar { Button { Task { await model.sendNow() } } label: { Say(.sendNow) } }
        .confirmationDialog(
            Text(verbatim: Message.phrase(.discardWarning).text(in: language)),
            isPresented: Binding(get: { discarding != nil }, set: { if !$0 { discarding = nil } }), titleVisibility: .visible
        ) {
            Button(role: .destructive) {
                if let discarding { Task { await model.discard(discarding) } }
            } label: {
                Say(.discard)
            }
        }
    }

    private func row(_ item: OutboxItem) -> some View {
        VStack(alignment: .leading, spacing: 6) {
            Say(item.act.message).font(.headline)
            Say(item.message).font(.subheadline)
            if item.photos > 0 {
                Say(.phrase(.photosProgress, [.number(item.photosComplete), .number(item.photos)])).font(.footnote)
            }
            switch item.standing {
            case .submitting, .uploading: ProgressView(value: item.progress)
            case .needsAttention, .waiting:
                HStack {
                    Button { Task { await model.retry(item.id) } } label: { Say(.retry) }
                    Button(role: .destructive) { discarding = item.id } label: { Say(.discard) }
                }
                .buttonStyle(.borderless)
            case .saved, .complete: EmptyView()
            }
        }
        .accessibilityElement(children: .contain)
    }
}
