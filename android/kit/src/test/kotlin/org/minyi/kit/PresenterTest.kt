/** The presenters against the fake: what each screen shows in every state that it can be in. */
package org.minyi.kit

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.advanceUntilIdle
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.minyi.kit.fake.FakeBridge
import org.minyi.kit.model.Account
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.CaseDetail
import org.minyi.kit.model.CaseList
import org.minyi.kit.model.CaseRow
import org.minyi.kit.model.DeputyRow
import org.minyi.kit.model.Draft
import org.minyi.kit.model.Evaluation
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Fix
import org.minyi.kit.model.Grade
import org.minyi.kit.model.Network
import org.minyi.kit.model.Outbox
import org.minyi.kit.model.OutboxRow
import org.minyi.kit.model.PhotoOrigin
import org.minyi.kit.model.PhotoPlace
import org.minyi.kit.model.PhotoSource
import org.minyi.kit.model.Place
import org.minyi.kit.model.Register
import org.minyi.kit.model.Rejection
import org.minyi.kit.model.Session
import org.minyi.kit.model.Shot
import org.minyi.kit.model.Slice
import org.minyi.kit.model.Stage
import org.minyi.kit.model.Standing
import org.minyi.kit.model.StationRow
import org.minyi.kit.presenter.CasePresenter
import org.minyi.kit.presenter.CaseState
import org.minyi.kit.presenter.EvaluationPresenter
import org.minyi.kit.presenter.FilingPresenter
import org.minyi.kit.presenter.FilingState
import org.minyi.kit.presenter.MyCasesPresenter
import org.minyi.kit.presenter.OutboxPresenter
import org.minyi.kit.presenter.SignInPresenter
import org.minyi.kit.presenter.SignInState
import org.minyi.kit.presenter.StationsPresenter
import java.time.Instant

private val FIX = Fix(308_461_000, 1_202_603_010, accuracyCm = 480)

@OptIn(ExperimentalCoroutinesApi::class)
class PresenterTest {
    private val bridge = FakeBridge()

    /** What presenters live in; ends with the test. */
    private fun TestScope.screen(): CoroutineScope = backgroundScope

    private fun row(matter: String) = CaseRow(matter, "件 $matter", Stage.SUBMITTED, Instant.EPOCH, null, false, false, true, 0)

    @Test
    fun signInGoesFromNumberOverCodeToSignedIn() = runTest {
        val presenter = SignInPresenter(bridge, screen())
        runCurrent()
        assertEquals(SignInState.Step.Number, presenter.state.value.step)
        presenter.requestCode("19900000006")
        runCurrent()
        assertEquals(SignInState.Step.Code(60), presenter.state.value.step)
        presenter.signIn("123456")
        runCurrent()
        assertTrue(presenter.state.value.step is SignInState.Step.SignedIn)
        assertFalse(presenter.state.value.busy)
    }

    @Test
    fun aWrongCodeStaysOnTheCodeWithItsFailureAndTheNextTryClearsIt() = runTest {
        val presenter = SignInPresenter(bridge, screen())
        presenter.requestCode("19900000006")
        runCurrent()
        bridge.failure = Failure.Rejected(Rejection.CODE_WRONG, null, null)
        presenter.signIn("000000")
        runCurrent()
        assertEquals(SignInState.Step.Code(60), presenter.state.value.step)
        assertEquals(Failure.Rejected(Rejection.CODE_WRONG, null, null), presenter.state.value.failure)
        presenter.signIn("123456")
        runCurrent()
        assertEquals(null, presenter.state.value.failure)
    }

    @Test
    fun aSessionThatEndsAsksToSignInAgain() = runTest {
        val presenter = SignInPresenter(bridge, screen())
        bridge.session.value = Session.Over(Account("u", "CITIZEN", null))
        runCurrent()
        assertTrue(presenter.state.value.step is SignInState.Step.Again)
    }

