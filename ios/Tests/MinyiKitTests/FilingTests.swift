// Filing: no word and no photo is lost, the rules answer at the step they belong to, one tap files one case.

import Foundation
import MinyiFakes
import MinyiKit
import Testing

@Suite(.timeLimit(.minutes(1))) @MainActor struct FilingTests {
    let core = FakeCore()
    let file = URL(fileURLWithPath: "/tmp/photo.jpg")

    func started() async -> FileCaseModel {
        let model = FileCaseModel(core: core)
        await model.start()
        return model
    }

    @Test func everyChangeIsOnTheDiskAtOnce() async {
        let model = await started()
        model.draft?.title = "路灯"
        await model.settle()
        #expect(model.keeping == .saved)
        #expect(core.answers.drafts.first?.draft.title == "路灯")
    }

    @Test func whatIsTypedWhileADraftIsBeingStoredIsStoredToo() async {
        let gate = Gate()
        let core = FakeCore(meanwhile: { _ in await gate.pass() })
        let model = FileCaseModel(core: core)
        await model.start()
        model.draft?.text = "一"
        await gate.someoneIsHeld()
        model.draft?.text = "一二"
        model.draft?.text = "一二三"
        await gate.open()
        await model.settle()
        let stored = core.asked.compactMap { asked -> String? in
            if case .saveDraft(let draft) = asked { draft.text } else { nil }
        }
        #expect(stored == ["一", "一二三"], "one at a time, the newest last, none for nothing")
    }

    @Test func aFreshStartFindsTheDraftThatWasLeftBehind() async {
        let before = await started()
        before.draft?.text = "写到一半"
        await before.settle()
        let after = await started()
        #expect(after.isRestored)
        #expect(after.draft?.text == "写到一半")
        #expect(after.keeping == .saved)
    }

    @Test func nothingIsStoredBeforeAnythingIsWritten() async {
        let model = await started()
        await model.settle()
        #expect(core.asked.isEmpty)
        #expect(model.keeping == .nothingYet && !model.isRestored)
    }

    @Test func aFullDiskIsToldAndTheWordsStay() async {
        let model = await started()
        core.answers.failure = .storageFull
        model.draft?.text = "写到一半"
        await model.settle()
        #expect(model.keeping == .failed(.storageFull))
        #expect(model.failure == .storageFull)
        #expect(model.draft?.text == "写到一半")
        core.answers.failure = nil
        await model.settle()
        #expect(model.keeping == .saved, "the next occasion stores it")
    }

    @Test func aPhotoGoesIntoTheVaultAndThenIntoTheDraft() async {
        let model = await started()
        await model.addImported(from: file)
        await model.addImported(from: file)
        await model.settle()
        #expect(model.draft?.photos == [core.answers.photo], "the same picture twice is one picture")
        #expect(core.answers.drafts.first?.draft.photos == [core.answers.photo])
    }

    @Test func aPictureOfTheAppsCameraBearsItsTicketAndWhatHasNoneIsImportedWithoutAPlace() async {
        let model = await started()
        let fix = PhotoFix(latE7: 308_461_000, lonE7: 1_202_603_010, accuracyCentimetres: 480)
        model.located(.here(Place(latE6: 30_846_100, lonE6: 120_260_301), fix))
        await model.add(Shot(file: file, ticket: model.drawTicket()))
        #expect(model.origins == [core.answers.photo.sha256: .ownCamera])
        core.answers.failure = .internalFault(reason: "no random numbers")
        let none = model.drawTicket()
        core.answers.failure = nil
        await model.add(Shot(file: file, ticket: none))
        await model.addImported(from: file)
        model.locatedAgain(.unknown)
        await model.add(Shot(file: file, ticket: model.drawTicket()))
        model.locatedAgain(.notAllowed)
        await model.add(Shot(file: file, ticket: model.drawTicket()))
        model.draft?.place = nil
        await model.add(Shot(file: file, ticket: model.drawTicket()))
        let told: [(PhotoSource, PhotoPlace)] = [
            (.ownCamera(ticket: "ticket-1"), .at(fix)), (.gallery, .notAsked), (.gallery, .notAsked),
            (.ownCamera(ticket: "ticket-2"), .unavailable), (.ownCamera(ticket: "ticket-3"), .refused),
            (.ownCamera(ticket: "ticket-4"), .notAsked),
        ]
        let asked = core.asked.filter { if case .recordPhoto = $0 { true } else { false } }
        #expect(asked == told.map { .recordPhoto(NewPhoto(file: file, source: $0.0, place: $0.1)) })
    }

    @Test func aPhotoThatCannotBeRecordedNowIsTriedAgainAndNothingIsFiledWithoutItSilently() async {
        let model = await started()
        model.draft?.addressee = .office
        await model.settle()
        core.answers.failure = .busy
        await model.addImported(from: file)
        #expect(model.unsaved.count == 1 && model.draft?.photos == [])
        await model.submit()
        #expect(model.step == .photos)
        #expect(!core.asked.contains { if case .file = $0 { true } else { false } })
        await model.retryPhotos()
        #expect(model.unsaved.count == 1, "still not now")
        core.answers.failure = nil
        await model.retryPhotos()
        #expect(model.unsaved.isEmpty && model.draft?.photos == [core.answers.photo])
    }

    @Test func aPhotoThatCannotBeTakenLeavesTheRestAlone() async {
        let model = await started()
        model.draft?.text = "写到一半"
        await model.settle()
        core.answers.failure = .badInput(field: "photo.too_big")
        await model.addImported(from: file)
        #expect(model.progress == .failed(.badInput(field: "photo.too_big")))
        #expect(model.draft?.text == "写到一半" && model.draft?.photos == [])
    }

    @Test func noMorePhotosThanTheRulebookTakes() async {
        let model = await started()
        model.draft?.photos = (0..<model.limits.photos).map { Photo(sha256: "\($0)", bytes: 1) }
        #expect(!model.mayAddPhoto)
        await model.addImported(from: file)
        #expect(model.draft?.photos.count == model.limits.photos)
    }

    @Test func aRemovedPhotoCanBeBroughtBackToItsPlace() async {
        let model = await started()
        let photos = ["a", "b", "c"].map { Photo(sha256: $0, bytes: 1) }
        model.draft?.photos = photos
        model.removePhoto(at: 1)
        #expect(model.draft?.photos.map(\.sha256) == ["a", "c"])
        model.undoRemove()
        #expect(model.draft?.photos == photos)
        #expect(model.removed == nil)
        model.removePhoto(at: 7)
        #expect(model.draft?.photos == photos, "a place that is none changes nothing")
    }

    @Test func withoutAnAddresseeNothingIsFiledAndTheStepShows() async {
        let model = await started()
        model.draft?.title = "路灯"
        await model.submit()
        #expect(model.step == .addressee)
        #expect(!core.asked.contains { if case .file = $0 { true } else { false } })
    }

    @Test func filingSavesItOnThisPhone() async throws {
        let model = await started()
        model.draft?.title = "路灯"
        model.draft?.addressee = .office
        await model.submit()
        #expect(model.progress == .filed(core.answers.filed))
        let draft = try #require(model.draft)
        #expect(core.asked.last == .file(NewCase(draft: draft, addressee: .office)))
        model.draft?.title = "too late"
        await model.settle()
        #expect(core.asked.last == .file(NewCase(draft: draft, addressee: .office)), "what is filed is no draft any more")
    }

    @Test func twoTapsFileOnce() async {
        let gate = Gate()
        let core = FakeCore(meanwhile: { asked in if case .file = asked { await gate.pass() } })
        let model = FileCaseModel(core: core)
        await model.start()
        model.draft?.addressee = .office
        async let first: Void = model.submit()
        await gate.someoneIsHeld()
        await model.submit()
        await gate.open()
        await first
        #expect(core.asked.filter { if case .file = $0 { true } else { false } }.count == 1)
    }

    @Test(arguments: [
        ("title", FileCaseModel.Step.words), ("text", .words), ("photos", .photos), ("place.label", .photos),
        ("voice.bytes", .words), ("addressee", .addressee),
    ])
    func aRefusalLeadsToTheStepWithItsField(field: String, step: FileCaseModel.Step) async {
        let model = await started()
        model.draft?.addressee = .office
        await model.settle()
        let refusal = WordsTests.refusal(.textMissing, field: field)
        core.answers.failure = .refused(refusal)
        model.step = step == .words ? .photos : .words
        await model.submit()
        #expect(model.step == step)
        #expect(model.failure == .refused(refusal))
    }

    @Test func aDiscardedDraftIsGoneAndAFreshOneBegins() async {
        let model = await started()
        model.draft?.text = "不要了"
        await model.settle()
        await model.discard()
        #expect(core.answers.drafts.isEmpty)
        #expect(model.draft?.isBlank == true && model.progress == .writing && !model.isRestored)
    }

    @Test func lengthIsCountedAsTheRulebookCounts() async {
        let model = await started()
        #expect(model.charactersLeft(in: "民意👍🏽", of: 5) == 1, "an emoji with a skin tone is two")
        #expect(model.charactersLeft(in: "一二三", of: 2) == -1)
    }

    @Test func aPositionIsInMillionthsOfADegree() {
        let place = Place(latitude: 29.5, longitude: -0.000_001_4, accuracyMetres: 12.2, label: "村口")
        #expect(place == Place(latE6: 29_500_000, lonE6: -1, accuracyMetres: 13, label: "村口"))
        #expect(Place(latitude: 91, longitude: 0, accuracyMetres: 1) == nil)
        #expect(Place(latitude: .nan, longitude: 0, accuracyMetres: 1) == nil)
        #expect(Place(latitude: 0, longitude: 0, accuracyMetres: -1)?.accuracyMetres == nil)
    }
}
