// Notices, stations near me, filing for somebody else, devices and data: against the fakes.

import Foundation
import MinyiFakes
import MinyiKit
import Testing

@MainActor @Suite struct OwnTests {
    private func line(_ id: String, _ stage: Stage, mine: Bool = false, due: Int? = nil, overdue: Bool = false) -> CaseLine {
        let deadline = due.map {
            Deadline(
                kind: .answer, organ: nil, round: 1, due: CivilDate(year: 2026, month: 3, day: $0), isOverdue: overdue, isPaused: false)
        }
        return CaseLine(
            id: CaseID(id), stage: stage, title: id, submittedAt: Samples.time, nextDeadline: deadline, isActionable: mine)
    }

    @Test func aNoticeIsWhatOnlyThisPersonCanDecideTheMostUrgentFirst() {
        let hearing = HearingLine(
            id: CaseID("h"), stage: .ready, caseNumber: "", cause: "", opensAt: Samples.time,
            deeds: [.ask, .rateHearing, .signDiscipline, .second])
        let (later, sooner) = (line("later", .answered, mine: true, due: 9), line("sooner", .awaitingInfo, mine: true, due: 2, overdue: true))
        let late = line("late", .handling, due: 1, overdue: true)
        let fine = [line("fine", .handling), line("closed", .closed), line("not mine", .answered)]
        let refused = Samples.item("no", .needsAttention(.contentLost, registered: false))
        let notices = Notice.gathered(
            outbox: Outbox(saved: [Samples.item("saved", .saved)], needsAttention: [refused]), cases: [later, sooner, late] + fine,
            hearings: [hearing])
        #expect(
            notices == [
                .notSent(refused), .hearingWaits(hearing, .signDiscipline), .hearingWaits(hearing, .rateHearing),
                .caseWaits(sooner), .caseWaits(later), .caseOverdue(late),
            ])
    }

    @Test func theNearestStationComesFirstOnceThePositionIsKnown() {
        var answers = FakeCore.Answers()
        let monthly = [Reception(day: 20, from: "09:00", to: "11:00", next: CivilDate(year: 2026, month: 3, day: 20)), Reception(day: 10, from: "14:00", to: "16:00", next: CivilDate(year: 2026, month: 3, day: 10))]
        func station(_ id: String, _ lat: Int32?) -> Organ {
            Organ(
                id: OrganID(id), kind: .station, name: TwoTexts(zh: id, en: id), town: nil,
                place: lat.map { Place(latE6: $0, lonE6: 120_000_000) }, receptions: id == "near" ? monthly : [],
                phone: id == "near" ? "0572-2100000" : nil, isClosed: id == "shut")
        }
        answers.directory = Directory(
            district: TwoTexts(zh: "区", en: "District"), isDemo: true,
            organs: [station("nowhere", nil), station("far", 31_000_000), station("near", 30_010_000), station("shut", 30_000_000)],
            deputies: [Deputy(user: UserID("d"), name: "演示代表", station: OrganID("near"))])
        let model = StationsModel(core: FakeCore(answers))
        #expect(model.lines?.map(\.id.text) == ["nowhere", "far", "near"])
        model.moved(to: Place(latE6: 30_000_000, lonE6: 120_000_000))
        #expect(model.lines?.map(\.id.text) == ["near", "far", "nowhere"])
        // One hundredth of a degree of latitude.
        #expect(model.lines?.first?.metres == 1_112)
        #expect(model.lines?.first?.deputies.map(\.name) == ["演示代表"])
        #expect(model.lines?.first?.station.nextReception?.day == 10)
        #expect(model.lines?.first?.station.phone == "0572-2100000")
    }

    @Test func theStationFilesForAnAccountAndKeepsWhatWasTypedWhenTheNumberIsRefused() async {
        let core = FakeCore()
        let model = FileCaseModel(core: core)
        await model.start()
        model.draft?.title = "路灯不亮"
        model.draft?.addressee = .office
        await model.settle()
        core.answers.failure = .badInput(field: "phone")
        await model.fileFor(phone: "1", channel: .phone)
        #expect(model.failure?.field == "phone")
        #expect(model.filing == .own && model.draft?.title == "路灯不亮")
        core.answers.failure = nil
        await model.fileFor(phone: "19900000011", channel: .paper)
        #expect(model.proxyPhone == "19900000011")
        await model.submit()
        let filed = core.asked.compactMap { asked -> Filing? in if case .file(let new) = asked { new.filing } else { nil } }
        #expect(filed == [.proxy(author: UserID("citizen-19900000011"), channel: .paper)])
    }

    @Test func aDeviceIsSignedOutAndAFailureLeavesTheListAsItWas() async {
        let data = FakeOwnData()
        let model = OwnDataModel(core: data)
        await model.load()
        #expect(model.devices?.count == 2)
        data.failure = .offline
        await model.signOut(DeviceID("lost"))
        #expect(model.trouble == .offline && model.devices?.count == 2)
        await model.signOut(DeviceID("lost"))
        #expect(model.devices?.map(\.id.text) == ["this"])
        #expect(model.trouble == nil)
    }

    @Test func aCopyWaitsUntilItWasHandedOver() async {
        let data = FakeOwnData()
        let model = OwnDataModel(core: data)
        await model.export(to: URL(fileURLWithPath: "/copies/1"))
        #expect(model.copy?.map(\.lastPathComponent) == ["minyi.json"])
        model.handedOver()
        #expect(model.copy == nil)
        await model.erase()
        #expect(data.asked.contains("erase"))
    }
}