    @Test
    fun whatIsWrittenIsStoredAfterAMomentAndFoundAgainByANewProcess() = runTest {
        val first = FilingPresenter(bridge, screen())
        first.open()
        runCurrent()
        first.title("路灯")
        first.title("路灯不亮")
        runCurrent()
        assertFalse((first.state.value as FilingState.Editing).saved)
        advanceTimeBy(500)
        runCurrent()
        assertTrue((first.state.value as FilingState.Editing).saved)
        assertEquals(1, bridge.asked.count { it == "saveDraft" })
        val second = FilingPresenter(bridge, screen())
        second.open()
        runCurrent()
        val editing = second.state.value as FilingState.Editing
        assertEquals("路灯不亮" to true, editing.draft.title to editing.restored)
    }

    @Test
    fun goingToTheBackgroundStoresAtOnce() = runTest {
        val presenter = FilingPresenter(bridge, screen())
        presenter.open()
        runCurrent()
        presenter.text("村口")
        presenter.save()
        assertEquals("村口", bridge.stored.values.single().text)
    }

    @Test
    fun photosAreCopiedAndAPhotoThatIsNotOneIsToldWithoutLosingTheRest() = runTest {
        val presenter = FilingPresenter(bridge, screen())
        presenter.open()
        runCurrent()
        presenter.imported("/a.jpg")
        runCurrent()
        bridge.failure = Failure.BadInput("photo.too_big")
        presenter.imported("/b.jpg")
        runCurrent()
        val editing = presenter.state.value as FilingState.Editing
        assertEquals(1 to 0, editing.draft.photos.size to editing.attaching)
        assertEquals(Failure.BadInput("photo.too_big"), editing.failure)
        presenter.removePhoto(editing.draft.photos.single().sha256)
        advanceUntilIdle()
        assertEquals(0, (presenter.state.value as FilingState.Editing).draft.photos.size)
    }

    @Test
    fun aPictureOfTheAppsCameraBearsItsTicketAndWhatHasNoneIsImportedWithoutAPlace() = runTest {
        val presenter = FilingPresenter(bridge, screen())
        presenter.open()
        runCurrent()
        presenter.whereabouts(PhotoPlace.At(FIX))
        presenter.taken(Shot("/taken.jpg", presenter.captureTicket()))
        runCurrent()
        bridge.failure = Failure.Internal("no random numbers")
        presenter.taken(Shot("/no-ticket.jpg", presenter.captureTicket()))
        presenter.imported("/chosen.jpg")
        runCurrent()
        presenter.place(null)
        presenter.taken(Shot("/place-taken-back.jpg", presenter.captureTicket()))
        runCurrent()
        val recorded = listOf(
            PhotoSource.OwnCamera("ticket-1") to PhotoPlace.At(FIX),
            PhotoSource.Gallery to PhotoPlace.NotAsked,
            PhotoSource.Gallery to PhotoPlace.NotAsked,
            PhotoSource.OwnCamera("ticket-2") to PhotoPlace.NotAsked,
        )
        assertEquals(recorded, bridge.recorded)
        val origins = listOf(PhotoOrigin.OWN_CAMERA, PhotoOrigin.GALLERY, PhotoOrigin.GALLERY, PhotoOrigin.OWN_CAMERA)
        val editing = presenter.state.value as FilingState.Editing
        assertEquals(origins, editing.draft.photos.map { editing.origins[it.sha256] })
    }

    @Test
    fun aPictureThatComesBackAfterTheAppWasKilledGoesIntoTheDraftItWasTakenFor() = runTest {
        bridge.stored["left"] = Draft("left", title = "路灯不亮")
        val presenter = FilingPresenter(bridge, screen())
        presenter.taken(Shot("/taken.jpg", null))
        presenter.open()
        runCurrent()
        val editing = presenter.state.value as FilingState.Editing
        assertEquals("left" to 1, editing.draft.id to editing.draft.photos.size)
        assertEquals(1, bridge.stored.getValue("left").photos.size)
    }

