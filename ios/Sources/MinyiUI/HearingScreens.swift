// Hearings (云听案): the list, and the room with its rules, its questions and one's own question in the making.

import MinyiKit
import SwiftUI

public struct HearingListScreen: View {
    @State private var model: HearingListModel
    private let core: any HearingCore

    public init(core: any HearingCore) {
        self.core = core
        model = HearingListModel(core: core)
    }

    public var body: some View {
        List {
            if let trouble = model.trouble { FailureNote(failure: trouble) }
            if model.lines?.isEmpty == true { Say(HearingWords.none).font(.headline); Say(HearingWords.noneHint) }
            ForEach(model.lines ?? []) { line in
                NavigationLink { HearingRoomScreen(core: core, hearing: line.id) } label: {
                    VStack(alignment: .leading, spacing: 4) {
                        Text(verbatim: line.cause).font(.headline)
                        Text(verbatim: line.caseNumber).font(.footnote).foregroundStyle(.secondary)
                        Say(line.stage.message).font(.subheadline)
                    }
                }
            }
        }
        .task { await model.load() }
        .refreshable { await model.refresh() }
    }
}

public struct HearingRoomScreen: View {
    @State private var model: HearingRoomModel
    /// Made when the screen shows, where the platform lends a player.
    @State private var picture: PictureModel?
    @State private var player: (any CourtPlayer)?
    @Environment(\.scenePhase) private var phase
    @Environment(\.courtScreen) private var court
    private let core: any HearingCore
    private let hearing: CaseID

    public init(core: any HearingCore, hearing: CaseID) {
        self.core = core
        self.hearing = hearing
        model = HearingRoomModel(core: core, hearing: hearing)
    }

    public var body: some View {
        List {
            if let trouble = model.trouble { FailureNote(failure: trouble) }
            if let view = model.view, view.link != .gone {
                if view.mayWatch, let picture, let player, let court {
                    CourtPictureSection(model: picture) { court.surface(player, $0) }
                }
                head(view)
                rules(view)
                if view.line?.deeds.contains(.rateHearing) == true || model.isRated {
                    Rating(model: model, isJudged: view.line?.stage == .judged)
                }
                if model.isAsked { Say(HearingWords.asked) }
                if let note = model.note { Asking(model: model, note: note) } else { askButton(view) }
                Section {
                    if view.questions.isEmpty { Say(HearingWords.noQuestions).foregroundStyle(.secondary) }
                    ForEach(view.questions) { Question(model: model, question: $0) }
                } header: {
                    Say(HearingWords.questions)
                }
                if view.line?.deeds.contains(.declareConflict) == true { Conflict(model: model) }
            } else {
                ProgressView()
            }
        }
        .task { await model.follow() }
        .onAppear(perform: makePicture)
        .onDisappear { picture?.leave() }
        .onChange(of: model.view) { _, view in picture?.follow(view) }
        .onChange(of: phase) { _, now in
            picture?.foreground(now == .active)
            if now == .active { model.wake() } else { Task { await model.keep() } }
        }
        .secret()
    }

    private func makePicture() {
        if picture == nil, let court {
            let made = court.player()
            let model = model
            player = made
            picture = PictureModel(core: core, player: made, hearing: hearing) { foreground, plays, at in
                model.playing(foreground: foreground, playing: plays, programmeTime: at)
            }
        }
        picture?.follow(model.view)
    }

    private func head(_ view: HearingRoomView) -> some View {
        Section {
            if let line = view.line {
                Text(verbatim: line.cause).font(.title2)
                Text(verbatim: line.caseNumber).font(.footnote).foregroundStyle(.secondary)
                Say(line.stage.message)
            }
            if let segment = view.segment { Say(segment.message).bold() }
            TimelineView(.periodic(from: .now, by: 1)) { _ in
                if let elapsed = model.elapsed() { Say(HearingWords.elapsed(elapsed)).monospacedDigit() }
            }
            if view.watchedMilliseconds > 0 { Say(HearingWords.watched(view.watchedMilliseconds / 60_000)).foregroundStyle(.secondary) }
            ForEach(view.notes, id: \.self) { Text(verbatim: $0) }
        }
    }

    @ViewBuilder private func rules(_ view: HearingRoomView) -> some View {
        let deeds = view.line?.deeds ?? []
        if deeds.contains(.apply) {
            Section {
                Say(HearingWords.applyHint)
                Button { Task { await model.apply() } } label: { Say(HearingWords.apply) }
            }
        }
        if deeds.contains(.signDiscipline), let notice = view.discipline {
            Section {
                Say(.quoted(notice.text))
                Button { Task { await model.sign() } } label: { Say(HearingWords.sign) }
            } header: {
                Say(HearingWords.discipline)
            }
        }
    }

    @ViewBuilder private func askButton(_ view: HearingRoomView) -> some View {
        if view.line?.deeds.contains(.ask) == true {
            Button { model.beginQuestion(programmeTime: picture?.programmeTime, delaySeconds: picture?.delaySeconds ?? 0) } label: { Say(HearingWords.ask) }
        }
    }
}

