// A core without a core: answers as it is told and remembers what it was asked. For previews and tests of view models.

import Foundation
import MinyiKit

/// Set `answers`, push news with `tell`, read `asked`.
public final class FakeCore: PhoneCore, @unchecked Sendable {
    /// What was asked, in order.
    public enum Asked: Hashable, Sendable {
        case requestCode(String), signIn(String, String), signInStaff(String), signOut
        case registerCitizen(String)
        case saveDraft(Draft), discardDraft(CaseID), recordPhoto(NewPhoto), file(NewCase)
        case cases(after: String?), detail(CaseID), dueDates(CaseID), act(PhoneAct, CaseID)
        case retry(CommandID), discard(CommandID), setNetwork(NetworkClass), slice, sync, stop
        case plan(Int), finished(String, Int)
    }

    /// What to answer.
    public struct Answers: Sendable {
        public var failure: Failure?
        public var session: SessionState = .signedOut
        public var account = Account(user: UserID("fake"), role: .citizen)
        public var codeSent = CodeSent(validFor: 300, againAfter: 60)
        public var drafts: [SavedDraft] = []
        public var photo = Photo(sha256: String(repeating: "0", count: 64), bytes: 1)
        public var filed = Filed(id: CaseID("case"), command: CommandID("command"), predictedDue: nil)
        public var firstPage = CasePage(lines: [])
        public var pages: [String: CasePage] = [:]
        public var details: [CaseID: CaseDetail] = [:]
        public var dueDates: [DueDate] = []
        public var outbox = Outbox()
        public var network: NetworkClass = .unmetered
        public var slices: [SliceReport] = []
        public var planned: [PlannedTransfer] = []
        public var directory: Directory?
        public var limits = CaseLimits(title: 80, text: 5000, reason: 2000, label: 100, photos: 9, photoBytes: 1 << 24)

        public init() {}
    }

    private struct State {
        var answers: Answers
        var asked: [Asked] = []
        var tickets = 0
        var sessionReaders: [AsyncStream<SessionState>.Continuation] = []
        var pageReaders: [AsyncStream<CasePage>.Continuation] = []
        var outboxReaders: [AsyncStream<Outbox>.Continuation] = []
    }

    private let lock = NSLock()
    private var state: State
    /// Runs in the middle of every asynchronous call: tests hold a call there.
    private let meanwhile: @Sendable (Asked) async -> Void

    public init(_ answers: Answers = Answers(), meanwhile: @escaping @Sendable (Asked) async -> Void = { _ in }) {
        state = State(answers: answers)
        self.meanwhile = meanwhile
    }

    public var answers: Answers {
        get { lock.withLock { state.answers } }
        set { lock.withLock { state.answers = newValue } }
    }

    public var asked: [Asked] { lock.withLock { state.asked } }

    public func tell(_ session: SessionState) {
        lock.withLock {
            state.answers.session = session
            state.sessionReaders.forEach { $0.yield(session) }
        }
    }

    public func tell(_ page: CasePage) {
        lock.withLock {
            state.answers.firstPage = page
            state.pageReaders.forEach { $0.yield(page) }
        }
    }

    public func tell(_ outbox: Outbox) {
        lock.withLock {
            state.answers.outbox = outbox
            state.outboxReaders.forEach { $0.yield(outbox) }
        }
    }

    /// Ends every stream, as the end of the core does.
    public func finish() {
        lock.withLock {
            state.sessionReaders.forEach { $0.finish() }
            state.pageReaders.forEach { $0.finish() }
            state.outboxReaders.forEach { $0.finish() }
        }
    }

    private func note(_ asked: Asked) {
        lock.withLock { state.asked.append(asked) }
    }

    private func answer<T>(_ asked: Asked, _ value: (Answers) -> T) async throws(Failure) -> T {
        note(asked)
        await meanwhile(asked)
        let answers = answers
        if let failure = answers.failure { throw failure }
        return value(answers)
    }

    // MARK: Session

    public func session() -> SessionState { answers.session }

    public func sessions() throws(Failure) -> AsyncStream<SessionState> {
        let (stream, reader) = AsyncStream<SessionState>.makeStream()
        lock.withLock {
            reader.yield(state.answers.session)
            state.sessionReaders.append(reader)
        }
        return stream
    }

    public func requestCode(phone: String) async throws(Failure) -> CodeSent {
        try await answer(.requestCode(phone)) { $0.codeSent }
    }

    public func signIn(phone: String, code: String) async throws(Failure) -> Account {
        let account = try await answer(.signIn(phone, code)) { $0.account }
        tell(.signedIn(account, expiresAt: .distantFuture))
        return account
    }

