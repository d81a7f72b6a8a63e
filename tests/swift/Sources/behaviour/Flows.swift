// What a person does, through MinyiKit's view models as the screens call them, on the real library against a real server.

import Foundation
import MinyiBridge
import MinyiCore
import MinyiKit

/// A Keychain of one process.
private final class Drawer: SecretStore {
    private let items = Shared<[String: Data]>([:])

    func put(_ secret: Data, name: String) throws(SecretStoreFault) {
        items.change { $0[name] = secret }
    }

    func get(name: String) throws(SecretStoreFault) -> Data {
        guard let secret = items.value[name] else { throw .missing }
        return secret
    }
}

/// The same Keychain, for a second look from outside of the app.
private final class SameDrawer: KeyStore {
    private let keys: SecretKeyStore

    init(_ keys: SecretKeyStore) {
        self.keys = keys
    }

    func wrap(key: Data) throws -> Data { try keys.wrap(key) }

    func unwrap(wrapped: Data) throws -> Data { try keys.unwrap(wrapped) }
}

/// One phone: its drawer outlives the app, as the Keychain does.
private struct Handset {
    let world: World
    let keys = SecretKeyStore(secrets: Drawer())
    let name: String

    func open() async throws -> NativeCore {
        let server = world.server
        return try await NativeCore.open(
            CoreSettings(
                folder: world.folder.appendingPathComponent(name), server: server.url(), appBuild: "flows", keys: keys,
                clockSkew: { server.skewMillis() }, sinceBoot: { 7_200 }))
    }
}

@MainActor private func signIn(_ core: NativeCore, at server: TestServer) async throws {
    let model = SignInModel(core: core)
    model.phone = citizenNumber
    await model.requestCode()
    model.code = try known(server.lastCode(phone: citizenNumber))
    await model.signIn()
    guard case .signedIn = model.session else { throw Broken("\(model.work)") }
    try await core.sync()
}

@MainActor private func sendAll(_ core: NativeCore) async throws {
    for _ in 0..<20 {
        if try await !core.runSlice(deadline: .seconds(30)).more { return }
    }
}

/// Until it is so; the promise's own limit ends a wait in vain.
@MainActor private func until(_ isSo: () -> Bool) async throws {
    while !isSo() { try await Task.sleep(for: .milliseconds(5)) }
}

@MainActor private func fileThreePhotosThroughACutNetwork() async throws {
    let world = try World()
    let handset = Handset(world: world, name: "citizen")
    let caseID: CaseID
    do {
        let core = try await handset.open()
        try await signIn(core, at: world.server)
        let outbox = OutboxModel(core: core)
        await outbox.networkChanged(to: .offline)

        // Half a case, then the phone dies.
        let filing = FileCaseModel(core: core)
        await filing.start()
        filing.draft?.title = "路灯不亮"
        await filing.add(Shot(file: try world.photo(1), ticket: filing.drawTicket()))
        await filing.settle()
        try same(.saved, filing.keeping)
        try await core.suspend()
    }
    do {
        let core = try await handset.open()
        core.setNetwork(.offline)
        let filing = FileCaseModel(core: core)
        await filing.start()
        try check(filing.isRestored)
        try same("路灯不亮", filing.draft?.title)
        await filing.add(Shot(file: try world.photo(2, bytes: 300_000), ticket: filing.drawTicket()))
        await filing.addImported(from: try world.photo(3, bytes: 300_000))
        try same(3, filing.draft?.photos.count)
        try same([.ownCamera, .gallery], filing.draft?.photos.dropFirst().map { filing.origins[$0.sha256] })

        // The rules answer offline, at the step they belong to, and nothing is lost by it.
        filing.draft?.addressee = .station(OrganID("station-zhili-1"))
        await filing.submit()
        try same(.words, filing.step)
        try same("text", filing.failure?.field)
        filing.draft?.text = "村口的路灯坏了一个月。"
        await filing.submit()
        guard case .filed(let filed) = filing.progress else { throw Broken("\(filing.progress)") }
        try check(filed.predictedDue?.rule != nil)
        caseID = filed.id

        let outbox = OutboxModel(core: core)
        try same([.sectionSaved], outbox.sections.map(\.title))
        try same("1 项未送达", outbox.summary.text(in: .zhHans))
        let cases = MyCasesModel(core: core)
        let following = Task { await cases.follow() }
        try await until { cases.phase == .shown }
        try same("仅存在本机，尚未送达", cases.lines.first?.standing.text(in: .zhHans))

        // The network comes back in the middle of everything; the courier does the rest.
        let courier = Courier(core: core)
        let carrying = Task { await courier.run() }
        let watching = Task { await outbox.follow() }
        core.setNetwork(.unmetered)
        await courier.nudge()
        try await until { outbox.outbox.unsent == 0 && !outbox.outbox.done.isEmpty }
        try same("全部送达", outbox.summary.text(in: .zhHans))
        try same(3, outbox.outbox.done.first?.photosComplete)
        try await until { cases.lines.first?.isRegistered == true }
        carrying.cancel()
        await carrying.value
        following.cancel()
        watching.cancel()

        let screen = CaseModel(id: caseID, core: core)
        await screen.load()
        try await core.sync()
        await screen.load()
        let detail = try known(screen.detail)
        try same(.submitted, detail.stage)
        try same("照片 3/3 已送达", detail.photosMessage?.text(in: .zhHans))
        try check(screen.may(.supplement) && screen.may(.withdraw) && !screen.may(.evaluate))
        try check(screen.dueDates.first?.why.text.zh.contains("受理时限") == true)
        try check(try await core.drafts().isEmpty)
    }
}