/// The note: stored a moment after the last key stroke, sent when it is asked.
private struct Asking: View {
    let model: HearingRoomModel
    let note: QuestionNote

    var body: some View {
        Section {
            Picker(selection: Binding(get: { note.kind }, set: { model.choose(kind: $0) })) {
                ForEach(QuestionKind.allCases, id: \.self) { Say($0.message).tag($0) }
            } label: {
                Say(HearingWords.ask)
            }
            TextField(text: Binding(get: { note.text }, set: { model.write(text: $0) }), axis: .vertical) { Say(HearingWords.question) }.lineLimit(4...)
            Say(model.isKept ? HearingWords.kept : HearingWords.keeping).font(.footnote).foregroundStyle(.secondary)
            Button { Task { await model.ask() } } label: { Say(HearingWords.send) }.disabled(note.text.isEmpty)
            Button(role: .destructive) { Task { await model.discardQuestion() } } label: { Say(HearingWords.discard) }
        } footer: {
            Say(HearingWords.askHint)
        }
        .task(id: note) {
            try? await Task.sleep(for: .milliseconds(400))
            if !Task.isCancelled { await model.keep() }
        }
    }
}

private struct Question: View {
    let model: HearingRoomModel
    let question: HearingQuestion

    var body: some View {
        VStack(alignment: .leading, spacing: 6) {
            Say(question.kind.message).font(.footnote)
            Text(verbatim: question.text)
            Say(question.progress.message).font(.footnote)
            Say(HearingWords.seat(question.seat)).font(.footnote).foregroundStyle(.secondary)
            Say(HearingWords.seconds(question.seconds)).font(.footnote).foregroundStyle(.secondary)
            ForEach(question.answers, id: \.self) { Text(verbatim: $0).font(.callout) }
            if question.deeds.contains(.second) {
                Button { Task { await model.second(question.id, on: true) } } label: { Say(HearingWords.second) }
            }
            if question.deeds.contains(.unsecond) {
                Button { Task { await model.second(question.id, on: false) } } label: { Say(HearingWords.unsecond) }
            }
            if case .returned(let reason) = question.progress { Text(verbatim: reason).font(.callout) }
            if question.deeds.contains(.resubmit) {
                Button { model.revise(question) } label: { Say(HearingWords.revise) }
            }
            if question.deeds.contains(.withdraw) {
                Button(role: .destructive) { Task { await model.withdraw(question.id) } } label: { Say(HearingWords.withdraw) }
            }
            if question.deeds.contains(.rateAnswer) {
                HStack {
                    ForEach(AnswerSatisfaction.allCases, id: \.self) { grade in
                        Button { Task { await model.rate(question.id, grade) } } label: { Say(grade.message) }
                    }
                }
            }
        }
        .buttonStyle(.bordered)
    }
}

/// 申请回避: for good, so the reason is asked for first.
private struct Conflict: View {
    let model: HearingRoomModel
    @State private var isAsking = false
    @State private var reason = ""

    var body: some View {
        Section {
            if isAsking {
                TextField(text: $reason, axis: .vertical) { Say(HearingWords.conflictReason) }
                Button(role: .destructive) { Task { await model.declareConflict(reason: reason) } } label: { Say(HearingWords.declare) }
                    .disabled(reason.isEmpty)
                Button { isAsking = false } label: { Say(.back) }
            } else {
                Button(role: .destructive) { isAsking = true } label: { Say(HearingWords.conflict) }
            }
        }
    }
}

/// 1 to 5 on four axes; sent only when all four are given. After judgment its document may be rated, too.
private struct Rating: View {
    let model: HearingRoomModel
    let isJudged: Bool
    @State private var sheet = HearingSheet(process: 0, control: 0, bearing: 0, clarity: 0)

    var body: some View {
        Section {
            if model.isRated {
                Say(HearingWords.rated)
            } else {
                axis(HearingWords.process, $sheet.process)
                axis(HearingWords.control, $sheet.control)
                axis(HearingWords.bearing, $sheet.bearing)
                axis(HearingWords.clarity, $sheet.clarity)
                if isJudged { axis(HearingWords.document, Binding(get: { sheet.document ?? 0 }, set: { sheet.document = $0 })) }
                TextField(text: $sheet.remark, axis: .vertical) { Say(HearingWords.remark) }
                Button { Task { await model.rateHearing(sheet) } } label: { Say(HearingWords.rate) }
                    .disabled([sheet.process, sheet.control, sheet.bearing, sheet.clarity].contains(0))
            }
        } header: {
            Say(HearingWords.rate)
        } footer: {
            Say(HearingWords.rateHint)
        }
    }

    private func axis(_ name: Message, _ grade: Binding<Int>) -> some View {
        Picker(selection: grade) {
            ForEach(1..<6) { Text(verbatim: String($0)).tag($0) }
        } label: {
            Say(name)
        }
        .pickerStyle(.segmented)
    }
}
