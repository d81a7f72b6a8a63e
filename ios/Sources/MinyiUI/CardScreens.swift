// Showing a card (亮证) and checking one (验证). Thin: what is shown and judged comes from the kit's models.

import MinyiKit
import SwiftUI

/// A code as the core decided it. Always dark on white, also at night: many scanners read nothing else.
struct CodeView: View {
    let code: CodePicture
    @Environment(\.speaking) private var language
    private let quiet = 4

    var body: some View {
        Canvas(rendersAsynchronously: false) { context, size in
            context.fill(Path(CGRect(origin: .zero, size: size)), with: .color(.white))
            // Whole points, or anti-aliasing draws hairlines between squares.
            let square = (min(size.width, size.height) / CGFloat(code.size + 2 * quiet)).rounded(.down)
            let start = ((min(size.width, size.height) - square * CGFloat(code.size)) / 2).rounded(.down)
            for y in 0..<code.size {
                for x in 0..<code.size where code.isDark(x: x, y: y) {
                    let corner = CGPoint(x: start + CGFloat(x) * square, y: start + CGFloat(y) * square)
                    context.fill(Path(CGRect(origin: corner, size: CGSize(width: square, height: square))), with: .color(.black))
                }
            }
        }
        .aspectRatio(1, contentMode: .fit)
        .accessibilityLabel(Text(verbatim: CardWords.code.text(in: language)))
    }
}

public struct CardScreen: View {
    @State private var model: CardModel
    @State private var isAnswering = false

    public init(mandate: CaseID? = nil, core: any CardCore) {
        model = CardModel(mandate: mandate, core: core)
    }

    public var body: some View {
        List {
            note
            if let card = model.card {
                Section {
                    Text(verbatim: card.name).font(.title2)
                    Say(.quoted(card.office))
                    face
                }
                if model.face != .expired { ways }
                Section { CardFacts(card: card) }
            } else {
                FirstCard(model: model)
            }
        }
        .task { await model.loadMandates() }
        .task(id: model.face) {
            await model.follow { moment in try await Task.sleep(for: .seconds(max(0, moment.timeIntervalSinceNow))) }
        }
        .onDisappear { model.leave() }
        .secret()
    }

    @ViewBuilder private var note: some View {
        switch model.work {
        case .idle: EmptyView()
        case .asking: ProgressView()
        case .notShown(let why): Say(why.message)
        case .failed(let failure): FailureNote(failure: failure)
        }
    }

    @ViewBuilder private var face: some View {
        switch model.face {
        case .page(let code, let label):
            CodeView(code: code)
            Say(.quoted(label)).font(.footnote)
        case .living(let code, _, _):
            CodeView(code: code)
            Say(CardWords.living).font(.footnote)
        case .answer(let code, _):
            CodeView(code: code)
            Say(CardWords.answered)
        case .expired: Say(CardWords.expired)
        case nil: EmptyView()
        }
    }

    @ViewBuilder private var ways: some View {
        Section {
            if case .page = model.face { Button { Task { await model.unlock() } } label: { Say(CardWords.unlock) } }
            if isAnswering {
                TextField(text: $model.number) { Say(CardWords.number) }.keyboardType(.numberPad)
                Button {
                    isAnswering = false
                    Task { await model.answer() }
                } label: {
                    Say(CardWords.answer)
                }
                .disabled(model.number.count != 6)
            } else {
                Button { isAnswering = true } label: { Say(CardWords.answering) }
            }
        }
        .disabled(model.work == .asking)
    }
}

/// The way to a card, where this phone holds none.
private struct FirstCard: View {
    let model: CardModel

    var body: some View {
        if model.isRequested {
            note(CardWords.requested, CardWords.requestedHint)
            refresh
        } else if let mandates = model.mandates {
            if mandates.isEmpty {
                note(CardWords.noMandate, CardWords.noMandateHint)
                refresh
            } else {
                note(CardWords.noCard, CardWords.noCardHint)
                Picker(selection: Binding(get: { model.mandate }, set: { if let chosen = $0 { model.choose(chosen) } })) {
                    ForEach(mandates) { Say(.quoted($0.office)).tag(Optional($0.id)) }
                } label: {
                    Say(CardWords.title)
                }
                Button { Task { await model.request() } } label: { Say(CardWords.request) }
                    .disabled(model.work == .asking || model.mandate == nil)
            }
        } else {
            ProgressView()
        }
    }

    private var refresh: some View {
        Button { Task { await model.refresh() } } label: { Say(.refresh) }.disabled(model.work == .asking)
    }

    private func note(_ title: Message, _ hint: Message) -> some View {
        VStack(spacing: 8) {
            Say(title).font(.headline)
            Say(hint).foregroundStyle(.secondary).multilineTextAlignment(.center)
        }
        .accessibilityElement(children: .combine)
    }
}

/// What the card says, line by line; what is not published is not there.
struct CardFacts: View {
    let card: CardContent

    var body: some View {
        fact(CardWords.constituency, card.constituency)
        fact(CardWords.station, card.stationName)
        if let post = card.post { fact(CardWords.post, post) }
        if let days = card.receptionDays { fact(CardWords.receptionDays, days) }
        if let pledge = card.pledge { fact(CardWords.pledge, pledge) }
    }

    private func fact(_ label: Message, _ value: String) -> some View {
        LabeledContent { Text(verbatim: value) } label: { Say(label) }
    }
}

public struct ScanScreen: View {
    @State private var model: ScanModel
    @State private var isRefused = false
    /// Reads one code with the platform's scanner; `nil` without permission.
    private let scan: () async -> String?

    public init(core: any CardCore, scan: @escaping () async -> String?) {
        model = ScanModel(core: core)
        self.scan = scan
    }

    public var body: some View {
        List {
            if let failure = model.failure { FailureNote(failure: failure) }
            if let result = model.result {
                Verdict(result: result)
                if model.offersChallenge { Button(action: model.makeChallenge) { Say(CardWords.challenge) } }
                Button(action: model.again) { Say(CardWords.again) }
            } else {
                if let number = model.challenge {
                    Text(verbatim: number).font(.largeTitle.monospacedDigit()).frame(maxWidth: .infinity)
                    Say(CardWords.challengeHint)
                } else {
                    Say(CardWords.scanHint)
                }
                if isRefused { Say(CardWords.scanRefused) }
                Button { Task { await read() } } label: { Label { Say(CardWords.scan) } icon: { Image(systemName: "qrcode.viewfinder") } }
                if model.challenge == nil {
                    Button(action: model.makeChallenge) { Say(CardWords.challenge) }
                } else {
                    Button(action: model.again) { Say(CardWords.again) }
                }
            }
            Say(.quoted(model.knowledge.words)).font(.footnote).foregroundStyle(.secondary)
        }
    }

    private func read() async {
        guard let text = await scan() else {
            isRefused = true
            return
        }
        isRefused = false
        model.scanned(text)
    }
}

/// Only `isGenuine` is approval; everything else warns, and still shows whose card is being shown.
private struct Verdict: View {
    let result: ScanResult

    var body: some View {
        Section {
            Label {
                Say(.quoted(result.words)).font(.headline)
            } icon: {
                Image(systemName: result.isGenuine ? "checkmark.seal.fill" : "exclamationmark.triangle.fill")
            }
            .foregroundStyle(result.isGenuine ? Color.green : Color.red)
            if let card = result.card {
                Text(verbatim: card.name).font(.title2)
                Say(.quoted(card.office))
                CardFacts(card: card)
            }
        }
    }
}
