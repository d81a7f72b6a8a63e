// Signing in: what was typed stays, secrets go once they served, nothing is asked twice.

import Foundation
import MinyiFakes
import MinyiKit
import Testing

@Suite(.timeLimit(.minutes(1))) @MainActor struct SignInTests {
    let core = FakeCore()
    let now = Date(timeIntervalSince1970: 1_000)

    func model() -> SignInModel {
        let now = now
        return SignInModel(core: core, now: { now })
    }

    @Test func aNumberThenACodeSignsIn() async {
        let model = model()
        model.phone = " 13800000000 "
        await model.requestCode()
        #expect(model.step == .code(sentTo: "13800000000", againAt: now + 60))
        model.code = "123456"
        await model.signIn()
        #expect(model.work == .idle)
        #expect(model.session == .signedIn(core.answers.account, expiresAt: .distantFuture))
        #expect(core.asked == [.requestCode("13800000000"), .signIn("13800000000", "123456")])
    }

    @Test func anotherCodeCanBeAskedForOnlyAfterAWhile() async {
        let model = model()
        model.phone = "13800000000"
        await model.requestCode()
        #expect(model.secondsToNextCode(at: now) == 60)
        #expect(!model.mayRequestCode(at: now + 59.5))
        #expect(model.mayRequestCode(at: now + 60))
        model.phone = "13800000001"
        #expect(model.mayRequestCode(at: now), "another number has its own wait")
    }

    @Test func aWrongCodeIsToldAndWhatWasTypedStays() async {
        let model = model()
        model.phone = "13800000000"
        await model.requestCode()
        model.code = "000000"
        core.answers.failure = .rejected(.codeWrong, field: nil, retryAfter: nil)
        await model.signIn()
        #expect(model.work == .failed(.rejected(.codeWrong, field: nil, retryAfter: nil)))
        #expect(model.phone == "13800000000" && model.code == "000000")
    }

    @Test func secretsGoOnceTheyServed() async {
        let model = model()
        model.way = .staff
        (model.login, model.password, model.dynamicCode) = ("wang", "secret", "123456")
        await model.signInStaff()
        #expect(model.password.isEmpty && model.dynamicCode.isEmpty)
        #expect(model.login == "wang")
        #expect(core.asked == [.signInStaff("wang")])
    }

    @Test func aSecondTapWhileTheFirstIsUnderWayDoesNothing() async {
        let gate = Gate()
        let core = FakeCore(meanwhile: { _ in await gate.pass() })
        let model = SignInModel(core: core)
        model.phone = "13800000000"
        async let first: Void = model.requestCode()
        await gate.someoneIsHeld()
        #expect(model.work == .working)
        await model.requestCode()
        await gate.open()
        await first
        #expect(core.asked.count == 1)
    }

    @Test func aSessionThatTheServerEndedShowsWhileTheScreenIsThere() async {
        let model = model()
        let following = Task { await model.follow() }
        core.tell(.over(core.answers.account))
        await until { model.session == .over(core.answers.account) }
        core.finish()
        await following.value
    }

    @Test func whoSignsOutIsToldWhatStays() async {
        let model = model()
        #expect(model.signOutWarning == nil)
        core.answers.outbox.saved = [Samples.item("a", .saved)]
        #expect(model.signOutWarning?.text(in: .zhHans) == "未送达的 1 项会保留，再次登录后继续发送")
        await model.signOut()
        #expect(model.session == .signedOut)
    }
}
