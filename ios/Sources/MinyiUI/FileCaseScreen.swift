// Filing a case (我要反映): photos and place, words, addressee. Large type widens rows instead of cutting them.

import MinyiKit
import PhotosUI
import SwiftUI

/// What the platform does for this screen.
public struct FilingHelp {
    let camera: any Camera
    /// The position with the person's consent.
    let position: () async -> Located
    let openSettings: () -> Void
    /// `nil`: this device has no microphone.
    let recorder: (any VoiceRecorder)?

    public init(
        camera: any Camera, recorder: (any VoiceRecorder)? = nil, position: @escaping () async -> Located,
        openSettings: @escaping () -> Void
    ) {
        self.camera = camera
        self.recorder = recorder
        self.position = position
        self.openSettings = openSettings
    }
}

public struct FileCaseScreen: View {
    @State private var model: FileCaseModel
    @State private var voice: VoiceModel?
    @Environment(\.speaking) private var language
    @Environment(\.scenePhase) private var phase
    @State private var permissionMissing: Phrase?
    @State private var chosen: [PhotosPickerItem] = []
    @State private var proxyPhone = ""
    @State private var channel = ProxyChannel.inPerson
    private let help: FilingHelp
    private let isForOthers: Bool

    /// `isForOthers`: the station's staff file for whoever comes.
    public init(core: any PhoneCore, help: FilingHelp, isForOthers: Bool = false) {
        let model = FileCaseModel(core: core)
        self.model = model
        if let recorder = help.recorder, let core = core as? any VoiceCore {
            voice = VoiceModel(core: core, recorder: recorder, filing: model)
        }
        self.help = help
        self.isForOthers = isForOthers
    }

    public var body: some View {
        Form {
            if case .filed(let filed) = model.progress {
                FiledNote(filed: filed)
            } else {
                progressLine
                switch model.step {
                case .photos:
                    if isForOthers { proxy }
                    photos
                case .words: words
                case .addressee: addressee
                }
                if let failure = model.failure { Section { FailureNote(failure: failure) } }
                stepButtons
            }
        }
        .task { await model.start() }
        .onChange(of: phase) { _, new in if new != .active { Task { await leave() } } }
        .onDisappear { Task { await leave() } }
    }

    /// What was being said is kept, what was typed stands on the disk.
    private func leave() async {
        await voice?.stop()
        await model.settle()
    }

    /// 代为提交: the case is that person's from the beginning. Filed in the station's own name, the rules refuse it.
    @ViewBuilder private var proxy: some View {
        Section {
            if let phone = model.proxyPhone {
                Say(ProxyWords.filingFor(phone))
                Button { model.fileForNobody() } label: { Say(ProxyWords.other) }
            } else {
                TextField(text: $proxyPhone) { Say(.phoneNumber) }.keyboardType(.phonePad)
                Picker(selection: $channel) {
                    ForEach(ProxyChannel.allCases, id: \.self) { Say($0.message).tag($0) }
                } label: {
                    Say(ProxyWords.title)
                }
                Button { Task { await model.fileFor(phone: proxyPhone, channel: channel) } } label: { Say(ProxyWords.register) }
                    .disabled(proxyPhone.count != 11)
            }
        } header: {
            Say(ProxyWords.title)
        } footer: {
            Say(ProxyWords.hint)
        }
    }

    private var progressLine: some View {
        Section {
            Say(.phrase(.stepOf, [.number(model.step.rawValue + 1), .number(FileCaseModel.Step.allCases.count)]))
            if model.isRestored { Say(.draftRestored).font(.footnote) }
            if model.keeping == .saved { Say(.draftSaved).font(.footnote).foregroundStyle(.secondary) }
        } header: {
            Say(model.step.title).font(.headline)
        }
    }

    @ViewBuilder private var photos: some View {
        Section {
            let shown = model.draft?.photos ?? []
            ForEach(Array(shown.enumerated()), id: \.element) { index, photo in
                HStack {
                    Label {
                        Say(.phrase(.photoNumber, [.number(index + 1), .number(shown.count)]))
                    } icon: {
                        Image(systemName: "photo")
                    }
                    if let origin = model.origins[photo.sha256] { Say(origin.message).font(.footnote).foregroundStyle(.secondary) }
                    Spacer()
                    Button(role: .destructive) {
                        model.removePhoto(at: index)
                    } label: {
                        Image(systemName: "trash")
                    }
                    .accessibilityLabel(Text(verbatim: Message.phrase(.removePhoto, [.number(index + 1)]).text(in: language)))
                }
            }
            if !model.unsaved.isEmpty {
                Say(OwnPhotoWords.unsaved(model.unsaved.count)).foregroundStyle(.red)
                Button { Task { await model.retryPhotos() } } label: { Say(.retry) }
                Button(role: .destructive) { model.dropPhotos() } label: { Say(OwnPhotoWords.drop) }
            }
            if model.removed != nil {
                Button(action: model.undoRemove) { Label { Say(.undo) } icon: { Image(systemName: "arrow.uturn.backward") } }
            }
            Button {
                Task { await takePhoto() }
            } label: {
                Label { Say(.takePhoto) } icon: { Image(systemName: "camera") }
            }
            .disabled(!model.mayAddPhoto)
            PhotosPicker(selection: $chosen, maxSelectionCount: max(1, model.limits.photos - shown.count), matching: .images) {
                Label { Say(.choosePhoto) } icon: { Image(systemName: "photo.on.rectangle") }
            }
            .disabled(!model.mayAddPhoto)
            .onChange(of: chosen) { _, items in Task { await importPhotos(items) } }
            if model.progress == .attaching { Label { Say(.addPhotoWorking) } icon: { ProgressView() } }
        } footer: {
            Say(model.mayAddPhoto ? .phrase(.photoWithout) : .phrase(.photosFull, [.number(model.limits.photos)]))
        }
        Section {
            if let place = model.draft?.place {
                Say(.phrase(.positionKnown, [.number(Int(place.accuracyMetres ?? 0))]))
                Button(role: .destructive) { model.draft?.place = nil } label: { Say(.removePosition) }
            } else {
                Button { Task { await usePosition() } } label: { Label { Say(.usePosition) } icon: { Image(systemName: "location") } }
            }
            if let permissionMissing {
                Say(permissionMissing)
                Say(permissionMissing == .cameraDenied ? .cameraDeniedWayOn : .positionDeniedWayOn).font(.footnote)
                Button(action: help.openSettings) { Say(.openSettings) }
            }
        } footer: {
            Say(.positionWhy)
        }
    }

