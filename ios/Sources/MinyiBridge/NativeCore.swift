// The core behind the kit's protocol (桥). The only file of the app that calls the native library; it translates and decides
// nothing. Cancelling a Swift task does not cancel a call of the core: what was begun is stored whole.

import Foundation
import MinyiCore
import MinyiKit

/// What the app lends to the core and tells it once.
public struct CoreSettings: Sendable {
    /// The app's private data folder, outside of any backup.
    public let folder: URL
    /// `https://host[:port]`
    public let server: String
    public let appBuild: String
    public let keys: SecretKeyStore
    /// `nil`: this device signs nothing.
    public let signingKey: (any SigningKey)?
    /// Milliseconds by which the device's clock is off, where the platform knows.
    public let clockSkew: (@Sendable () -> Int64)?
    /// How long the phone has been up, sleep included, by a clock that nobody can set.
    public let sinceBoot: @Sendable () -> TimeInterval?

    public init(
        folder: URL, server: String, appBuild: String, keys: SecretKeyStore, signingKey: (any SigningKey)? = nil,
        clockSkew: (@Sendable () -> Int64)? = nil, sinceBoot: @escaping @Sendable () -> TimeInterval? = { nil }
    ) {
        self.folder = folder
        self.server = server
        self.appBuild = appBuild
        self.keys = keys
        self.signingKey = signingKey
        self.clockSkew = clockSkew
        self.sinceBoot = sinceBoot
    }
}

/// The phone core on the native library. One a folder and process; kept for the life of the app.
public final class NativeCore: PhoneCore {
    let app: MinyiApp
    private let sinceBoot: @Sendable () -> TimeInterval?

    private init(app: MinyiApp, sinceBoot: @escaping @Sendable () -> TimeInterval?) {
        self.app = app
        self.sinceBoot = sinceBoot
    }

    /// Opens the core, making its folder on the first run. Uses no network.
    public static func open(_ settings: CoreSettings) async throws(Failure) -> NativeCore {
        let app = try await asked {
            try await MinyiApp.open(
                config: AppConfig(folder: settings.folder.path, server: settings.server, appBuild: settings.appBuild),
                platform: Platform(
                    keyStore: LentKeyStore(settings.keys), connectivity: nil,
                    clockSkew: settings.clockSkew.map { LentClock($0) },
                    signer: settings.signingKey.map { LentSigner($0) }))
        }
        return NativeCore(app: app, sinceBoot: settings.sinceBoot)
    }

    /// Files that did not open and were set aside, to be told to the person.
    public var damagedFiles: [String] { app.openReport().damaged }

    /// Closes the folder before the system freezes the app; `resume` opens it again.
    public func suspend() async throws(Failure) {
        try await asked { [app] in try await app.suspend() }
    }

    public func resume() async throws(Failure) {
        try await asked { [app] in try await app.resume() }
    }

    /// Only on the person's word: moves a vault whose key is lost out of the way.
    public static func startAfresh(folder: URL) async throws(Failure) {
        _ = try await asked { try await Task.detached { try setVaultAside(folder: folder.path) }.value }
    }

    // MARK: Session

    public func session() -> MinyiKit.SessionState {
        read(or: .signedOut) { MinyiKit.SessionState(try app.session()) }
    }

    public func sessions() throws(Failure) -> AsyncStream<MinyiKit.SessionState> {
        try askedNow { try stream({ MinyiKit.SessionState($0) }) { try app.observeSession(listener: $0) } }
    }

    public func requestCode(phone: String) async throws(Failure) -> MinyiKit.CodeSent {
        let sent = try await asked { [app] in try await app.requestCode(phone: phone) }
        return MinyiKit.CodeSent(validFor: Int(sent.validFor), againAfter: Int(sent.againAfter))
    }

    public func signIn(phone: String, code: String) async throws(Failure) -> MinyiKit.Account {
        MinyiKit.Account(try await asked { [app] in try await app.signInWithCode(phone: phone, code: code) })
    }

    public func signInStaff(login: String, password: String, totp: String) async throws(Failure) -> MinyiKit.Account {
        MinyiKit.Account(
            try await asked { [app] in try await app.signInStaff(login: login, password: password, totp: totp) })
    }

    public func signOut() async throws(Failure) {
        try await asked { [app] in try await app.signOut() }
    }

    // MARK: Filing

    public var limits: MinyiKit.CaseLimits { MinyiKit.CaseLimits(caseLimits()) }

    public func directory() -> MinyiKit.Directory? {
        read(or: nil) { try app.directory().map(MinyiKit.Directory.init) }
    }

    public func newDraftID() throws(Failure) -> CaseID {
        CaseID(try askedNow { try app.newDraftId() })
    }

    public func saveDraft(_ draft: MinyiKit.Draft) async throws(Failure) {
        try await asked { [app] in try await app.saveDraft(draft: MinyiCore.Draft(draft)) }
    }