    @Test
    fun aPhotoThatCannotBeRecordedNowIsTriedAgainAndNothingIsFiledWithoutItSilently() = runTest {
        val released = mutableListOf<String>()
        val presenter = FilingPresenter(bridge, screen(), release = { released += it })
        presenter.open()
        runCurrent()
        fun editing() = presenter.state.value as FilingState.Editing
        presenter.title("路灯不亮")
        presenter.text("坏了一个月")
        presenter.addressee(Addressee.Office)
        for (path in listOf("/a.jpg", "/b.jpg")) {
            bridge.failure = Failure.Busy
            presenter.taken(Shot(path, "ticket-of-$path"))
            runCurrent()
        }
        assertEquals(listOf("/a.jpg", "/b.jpg"), editing().unsaved.map { it.path })
        assertFalse(editing().fileable)
        bridge.failure = Failure.Busy
        presenter.retryPhotos()
        runCurrent()
        assertEquals(1 to 1, editing().draft.photos.size to editing().unsaved.size)
        presenter.dropPhotos()
        assertEquals(1, released.size)
        assertTrue(editing().fileable)
    }

    @Test
    fun theFileOfAPhotoGoesOnceNobodyLooksAtItAnyMoreAndNotBefore() = runTest {
        val released = mutableListOf<String>()
        val presenter = FilingPresenter(bridge, screen(), release = { released += it })
        presenter.open()
        runCurrent()
        for (path in listOf("/a.jpg", "/b.jpg")) presenter.imported(path)
        runCurrent()
        val photos = (presenter.state.value as FilingState.Editing).draft.photos
        presenter.removePhoto(photos[0].sha256)
        assertEquals(listOf("/a.jpg"), released)
        bridge.failure = Failure.StorageFull
        presenter.file()
        runCurrent()
        assertEquals(listOf("/a.jpg"), released)
        presenter.file()
        runCurrent()
        assertTrue("/b.jpg" in released)
    }

    @Test
    fun aRefusalKeepsEveryWordAndThenFilingSaysThatItIsSavedOnThisPhone() = runTest {
        val presenter = FilingPresenter(bridge, screen())
        presenter.open()
        runCurrent()
        presenter.title("路灯不亮")
        presenter.text("坏了一个月")
        assertFalse((presenter.state.value as FilingState.Editing).fileable)
        presenter.addressee(Addressee.Office)
        assertTrue((presenter.state.value as FilingState.Editing).fileable)
        val refusal = Failure.Refused("TEXT_TOO_LONG", "title", "不超过 80 字", "at most 80", null, null)
        bridge.failure = refusal
        presenter.file()
        runCurrent()
        val editing = presenter.state.value as FilingState.Editing
        assertEquals(refusal to "路灯不亮", editing.failure to editing.draft.title)
        presenter.file()
        runCurrent()
        assertTrue(presenter.state.value is FilingState.SavedOnPhone)
    }

    @Test
    fun anOlderDraftIsOpenedByItsIdAndDiscardedOnTheUsersWord() = runTest {
        bridge.saveDraft(Draft("old", title = "旧"))
        bridge.saveDraft(Draft("new", title = "新"))
        val presenter = FilingPresenter(bridge, screen())
        presenter.open("old")
        runCurrent()
        assertEquals("旧", (presenter.state.value as FilingState.Editing).draft.title)
        presenter.discard()
        runCurrent()
        assertEquals(setOf("new"), bridge.stored.keys)
        assertEquals("", (presenter.state.value as FilingState.Editing).draft.title)
    }

    @Test
    fun theListBeginsEmptyGrowsByPagesAndRefreshesUnderAFailure() = runTest {
        bridge.cases.value = CaseList(listOf(row("1"), row("2")), "p2")
        bridge.pages["p2"] = CaseList(listOf(row("2"), row("3")), null)
        val presenter = MyCasesPresenter(bridge, screen())
        assertEquals(null, presenter.state.value.rows)
        runCurrent()
        presenter.more()
        runCurrent()
        assertEquals(listOf("1", "2", "3"), presenter.state.value.rows!!.map { it.matter })
        bridge.failure = Failure.Offline
        presenter.refresh()
        runCurrent()
        assertEquals(Failure.Offline to false, presenter.state.value.failure to presenter.state.value.refreshing)
        assertEquals(3, presenter.state.value.rows!!.size)
    }

