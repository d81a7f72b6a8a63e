// Every sentence exists in both languages, and every failure of the core has one that says what to do.

import Foundation
import MinyiKit
import Testing

@Suite struct WordsTests {
    @Test(arguments: Phrase.allCases)
    func aPhraseHasBothLanguagesWithTheSameBlanks(phrase: Phrase) {
        let texts = Language.allCases.map { Message.phrase(phrase).text(in: $0) }
        #expect(texts.allSatisfy { !$0.isEmpty })
        #expect(blanks(texts[0]) == blanks(texts[1]))
    }

    @Test(arguments: WordsTests.failures)
    func aFailureIsASentenceInBothLanguages(failure: Failure) {
        for language in Language.allCases {
            let text = failure.message.text(in: language)
            #expect(text.count > 3, "\(failure)")
            #expect(!text.contains("{"), "a blank is left open in: \(text)")
        }
        let zh = failure.message.text(in: .zhHans)
        #expect(zh.contains { ("\u{4e00}"..."\u{9fff}").contains($0) })
        #expect(zh != failure.message.text(in: .english))
    }

    @Test func theReasonOfAnInternalFaultIsNeverShown() {
        let failure = Failure.internalFault(reason: "JSON at line 3")
        #expect(Language.allCases.allSatisfy { !failure.message.text(in: $0).contains("JSON") })
    }

    @Test func aRefusalSaysWhyAndWhatWouldBeAccepted() {
        let failure = Failure.refused(Self.refusal(.textMissing))
        #expect(failure.message.text(in: .zhHans) == "内容没有填写。可以这样：请填写标题")
        #expect(failure.message.text(in: .english) == "Something is not filled in. Accepted is: a title.")
        #expect(failure.field == "title")
        #expect(failure.rule?.source.text(in: .zhHans) == "依据：《代表法》 第三十条")
    }

    @Test func aLimitedRateSaysHowLongToWait() {
        let failure = Failure.rejected(.rateLimited, field: "phone", retryAfter: 60)
        #expect(failure.message.text(in: .zhHans) == "操作过于频繁，请稍后再试（请等待 60 秒）")
        #expect(failure.message.text(in: .english) == "Too many requests. Wait a little. (Wait 60 s.)")
    }

    @Test func aDayIsTheDayInChina() {
        let late = Date(timeIntervalSince1970: 1_772_382_000)  // 2026-03-01 16:20 UTC
        #expect(CivilDate(of: late) == CivilDate(year: 2026, month: 3, day: 2))
        let shown = Message.phrase(.arrivedAt, [.moment(late)])
        #expect(shown.text(in: .zhHans) == "2026年3月2日 00:20 送达")
        #expect(shown.text(in: .english) == "Arrived 2 March 2026 00:20")
    }

    @Test(arguments: ["", "2026", "2026-3", "2026-13-01", "2026-03-32", "x-y-z", "2026-03-09-1"])
    func whatIsNoDateIsNone(text: String) {
        #expect(CivilDate(iso: text) == nil)
    }

    @Test(arguments: [(["zh-Hant-TW", "en"], Language.zhHans), (["en-GB", "zh"], .english), (["fr"], .zhHans), ([], .zhHans)])
    func theLanguageIsTheFirstOfOursThatThePersonReads(preferred: [String], language: Language) {
        #expect(Language(preferred: preferred) == language)
    }

    private func blanks(_ text: String) -> Set<String> {
        Set((0...3).map { "{\($0)}" }.filter(text.contains))
    }

    static func refusal(_ code: RefusalCode, field: String? = "title") -> Refusal {
        let rule = QuotedRule(
            id: "submission.frozen",
            text: TwoTexts(zh: "提交后不得修改", en: "What was filed stays"),
            law: TwoTexts(zh: "《代表法》", en: "Law on Deputies"),
            article: TwoTexts(zh: "第三十条", en: "Article 30")
        )
        return Refusal(code: code, field: field, accepted: TwoTexts(zh: "请填写标题", en: "a title"), rule: rule)
    }

    static let failures: [Failure] =
        [
            .offline, .signedOut, .conflict, .notFound, .storageFull, .keyLost, .damaged, .busy,
            .internalFault(reason: "made for a test"),
        ]
        + RefusalCode.allCases.map { .refused(refusal($0)) }
        + ProblemCode.allCases.map { .rejected($0, field: nil, retryAfter: nil) }
        + [
            "phone", "code", "totp", "login", "password", "photos", "photo.too_big", "photo.empty", "photo.path",
            "photo.changed", "matter", "of a newer core",
        ].map { .badInput(field: $0) }
}