@MainActor private func answerEvaluateRedo() async throws {
    let world = try World()
    let core = try await Handset(world: world, name: "citizen").open()
    try await signIn(core, at: world.server)
    let filing = FileCaseModel(core: core)
    await filing.start()
    filing.draft?.title = "路灯不亮"
    filing.draft?.text = "村口的路灯坏了一个月。"
    filing.draft?.addressee = .office
    await filing.submit()
    guard case .filed(let filed) = filing.progress else { throw Broken("\(filing.progress)") }
    try await sendAll(core)

    let matter = filed.id.text
    let answer = MinyiCore.AnswerDraft(text: "已更换灯泡。", resultClass: "A", commitments: [], photos: [])
    let desks: [(String, [MinyiCore.CaseAction])] = [
        ("office-1", [.triage(class: .help, note: ""), .assign(lead: "unit-water", co: [], note: "")]),
        ("clerk-water", [.signFor, .draftAnswer(draft: answer)]), ("leader-water", [.signAnswer]),
    ]
    for (login, acts) in desks {
        let desk = try await world.staff(login)
        for act in acts { _ = try await desk.act(matter: matter, action: act) }
        try await desk.send()
        try same([], desk.outbox().needsAttention)
    }

    try await core.sync()
    let screen = CaseModel(id: filed.id, core: core)
    await screen.load()
    let detail = try known(screen.detail)
    try same(.answered, detail.stage)
    try same(["已更换灯泡。"], detail.words.content?.answers.map(\.text))
    try check(screen.may(.evaluate))

    // The rulebook asks for the reason; the grades stay, and then it is taken.
    let evaluation = EvaluationModel(caseID: filed.id, core: core)
    evaluation.process = .satisfied
    evaluation.answer = .dissatisfied
    await evaluation.send()
    guard case .failed(.refused(let refusal)) = evaluation.progress else { throw Broken("\(evaluation.progress)") }
    try same(.reasonMissing, refusal.code)
    evaluation.reason = "还是不亮"
    await evaluation.send()
    try same(.saved, evaluation.progress)
    try await sendAll(core)
    try await core.sync()
    await screen.load()
    try same(.handling, screen.detail?.stage)
    try check(screen.detail?.words.content?.answers.first?.evaluations.first?.answer == .dissatisfied)
}