    @Test
    fun aCaseIsShownReadAgainAtEachChangeAndSaysWhenItIsNotHere() = runTest {
        val presenter = CasePresenter(bridge, screen(), "m")
        runCurrent()
        assertEquals(CaseState.NotHere, presenter.state.value)
        bridge.details["m"] = CaseDetail("m", "t", "x", Stage.SUBMITTED, true, 0, null, 0, 0, emptyList(), emptyList(), setOf("WITHDRAW"))
        bridge.cases.value = CaseList(listOf(row("m")), null)
        runCurrent()
        assertEquals("t", (presenter.state.value as CaseState.Shown).case.title)
        bridge.failure = Failure.Conflict
        presenter.withdraw("修好了")
        runCurrent()
        assertEquals(Failure.Conflict, presenter.failure.value)
    }

    @Test
    fun anEvaluationNeedsTwoGradesAndARefusalLeavesItOpen() = runTest {
        val presenter = EvaluationPresenter(bridge, screen(), "m")
        presenter.process(Grade.DISSATISFIED)
        assertFalse(presenter.state.value.sendable)
        presenter.answer(Grade.SATISFIED)
        bridge.failure = Failure.Refused("REASON_MISSING", "reason", "请说明原因", "a reason", null, null)
        presenter.send()
        runCurrent()
        assertFalse(presenter.state.value.done)
        presenter.reason("没有修好")
        presenter.send()
        runCurrent()
        assertTrue(presenter.state.value.done)
        assertEquals(listOf(Evaluation(Grade.DISSATISFIED, Grade.SATISFIED, null, "没有修好")), bridge.evaluations)
    }

    @Test
    fun slicesRunWhenSomethingIsThereAndWhenItIsTimeAndNeverWhileTheSwitchIsOn() = runTest {
        val presenter = OutboxPresenter(bridge, screen())
        bridge.slices += Slice(0, true, 5_000)
        presenter.drive()
        runCurrent()
        val slices = { bridge.asked.count { it == "runSlice" } }
        assertEquals(1, slices())
        advanceTimeBy(4_000)
        runCurrent()
        assertEquals(1, slices())
        advanceTimeBy(2_000)
        runCurrent()
        assertEquals(2, slices())
        presenter.offlineSwitch(true)
        runCurrent()
        assertEquals(Network.OFFLINE to 2, bridge.told to slices())
        bridge.outbox.value = Outbox(listOf(OutboxRow("c", "m", "SUBMIT", Standing.Saved, 0, 0, 0, 100)))
        runCurrent()
        assertEquals(2 to 1, slices() to presenter.state.value.outbox.unsent)
        presenter.offlineSwitch(false)
        runCurrent()
        assertEquals(Network.UNMETERED to 3, bridge.told to slices())
        presenter.network(Network.OFFLINE)
        presenter.retry("c")
        runCurrent()
        assertEquals(3, slices())
    }

    @Test
    fun stationsComeNearestFirstOnceThePositionIsKnown() = runTest {
        val far = StationRow("far", "远站", "Far", null, 30_900_000, 120_100_000, emptyList())
        val near = StationRow("near", "近站", "Near", null, 30_870_000, 120_100_000, listOf(DeputyRow("d", "沈")))
        val nowhere = StationRow("nowhere", "无址", "Nowhere", null, null, null, emptyList())
        bridge.directory = Register(demo = true, listOf(nowhere, far, near))
        val presenter = StationsPresenter(bridge, backgroundScope)
        assertEquals(null, presenter.state.value.rows)
        presenter.load().join()
        assertEquals(listOf("nowhere", "far", "near"), presenter.state.value.rows?.map { it.code })
        presenter.here(Place(30_860_000, 120_100_000, 20, ""))
        val rows = presenter.state.value.rows.orEmpty()
        assertEquals(listOf("near", "far", "nowhere"), rows.map { it.code })
        // A hundredth of a degree of latitude is 1,112 m on a sphere of that radius.
        assertEquals(1_112, rows[0].metres)
        assertEquals(null, rows[2].metres)
    }

    @Test
    fun whoWasChosenAmongTheStationsStandsInTheDraft() = runTest {
        val filing = FilingPresenter(bridge, backgroundScope)
        filing.open(addressee = Addressee.Station("near"))
        // The screen opens it, too; there is still one draft, with the addressee.
        filing.open().join()
        assertEquals(Addressee.Station("near"), (filing.state.value as FilingState.Editing).draft.addressee)
    }
}
