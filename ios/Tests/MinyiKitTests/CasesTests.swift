// The list keeps its place, a case offers what the rulebook opens and nothing else, a refusal costs no word.

import Foundation
import MinyiFakes
import MinyiKit
import Testing

@Suite(.timeLimit(.minutes(1))) @MainActor struct CasesTests {
    let core = FakeCore()
    let id = CaseID("case")

    @Test func anEmptyListSaysSo() async {
        let model = MyCasesModel(core: core)
        let following = Task { await model.follow() }
        await until { model.phase == .empty }
        core.finish()
        await following.value
    }

    @Test func pagesFollowEachOtherAndAChangeKeepsAsManyAsWereThere() async {
        core.answers.firstPage = CasePage(lines: [Samples.line("a"), Samples.line("b")], next: "2")
        core.answers.pages["2"] = CasePage(lines: [Samples.line("b"), Samples.line("c")])
        let model = MyCasesModel(core: core)
        let following = Task { await model.follow() }
        await until { model.phase == .shown }
        #expect(model.hasMore)
        await model.loadMore()
        #expect(model.lines.map(\.id.text) == ["a", "b", "c"], "a line that moved is shown once")
        #expect(!model.hasMore)
        core.tell(CasePage(lines: [Samples.line("new"), Samples.line("a")], next: "2"))
        await until { model.lines.first?.id == CaseID("new") }
        #expect(model.lines.map(\.id.text) == ["new", "a", "b", "c"])
        core.finish()
        await following.value
    }

    @Test func aRefreshWithoutANetworkIsToldAndTheListStays() async {
        core.answers.firstPage = CasePage(lines: [Samples.line("a")])
        let model = MyCasesModel(core: core)
        let following = Task { await model.follow() }
        await until { model.phase == .shown }
        core.answers.failure = .offline
        await model.refresh()
        #expect(model.trouble == .offline && model.lines.count == 1 && !model.isRefreshing)
        core.answers.failure = nil
        await model.refresh()
        #expect(model.trouble == nil)
        core.finish()
        await following.value
    }

    @Test func whatWaitsAndWhatIsDueComesSoonestFirst() async {
        let soon = CivilDate(year: 2026, month: 3, day: 9)
        let late = CivilDate(year: 2026, month: 12, day: 1)
        core.answers.firstPage = CasePage(lines: [
            Samples.line("late", due: late), Samples.line("soon", due: soon, isActionable: true), Samples.line("never"),
        ])
        let model = MyCasesModel(core: core)
        let following = Task { await model.follow() }
        await until { model.phase == .shown }
        #expect(model.due.map(\.id.text) == ["soon", "late"])
        #expect(model.actionable.map(\.id.text) == ["soon"])
        core.finish()
        await following.value
    }

    @Test func aLineSaysWhetherTheServerKnows() {
        #expect(Samples.line("a").standing.text(in: .zhHans) == "办理中")
        #expect(Samples.line("a", pending: 2).standing.text(in: .zhHans) == "2 项操作正在送达")
        #expect(Samples.line("a", isRegistered: false).standing.text(in: .zhHans) == "仅存在本机，尚未送达")
    }

    @Test func aCaseThatIsNotHereSaysSo() async {
        let model = CaseModel(id: id, core: core)
        await model.load()
        #expect(model.phase == .missing)
        #expect(!model.may(.supplement))
    }

    @Test func onlyWhatTheRulebookOpensIsOffered() async {
        core.answers.details[id] = Samples.detail(id, permitted: [.evaluate])
        let model = CaseModel(id: id, core: core)
        await model.load()
        let open = CaseAct.allCases.filter { model.may($0) }
        #expect(open == [.evaluate])
    }

    @Test func aCaseThatTheServerDoesNotKnowHasNoDeadlines() async {
        core.answers.details[id] = Samples.detail(id, isRegistered: false)
        let model = CaseModel(id: id, core: core)
        await model.load()
        #expect(!core.asked.contains(.dueDates(id)))
    }

    @Test func aRefusedSupplementCostsNoWord() async {
        core.answers.details[id] = Samples.detail(id, permitted: [.supplement])
        let model = CaseModel(id: id, core: core)
        await model.load()
        model.supplementText = "补充一句"
        core.answers.failure = .refused(WordsTests.refusal(.windowOver, field: nil))
        await model.supplement()
        #expect(model.supplementText == "补充一句")
        core.answers.failure = nil
        await model.supplement()
        #expect(model.doing == .saved(.supplement) && model.supplementText.isEmpty)
        #expect(core.asked.contains(.act(.supplement(text: "补充一句", photos: []), id)))
    }

    @Test func aCaseFollowsTheNews() async {
        let model = CaseModel(id: id, core: core)
        let following = Task { await model.follow() }
        await until { model.phase == .missing }
        core.answers.details[id] = Samples.detail(id)
        core.tell(CasePage(lines: [Samples.line("case")]))
        await until { model.detail != nil }
        #expect(model.detail?.photosMessage?.text(in: .zhHans) == "照片 1/2 已送达")
        core.finish()
        await following.value
    }

    @Test func theTimelineNamesWhoDidWhat() {
        let entry = TimelineEntry(
            version: 1, act: .signFor, role: .unitClerk, organ: OrganID("unit-water"), at: Samples.time, stage: .handling,
            note: "", isUndone: false)
        let organ = Organ(id: OrganID("unit-water"), kind: .unit, name: TwoTexts(zh: "区水利局", en: "Water Bureau"), town: nil)
        let directory = Directory(district: TwoTexts(zh: "", en: ""), isDemo: true, organs: [organ], deputies: [])
        #expect(entry.message(directory: directory).text(in: .zhHans) == "经办人（区水利局）：签收")
        #expect(entry.message(directory: directory).text(in: .english) == "Clerk in charge (Water Bureau): Signed for")
        #expect(entry.message(directory: nil).text(in: .zhHans) == "经办人（unit-water）：签收")
    }

    @Test func anEvaluationNeedsTheTwoAxesAndIsSentOnce() async {
        let model = EvaluationModel(caseID: id, core: core)
        await model.send()
        #expect(core.asked.isEmpty && !model.isComplete)
        model.process = .satisfied
        model.answer = .dissatisfied
        #expect(model.hasDissatisfied)
        model.reason = "没有解决"
        await model.send()
        await model.send()
        #expect(model.progress == .saved)
        let form = EvaluationForm(process: .satisfied, answer: .dissatisfied, delivery: nil, reason: "没有解决")
        #expect(core.asked == [.act(.evaluate(form), id)])
    }

    @Test func theRulebookAsksForTheReasonAndTheGradesStay() async {
        let model = EvaluationModel(caseID: id, core: core)
        model.process = .satisfied
        model.answer = .dissatisfied
        core.answers.failure = .refused(WordsTests.refusal(.reasonMissing, field: "reason"))
        await model.send()
        #expect(model.progress == .failed(.refused(WordsTests.refusal(.reasonMissing, field: "reason"))))
        #expect(model.answer == .dissatisfied)
        core.answers.failure = nil
        await model.send()
        #expect(model.progress == .saved)
    }
}