@MainActor private func aSessionEndsInTheMiddle() async throws {
    let world = try World()
    let core = try await Handset(world: world, name: "citizen").open()
    try await signIn(core, at: world.server)
    let model = SignInModel(core: core)
    let following = Task { await model.follow() }
    try world.server.advanceMinutes(minutes: 60 * 24 * 400)
    let cases = MyCasesModel(core: core)
    await cases.refresh()
    try same(.signedOut, cases.trouble)
    try await until { if case .over = model.session { true } else { false } }
    let filing = FileCaseModel(core: core)
    await filing.start()
    filing.draft?.title = "会话结束后写的"
    await filing.settle()
    try same(.saved, filing.keeping)
    following.cancel()
}

@MainActor private func photosAreTakenOrImportedForEver() async throws {
    let world = try World()
    let handset = Handset(world: world, name: "camera")
    let core = try await handset.open()
    try await signIn(core, at: world.server)
    let filing = FileCaseModel(core: core)
    await filing.start()
    let fix = PhotoFix(latE7: 308_461_000, lonE7: 1_202_603_010, accuracyCentimetres: 480, isFeigned: false)
    filing.located(.here(MinyiKit.Place(latE6: 30_846_100, lonE6: 120_260_301), fix))
    let ticket = filing.drawTicket()
    await filing.add(Shot(file: try world.photo(1), ticket: ticket))
    // The same ticket once more, one that was made up, and none.
    await filing.add(Shot(file: try world.photo(2), ticket: ticket))
    await filing.add(Shot(file: try world.photo(3), ticket: String(repeating: "0", count: 32)))
    await filing.add(Shot(file: try world.photo(4), ticket: nil))
    // Chosen from the gallery, then handed over as if the camera had taken it: it stays what it was.
    await filing.addImported(from: try world.photo(5))
    await filing.add(Shot(file: try world.photo(5), ticket: filing.drawTicket()))
    try same(nil, filing.failure)
    let photos = try known(filing.draft?.photos)
    try same([.ownCamera, .gallery, .gallery, .gallery, .gallery], photos.map { filing.origins[$0.sha256] })
    // What was signed, read back from the records by a second look at the same folder.
    try await core.suspend()
    let app = try await MinyiApp.open(
        config: world.config("camera"), platform: world.platform(keys: SameDrawer(handset.keys)))
    var told: [PhotoEvidence] = []
    for photo in photos { told.append(try known(try await app.photoEvidence(photo: photo.sha256, matter: nil))) }
    try same([.ownCamera, .gallery, .gallery, .gallery, .gallery], told.map(\.origin))
    let position = CapturePosition(
        datum: .wgs84, latE7: fix.latE7, lonE7: fix.lonE7, accuracyCm: 480, provider: .fused, mock: false)
    try same(.at(position: position), told[0].place)
    try same([.missing(reason: .notAsked), .missing(reason: .notAsked)], told.suffix(2).map(\.place))
    try check(told.allSatisfy { $0.sinceBoot == .elapsed(time: 7_200) })
}

func flows() -> Program {
    Program("flows") { program in
        program.promise("what the app's camera takes is recorded as taken, with its place; everything else is imported, for ever") {
            try await photosAreTakenOrImportedForEver()
        }
        program.promise("three photos through a cut network and a dead phone: nothing is lost, the case arrives whole") {
            try await fileThreePhotosThroughACutNetwork()
        }
        program.promise("a case is told without a network, the phone dies, and it arrives whole") {
            let world = try World()
            let handset = Handset(world: world, name: "told")
            try await aCaseIsTold(open: { try await handset.open() }, signIn: { try await signIn($0, at: world.server) })
        }
        program.promise("an answer is read, evaluated with a reason, and handled again") {
            try await answerEvaluateRedo()
        }
        program.promise("a session that ends in the middle is told, and writing goes on") {
            try await aSessionEndsInTheMiddle()
        }
        program.promise("a stream ends with its reader, and the core's listener with it") {
            let world = try World()
            let core = try await Handset(world: world, name: "p").open()
            let before = liveListeners()
            let heard = Shared(0)
            let reading = Task { for await _ in try core.outboxes() { heard.change { $0 += 1 } } }
            while heard.value == 0 { try await Task.sleep(for: .milliseconds(5)) }
            try check(liveListeners() == before + 1)
            reading.cancel()
            while liveListeners() != before { try await Task.sleep(for: .milliseconds(5)) }
        }
    }
}