    @ViewBuilder private var words: some View {
        Section {
            TextField(text: text(\.title)) { Say(.required) }
            CountLine(left: model.charactersLeft(in: model.draft?.title ?? "", of: model.limits.title))
        } header: {
            Say(.caseTitle)
        }
        Section {
            TextField(text: text(\.text), axis: .vertical) { Say(.caseTextHint) }.lineLimit(5...)
            CountLine(left: model.charactersLeft(in: model.draft?.text ?? "", of: model.limits.text))
        } header: {
            Say(.caseText)
        }
        if let voice { VoiceSection(model: voice, openSettings: help.openSettings) }
        Section {
            Toggle(isOn: Binding(get: { model.draft?.mayPublish ?? false }, set: { model.draft?.mayPublish = $0 })) { Say(.mayPublish) }
        } footer: {
            Say(.mayPublishHint)
        }
    }

    @ViewBuilder private var addressee: some View {
        Section {
            choice(.office) { Say(.letOfficeDecide) }
            ForEach(model.directory?.stations ?? [], id: \.id) { station in
                choice(.station(station.id)) { Say(.quoted(station.name)) }
            }
            ForEach(model.directory?.deputies ?? [], id: \.user) { deputy in
                choice(.deputy(deputy.user)) { Text(verbatim: deputy.name) }
            }
        } header: {
            Say(.whoShouldHear)
        } footer: {
            if model.directory?.isDemo == true { Say(.demoPeople) }
        }
    }

    private func choice(_ addressee: Addressee, @ViewBuilder label: () -> some View) -> some View {
        Button {
            model.draft?.addressee = addressee
        } label: {
            HStack {
                label()
                Spacer()
                if model.draft?.addressee == addressee { Image(systemName: "checkmark") }
            }
        }
        .accessibilityAddTraits(model.draft?.addressee == addressee ? .isSelected : [])
    }

    private var stepButtons: some View {
        Section {
            if let next = FileCaseModel.Step(rawValue: model.step.rawValue + 1) {
                Button { model.step = next } label: { Say(.next) }
            } else {
                Button { Task { await model.submit() } } label: { Say(.submitCase) }
                    .disabled(model.progress == .filing)
            }
            if let back = FileCaseModel.Step(rawValue: model.step.rawValue - 1) {
                Button { model.step = back } label: { Say(.back) }
            }
        }
    }

    private func text(_ field: WritableKeyPath<Draft, String>) -> Binding<String> {
        Binding(get: { model.draft?[keyPath: field] ?? "" }, set: { model.draft?[keyPath: field] = $0 })
    }

    private func takePhoto() async {
        // With the person's consent each picture gets a position of its own; it comes while they look for the motif.
        if model.draft?.place != nil { Task { model.locatedAgain(await help.position()) } }
        switch await help.camera.capture(ticket: model.drawTicket) {
        case .taken(let shot):
            await model.add(shot)
            // The vault has the original.
            if model.failure == nil { try? FileManager.default.removeItem(at: shot.file) }
        case .notAllowed: permissionMissing = .cameraDenied
        case .wentBack, .failed: break
        }
    }

    private func usePosition() async {
        let answer = await help.position()
        model.located(answer)
        if case .here = answer { permissionMissing = nil } else { permissionMissing = .positionDenied }
    }

    /// What was chosen is copied out of the gallery as it is, and recorded as imported.
    private func importPhotos(_ items: [PhotosPickerItem]) async {
        for item in items {
            guard let bytes = try? await item.loadTransferable(type: Data.self) else { continue }
            let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            guard (try? bytes.write(to: file, options: .completeFileProtection)) != nil else { continue }
            await model.addImported(from: file)
            try? FileManager.default.removeItem(at: file)
        }
        chosen = []
    }
}

/// How many characters are left.
private struct CountLine: View {
    let left: Int

    var body: some View {
        Say(left >= 0 ? .phrase(.charactersLeft, [.number(left)]) : .phrase(.tooLong, [.number(-left)]))
            .font(.footnote)
            .foregroundStyle(left >= 0 ? Color.secondary : Color.red)
    }
}

/// 已存在本机, and until when somebody looks at it.
private struct FiledNote: View {
    let filed: Filed

    var body: some View {
        Section {
            Label { Say(.savedOnThisPhone).font(.headline) } icon: { Image(systemName: "checkmark.seal.fill") }
            Say(.willBeSent)
            if let due = filed.predictedDue {
                Say(.phrase(.predictedDue, [.date(due.due)]))
                DisclosureGroup {
                    Say(.quoted(due.text))
                    if let rule = due.rule { Say(rule.source).font(.footnote) }
                } label: {
                    Say(.why)
                }
            }
        }
    }
}
