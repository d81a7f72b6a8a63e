// My cases (我的事项), one case with its timeline, and its evaluation.

import MinyiKit
import SwiftUI

public struct MyCasesScreen: View {
    @State private var model: MyCasesModel
    private let core: any PhoneCore

    public init(core: any PhoneCore) {
        self.core = core
        model = MyCasesModel(core: core)
    }

    public var body: some View {
        List {
            switch model.phase {
            case .loading: Label { Say(.loading) } icon: { ProgressView() }
            case .empty: EmptyNote(title: .casesEmpty, hint: .casesEmptyHint, symbol: "tray")
            case .failed(let failure): FailureNote(failure: failure)
            case .shown:
                ForEach(model.lines) { line in
                    NavigationLink {
                        CaseScreen(id: line.id, core: core)
                    } label: {
                        CaseRow(line: line)
                    }
                }
                if model.hasMore {
                    Button { Task { await model.loadMore() } } label: { Say(.loadMore) }
                        .disabled(model.isLoadingMore)
                }
            }
            if let trouble = model.trouble { FailureNote(failure: trouble) }
        }
        .refreshable { await model.refresh() }
        .task { await model.follow() }
    }
}

struct CaseRow: View {
    let line: CaseLine

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            Say(line.headline).font(.headline)
            Say(line.standing).font(.subheadline)
            if let deadline = line.nextDeadline {
                Say(deadline.message).font(.footnote).foregroundStyle(deadline.isOverdue ? Color.red : Color.secondary)
            }
        }
        .accessibilityElement(children: .combine)
    }
}

public struct CaseScreen: View {
    @State private var model: CaseModel
    @State private var listening: ListeningModel?
    @Environment(\.soundPlayer) private var sound
    private let core: any PhoneCore

    public init(id: CaseID, core: any PhoneCore) {
        self.core = core
        model = CaseModel(id: id, core: core)
    }

    public var body: some View {
        List {
            switch model.phase {
            case .loading: Label { Say(.loading) } icon: { ProgressView() }
            case .missing: EmptyNote(title: .notForeseeable, hint: nil, symbol: "hourglass")
            case .failed(let failure): FailureNote(failure: failure)
            case .shown(let detail): shown(detail)
            }
            if case .failed(let failure) = model.doing { FailureNote(failure: failure) }
        }
        .task { await model.follow() }
        .onAppear {
            if listening == nil, let sound, let core = core as? any VoiceCore {
                listening = ListeningModel(core: core, recorder: sound, id: model.id)
            }
        }
        .onDisappear { Task { await listening?.leave() } }
    }

    @ViewBuilder private func shown(_ detail: CaseDetail) -> some View {
        Section {
            Say(detail.stage.message).font(.headline)
            if let ending = detail.ending { Say(.phrase(.endedAs, [.message(ending.message)])) }
            Say(.phrase(.submittedOn, [.moment(detail.submittedAt)])).font(.footnote)
            ForEach(detail.pending) { item in
                Say(.phrase(.onItsWay, [.message(item.act.message)])).font(.footnote)
            }
        }
        if let content = detail.words.content {
            Section {
                Text(verbatim: content.title).font(.headline)
                Text(verbatim: content.text)
                ForEach(content.supplements, id: \.self) { Text(verbatim: $0) }
                if let voice = content.voice { CaseVoiceRows(voice: voice, listening: listening) }
                if let photos = detail.photosMessage { Say(photos).font(.footnote) }
                if let question = content.question { Say(.phrase(.questionToYou, [.text(question)])) }
            }
            ForEach(content.answers, id: \.round) { answer in
                Section {
                    Text(verbatim: answer.text)
                    ForEach(answer.promises, id: \.self) { promise in
                        Say(.phrase(.promisedUntil, [.date(promise.due), .text(promise.text)]))
                    }
                } header: {
                    Say(.phrase(.answerOfRound, [.number(answer.round), .message(answer.result.message)]))
                }
            }
        } else {
            Say(.outlineOnly)
        }
        ForEach(model.dueDates, id: \.self) { due in
            DisclosureGroup {
                Say(.quoted(due.why.text))
                if let rule = due.why.rule { Say(rule.source).font(.footnote) }
            } label: {
                Say(due.deadline.message)
            }
        }
        acts
        if let content = detail.words.content {
            Section {
                ForEach(content.timeline) { entry in
                    VStack(alignment: .leading) {
                        Say(entry.message(directory: model.directory)).strikethrough(entry.isUndone)
                        if !entry.note.isEmpty { Text(verbatim: entry.note).font(.callout) }
                        Say(.phrase(.at, [.moment(entry.at)])).font(.footnote).foregroundStyle(.secondary)
                    }
                    .accessibilityElement(children: .combine)
                }
            } header: {
                Say(.timeline)
            }
        }
    }

    @ViewBuilder private var acts: some View {
        if model.may(.evaluate) {
            NavigationLink { EvaluationScreen(caseID: model.id, core: core) } label: { Say(.evaluate) }
        }
        if model.may(.supplement) {
            Section {
                TextField(text: $model.supplementText, axis: .vertical) { Say(.supplementHint) }
                Button { Task { await model.supplement() } } label: { Say(.supplement) }
            }
        }
        if model.may(.withdraw) {
            Section {
                TextField(text: $model.withdrawReason, axis: .vertical) { Say(.withdrawReason) }
                Button(role: .destructive) { Task { await model.withdraw() } } label: { Say(.withdraw) }
            }
        }
    }
}

public struct EvaluationScreen: View {
    @State private var model: EvaluationModel
    @Environment(\.dismiss) private var dismiss

    public init(caseID: CaseID, core: any PhoneCore) {
        model = EvaluationModel(caseID: caseID, core: core)
    }

    public var body: some View {
        Form {
            if model.progress == .saved {
                Say(.evaluationThanks)
                Button { dismiss() } label: { Say(.done) }
            } else {
                axis(.axisProcess, $model.process, none: .chooseGrade)
                axis(.axisAnswer, $model.answer, none: .chooseGrade)
                axis(.axisDelivery, $model.delivery, none: .nothingDueYet)
                Section {
                    TextField(text: $model.reason, axis: .vertical) { Say(.evaluationReasonHint) }
                } header: {
                    Say(.evaluationReason)
                } footer: {
                    if model.hasDissatisfied { Say(.redoFollows) }
                }
                if case .failed(let failure) = model.progress { FailureNote(failure: failure) }
                Button { Task { await model.send() } } label: { Say(.sendEvaluation) }
                    .disabled(!model.isComplete || model.progress == .sending)
            }
        }
    }

    private func axis(_ title: Phrase, _ grade: Binding<Grade?>, none: Phrase) -> some View {
        Picker(selection: grade) {
            Say(none).tag(Grade?.none)
            ForEach(Grade.allCases, id: \.self) { Say($0.message).tag(Grade?.some($0)) }
        } label: {
            Say(title)
        }
    }
}