    public func drafts() async throws(Failure) -> [MinyiKit.SavedDraft] {
        let drafts = try await asked { [app] in try await app.drafts() }
        return drafts.map { MinyiKit.SavedDraft(draft: MinyiKit.Draft($0.draft), changedAt: $0.changedAt) }
    }

    public func discardDraft(_ id: CaseID) async throws(Failure) {
        try await asked { [app] in try await app.discardDraft(id: id.text) }
    }

    public func captureTicket() throws(Failure) -> String { try askedNow { try app.captureTicket() } }

    public func recordPhoto(_ new: MinyiKit.NewPhoto) async throws(Failure) -> MinyiKit.RecordedPhoto {
        let crossing = MinyiCore.NewPhoto(
            path: new.file.path, source: new.source.crossing, place: new.place.crossing, sinceBoot: sinceBoot())
        return MinyiKit.RecordedPhoto(try await asked { [app] in try await app.recordPhoto(new: crossing) })
    }

    public func registerCitizen(phone: String) async throws(Failure) -> UserID {
        UserID(try await asked { [app] in try await app.registerCitizen(phone: phone) })
    }

    public func file(_ newCase: MinyiKit.NewCase) async throws(Failure) -> MinyiKit.Filed {
        MinyiKit.Filed(try await asked { [app] in try await app.fileCase(new: MinyiCore.NewCase(newCase)) })
    }

    // MARK: Cases

    public func casePages() throws(Failure) -> AsyncStream<MinyiKit.CasePage> {
        try askedNow { try stream({ MinyiKit.CasePage($0) }) { try app.observeCases(listener: $0) } }
    }

    public func cases(after: String?, limit: Int) async throws(Failure) -> MinyiKit.CasePage {
        MinyiKit.CasePage(
            try await asked { [app] in try await app.cases(after: after, limit: UInt32(clamping: limit)) })
    }

    public func caseDetail(_ id: CaseID) async throws(Failure) -> CaseDetail? {
        let local = try await asked { [app] in try await app.case(matter: id.text) }
        return local.flatMap { CaseDetail($0) }
    }

    public func dueDates(of id: CaseID) async throws(Failure) -> [MinyiKit.DueDate] {
        let dates = try await asked { [app] in try await app.dueDates(matter: id.text) }
        return dates.map { MinyiKit.DueDate(deadline: MinyiKit.Deadline($0.deadline), why: MinyiKit.DueWhy($0.why)) }
    }

    public func perform(_ act: PhoneAct, on id: CaseID) async throws(Failure) -> CommandID {
        CommandID(try await asked { [app] in try await app.act(matter: id.text, action: MinyiCore.CaseAction(act)) })
    }

    // MARK: Outbox and network

    public func outbox() -> Outbox { read(or: Outbox()) { Outbox(try app.outbox()) } }

    public func outboxes() throws(Failure) -> AsyncStream<Outbox> {
        try askedNow { try stream({ Outbox($0) }) { try app.observeOutbox(listener: $0) } }
    }

    public func retry(_ command: CommandID) async throws(Failure) {
        try await asked { [app] in try await app.retry(command: command.text) }
    }

    public func discard(_ command: CommandID) async throws(Failure) {
        try await asked { [app] in try await app.discard(command: command.text) }
    }

    public func network() -> MinyiKit.NetworkClass {
        read(or: .offline) { MinyiKit.NetworkClass(try app.network()) }
    }

    public func setNetwork(_ network: MinyiKit.NetworkClass) {
        app.setNetwork(network: MinyiCore.NetworkClass(network))
    }

    public func runSlice(deadline: Duration) async throws(Failure) -> MinyiKit.SliceReport {
        MinyiKit.SliceReport(try await asked { [app] in try await app.runSlice(deadline: deadline.seconds) })
    }

    public func sync() async throws(Failure) {
        _ = try await asked { [app] in try await app.sync() }
    }

    public func stop() { app.stop() }

    public func planTransfers(max: Int) async throws(Failure) -> [MinyiKit.PlannedTransfer] {
        let planned = try await asked { [app] in try await app.planTransfers(max: UInt32(clamping: max)) }
        return planned.map(MinyiKit.PlannedTransfer.init)
    }

    public func transferFinished(id: String, status: Int, headers: [Header], body: Data) async throws(Failure) {
        let headers = headers.map { TransferHeader(name: $0.name, value: $0.value) }
        try await asked { [app] in
            try await app.transferFinished(id: id, status: UInt16(clamping: status), headers: headers, body: body)
        }
    }
}

/// Reading memory fails only by a bug in the core, which its log names. A screen then shows that there is nothing, and the next
/// update puts it right: better than ending the app.
private func read<Value>(or nothing: Value, _ memory: () throws -> Value) -> Value {
    (try? memory()) ?? nothing
}

extension Duration {
    var seconds: TimeInterval {
        TimeInterval(components.seconds) + TimeInterval(components.attoseconds) * 1e-18
    }
}
