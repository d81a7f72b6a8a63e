// Signing in (登录): number, code, done; or login, password and one-time code for deputies and staff.

import Foundation
import Observation

/// What the sign-in screen shows and does.
@Observable @MainActor
public final class SignInModel {
    /// Which door.
    public enum Way: Hashable, Sendable {
        case citizen, staff
    }

    /// How far a citizen is.
    public enum Step: Hashable, Sendable {
        case number
        /// A code is on its way to this number.
        case code(sentTo: String, againAt: Date)
    }

    /// What happens now.
    public enum Work: Hashable, Sendable {
        case idle
        case working
        case failed(Failure)
    }

    public var way: Way = .citizen
    public var phone = ""
    public var code = ""
    public var login = ""
    public var password = ""
    public var dynamicCode = ""
    public private(set) var step: Step = .number
    public private(set) var work: Work = .idle
    public private(set) var session: SessionState

    private let core: any PhoneCore
    private let now: @Sendable () -> Date

    public init(core: any PhoneCore, now: @escaping @Sendable () -> Date = { Date() }) {
        self.core = core
        self.now = now
        session = core.session()
    }

    /// Keeps the session up to date for as long as the screen is there.
    public func follow() async {
        do throws(Failure) {
            for await state in try core.sessions() { heard(state) }
        } catch {
            work = .failed(error)
        }
    }

    /// Whether a code could be asked for now; the core judges the number itself.
    public func mayRequestCode(at moment: Date) -> Bool {
        work != .working && !phone.isEmpty && secondsToNextCode(at: moment) == 0
    }

    /// Seconds until another code may be asked for; 0 if one may.
    public func secondsToNextCode(at moment: Date) -> Int {
        guard case .code(let sentTo, let againAt) = step, sentTo == trimmed(phone) else { return 0 }
        return max(0, Int(againAt.timeIntervalSince(moment).rounded(.up)))
    }

    /// Asks for a code. What was typed stays, whatever happens.
    public func requestCode() async {
        let number = trimmed(phone)
        guard begin() else { return }
        do throws(Failure) {
            let sent = try await core.requestCode(phone: number)
            step = .code(sentTo: number, againAt: now().addingTimeInterval(TimeInterval(sent.againAfter)))
            work = .idle
        } catch {
            work = .failed(error)
        }
    }

    /// Another number after all.
    public func changeNumber() {
        step = .number
        code = ""
        work = .idle
    }

    public func signIn() async {
        guard begin() else { return }
        do throws(Failure) {
            _ = try await core.signIn(phone: trimmed(phone), code: trimmed(code))
            work = .idle
            heard(core.session())
        } catch {
            work = .failed(error)
        }
    }

    public func signInStaff() async {
        guard begin() else { return }
        do throws(Failure) {
            _ = try await core.signInStaff(login: trimmed(login), password: password, totp: trimmed(dynamicCode))
            work = .idle
            heard(core.session())
        } catch {
            work = .failed(error)
        }
    }

    /// Works offline. Unsent work stays for the account.
    public func signOut() async {
        guard begin() else { return }
        do throws(Failure) {
            try await core.signOut()
            work = .idle
            heard(core.session())
        } catch {
            work = .failed(error)
        }
    }

    /// What would stay on the phone; for the question before signing out. `nil`: nothing would.
    public var signOutWarning: Message? {
        let unsent = core.outbox().unsent
        return unsent == 0 ? nil : .counted(.signOutKeepsUnsent, unsent)
    }

    private func begin() -> Bool {
        guard work != .working else { return false }
        work = .working
        return true
    }

    private func heard(_ state: SessionState) {
        session = state
        guard case .signedIn = state else { return }
        // Secrets do not outlive their purpose.
        code = ""
        password = ""
        dynamicCode = ""
        step = .number
    }

    private func trimmed(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