    public func signInStaff(login: String, password: String, totp: String) async throws(Failure) -> Account {
        let account = try await answer(.signInStaff(login)) { $0.account }
        tell(.signedIn(account, expiresAt: .distantFuture))
        return account
    }

    public func signOut() async throws(Failure) {
        try await answer(.signOut) { _ in }
        tell(.signedOut)
    }

    // MARK: Filing

    public var limits: CaseLimits { answers.limits }
    public func directory() -> Directory? { answers.directory }

    public func newDraftID() throws(Failure) -> CaseID {
        if let failure = answers.failure { throw failure }
        return CaseID("draft")
    }

    public func saveDraft(_ draft: Draft) async throws(Failure) {
        try await answer(.saveDraft(draft)) { _ in }
        answers.drafts = [SavedDraft(draft: draft, changedAt: .distantPast)]
    }

    public func drafts() async throws(Failure) -> [SavedDraft] {
        if let failure = answers.failure { throw failure }
        return answers.drafts
    }

    public func discardDraft(_ id: CaseID) async throws(Failure) {
        try await answer(.discardDraft(id)) { _ in }
        answers.drafts.removeAll { $0.draft.id == id }
    }

    public func captureTicket() throws(Failure) -> String {
        if let failure = answers.failure { throw failure }
        return lock.withLock {
            state.tickets += 1
            return "ticket-\(state.tickets)"
        }
    }

    /// As the core does: what bears no ticket is imported.
    public func recordPhoto(_ new: NewPhoto) async throws(Failure) -> RecordedPhoto {
        try await answer(.recordPhoto(new)) { answers in
            switch new.source {
            case .ownCamera: RecordedPhoto(photo: answers.photo, origin: .ownCamera)
            case .gallery: RecordedPhoto(photo: answers.photo, origin: .gallery)
            }
        }
    }

    public func registerCitizen(phone: String) async throws(Failure) -> UserID {
        try await answer(.registerCitizen(phone)) { _ in UserID("citizen-\(phone)") }
    }

    public func file(_ newCase: NewCase) async throws(Failure) -> Filed {
        try await answer(.file(newCase)) { $0.filed }
    }

    // MARK: Cases

    public func casePages() throws(Failure) -> AsyncStream<CasePage> {
        let (stream, reader) = AsyncStream<CasePage>.makeStream()
        lock.withLock {
            reader.yield(state.answers.firstPage)
            state.pageReaders.append(reader)
        }
        return stream
    }

    public func cases(after: String?, limit: Int) async throws(Failure) -> CasePage {
        try await answer(.cases(after: after)) { answers in
            guard let after else { return answers.firstPage }
            return answers.pages[after] ?? CasePage(lines: [])
        }
    }

    public func caseDetail(_ id: CaseID) async throws(Failure) -> CaseDetail? {
        try await answer(.detail(id)) { $0.details[id] }
    }

    public func dueDates(of id: CaseID) async throws(Failure) -> [DueDate] {
        try await answer(.dueDates(id)) { $0.dueDates }
    }

    public func perform(_ act: PhoneAct, on id: CaseID) async throws(Failure) -> CommandID {
        try await answer(.act(act, id)) { _ in CommandID("command") }
    }

    // MARK: Outbox and network

    public func outbox() -> Outbox { answers.outbox }

    public func outboxes() throws(Failure) -> AsyncStream<Outbox> {
        let (stream, reader) = AsyncStream<Outbox>.makeStream()
        lock.withLock {
            reader.yield(state.answers.outbox)
            state.outboxReaders.append(reader)
        }
        return stream
    }

    public func retry(_ command: CommandID) async throws(Failure) {
        try await answer(.retry(command)) { _ in }
    }

    public func discard(_ command: CommandID) async throws(Failure) {
        try await answer(.discard(command)) { _ in }
    }

    public func network() -> NetworkClass { answers.network }

    public func setNetwork(_ network: NetworkClass) {
        note(.setNetwork(network))
        answers.network = network
    }

    public func runSlice(deadline: Duration) async throws(Failure) -> SliceReport {
        try await answer(.slice) { _ in }
        return lock.withLock {
            let idle = SliceReport(done: 0, more: false, nextWake: nil)
            return state.answers.slices.isEmpty ? idle : state.answers.slices.removeFirst()
        }
    }

    public func sync() async throws(Failure) {
        try await answer(.sync) { _ in }
    }

    public func stop() { note(.stop) }

    public func planTransfers(max: Int) async throws(Failure) -> [PlannedTransfer] {
        try await answer(.plan(max)) { $0.planned }
    }

    public func transferFinished(id: String, status: Int, headers: [Header], body: Data) async throws(Failure) {
        try await answer(.finished(id, status)) { _ in }
        answers.planned.removeAll { $0.id == id }
    }
}
