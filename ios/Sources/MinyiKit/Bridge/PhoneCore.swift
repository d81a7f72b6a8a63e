// The one door from screens to the core (桥). `MinyiBridge` implements it on the native library, `MinyiFakes` on nothing.
// View models know this protocol only, so they are tested without the library, and against it, by the same calls.

import Foundation

/// The phone core as the app's own types see it. Any method may be called from any thread; what is not `async` reads memory.
public protocol PhoneCore: Sendable {
    // MARK: Session (登录)

    func session() -> SessionState
    /// The session as it is, then at every change. Ends when the reading task does.
    func sessions() throws(Failure) -> AsyncStream<SessionState>
    func requestCode(phone: String) async throws(Failure) -> CodeSent
    func signIn(phone: String, code: String) async throws(Failure) -> Account
    func signInStaff(login: String, password: String, totp: String) async throws(Failure) -> Account
    func signOut() async throws(Failure)

    // MARK: Filing (提交)

    var limits: CaseLimits { get }
    /// As last synced; `nil` before the first sync.
    func directory() -> Directory?
    func newDraftID() throws(Failure) -> CaseID
    /// On this phone for good when it returns.
    func saveDraft(_ draft: Draft) async throws(Failure)
    /// Newest change first.
    func drafts() async throws(Failure) -> [SavedDraft]
    func discardDraft(_ id: CaseID) async throws(Failure)
    /// A ticket for one picture of the app's own camera (拍摄凭条): good once, and for a minute.
    func captureTicket() throws(Failure) -> String
    /// Signs a record of the picture (存证) and copies it into the vault; the file may go afterwards. The same bytes again keep their
    /// first record.
    func recordPhoto(_ new: NewPhoto) async throws(Failure) -> RecordedPhoto
    /// The account behind a number, to file for (代为提交); for station staff. A new number gets a new account.
    func registerCitizen(phone: String) async throws(Failure) -> UserID
    /// Saved on this phone when it returns, and on its way to the server.
    func file(_ newCase: NewCase) async throws(Failure) -> Filed

    // MARK: Cases (我的事项)

    /// The first page as it is, then at every change.
    func casePages() throws(Failure) -> AsyncStream<CasePage>
    func cases(after: String?, limit: Int) async throws(Failure) -> CasePage
    func caseDetail(_ id: CaseID) async throws(Failure) -> CaseDetail?
    func dueDates(of id: CaseID) async throws(Failure) -> [DueDate]
    func perform(_ act: PhoneAct, on id: CaseID) async throws(Failure) -> CommandID

    // MARK: Outbox and network (待发箱)

    func outbox() -> Outbox
    func outboxes() throws(Failure) -> AsyncStream<Outbox>
    func retry(_ command: CommandID) async throws(Failure)
    func discard(_ command: CommandID) async throws(Failure)
    func network() -> NetworkClass
    func setNetwork(_ network: NetworkClass)
    func runSlice(deadline: Duration) async throws(Failure) -> SliceReport
    func sync() async throws(Failure)
    /// Ends the running slice within a second.
    func stop()
    func planTransfers(max: Int) async throws(Failure) -> [PlannedTransfer]
    func transferFinished(id: String, status: Int, headers: [Header], body: Data) async throws(Failure)
}
