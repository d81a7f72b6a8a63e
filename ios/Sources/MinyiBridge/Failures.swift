// Errors as they come in (错误): every case of the core's becomes the kit's, and whatever else a call may throw is a fault of ours.

import Foundation
import MinyiCore
import MinyiKit

extension Failure {
    init(_ error: any Error) {
        guard let error = error as? MinyiError else {
            // The generated code's own: a panic behind the boundary. Its text may hold content, so only its kind is kept.
            self = .internalFault(reason: String(describing: type(of: error)))
            return
        }
        switch error {
        case .Offline: self = .offline
        case .SignedOut: self = .signedOut
        case .Refused(let refusal): self = .refused(MinyiKit.Refusal(refusal))
        case .Rejected(let code, let field, let retryAfter):
            self = .rejected(MinyiKit.ProblemCode(code), field: field, retryAfter: retryAfter.map(Int.init))
        case .Conflict: self = .conflict
        case .NotFound: self = .notFound
        case .StorageFull: self = .storageFull
        case .KeyLost: self = .keyLost
        case .Damaged: self = .damaged
        case .BadInput(let field): self = .badInput(field: field)
        case .Busy: self = .busy
        case .Internal(let reason): self = .internalFault(reason: reason)
        }
    }
}

/// Makes a call's error the kit's.
func asked<T>(_ call: () async throws -> T) async throws(Failure) -> T {
    do { return try await call() } catch { throw Failure(error) }
}

/// Makes a synchronous call's error the kit's.
func askedNow<T>(_ call: () throws -> T) throws(Failure) -> T {
    do { return try call() } catch { throw Failure(error) }
}

extension MinyiKit.Refusal {
    init(_ core: MinyiCore.Refusal) {
        self.init(
            code: MinyiKit.RefusalCode(core.code), field: core.field,
            accepted: TwoTexts(zh: core.acceptedZh, en: core.acceptedEn), rule: core.rule.map(MinyiKit.QuotedRule.init))
    }
}

extension MinyiKit.QuotedRule {
    init(_ core: MinyiCore.QuotedRule) {
        self.init(
            id: core.id, text: TwoTexts(zh: core.textZh, en: core.textEn), law: core.source.law, article: core.source.article)
    }

    init(_ core: MinyiCore.ClockRule) {
        self.init(
            id: core.id, text: TwoTexts(zh: core.spanZh, en: core.spanEn), law: core.source.law, article: core.source.article)
    }
}

extension MinyiCore.RuleSource {
    var law: TwoTexts { TwoTexts(zh: lawZh, en: lawEn) }
    var article: TwoTexts { TwoTexts(zh: articleZh, en: articleEn) }
}

extension MinyiKit.ServerProblem {
    init(_ core: MinyiCore.ServerProblem) {
        self.init(
            code: MinyiKit.ProblemCode(core.code), text: TwoTexts(zh: core.textZh, en: core.textEn),
            accepted: core.accepted, refusal: core.refusal.map(MinyiKit.Refusal.init))
    }
}
