/** 庭审画面: shown under the server's word only, renewed, blanked, and counted while it plays before somebody's eyes. */
package org.minyi.kit

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.plus
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.minyi.kit.fake.FakePicture
import org.minyi.kit.fake.FakePlayer
import org.minyi.kit.fake.FakeRecorder
import org.minyi.kit.fake.FakeVoice
import org.minyi.kit.model.Failure
import org.minyi.kit.model.HearingRow
import org.minyi.kit.model.HearingStage
import org.minyi.kit.model.PicturePlace
import org.minyi.kit.model.Room
import org.minyi.kit.model.RoomLink
import org.minyi.kit.model.Segment
import org.minyi.kit.presenter.Listening
import org.minyi.kit.presenter.ListeningPresenter
import org.minyi.kit.presenter.PicturePresenter
import org.minyi.kit.presenter.PictureState
import org.minyi.kit.presenter.PlayerState

@OptIn(ExperimentalCoroutinesApi::class)
class PictureTest {
    private val court = FakePicture()
    private val player = FakePlayer(programmeTime = 1_000)
    private val foreground = MutableStateFlow(true)
    private val row = HearingRow("h1", HearingStage.LIVE, "（2026）浙0502民初****号", "买卖合同纠纷", 0, emptyList())
    private val room = MutableStateFlow<Room?>(Room(RoomLink.LIVE, row, "", Segment.OPENING, 0, 0, true, null, true, 0, emptyList(), emptyList()))

    private fun TestScope.opened(): PicturePresenter =
        PicturePresenter(court, player, backgroundScope, "h1", room, foreground) { currentTime }.also { runCurrent() }

    private val PicturePresenter.shown get() = state.value as PictureState.Shown

    @Test
    fun whatPlaysIsNamedAndToldWithItsTime() = runTest {
        val picture = opened()
        assertEquals("演示代表", picture.shown.watermark.name)
        assertEquals(PlayerState.PLAYING, picture.shown.player)
        assertEquals(Triple(true, true, 1_000L), court.told)
        assertEquals(30, picture.delaySeconds)
        assertEquals(1_000L, picture.programmeTimeMillis())
        val tells = court.tells
        player.programmeTime = 11_000
        advanceTimeBy(10_001)
        assertTrue(court.tells > tells)
        assertEquals(11_000L, court.told?.third)
        assertEquals(0, picture.shown.corner)
        advanceTimeBy(5_000)
        assertEquals(1, picture.shown.corner, "the mark moves")
        assertFalse("Bearer" in picture.state.value.toString(), "no state prints the token")
    }

    @Test
    fun whoLooksAwayOrPausesIsNotCounted() = runTest {
        val picture = opened()
        foreground.value = false
        runCurrent()
        assertEquals(Triple(false, false, null), court.told)
        foreground.value = true
        runCurrent()
        assertEquals(true, court.told?.second)
        picture.pause()
        runCurrent()
        assertEquals(PlayerState.PAUSED, picture.shown.player)
        assertEquals(false, court.told?.second)
        // Coming back does not undo what the person chose.
        foreground.value = false
        runCurrent()
        foreground.value = true
        runCurrent()
        assertEquals(PlayerState.PAUSED, picture.shown.player)
        picture.resume()
        runCurrent()
        assertEquals(true, court.told?.second)
    }

    @Test
    fun theMarkIsRenewedWithoutAGapInThePicture() = runTest {
        opened()
        advanceTimeBy(240_001)
        assertEquals(2, court.calls)
        assertEquals(1, player.begun)
    }

    @Test
    fun withoutANewMarkThePictureStaysForAsLongAsTheOldOneIsGoodAndGoesThen() = runTest {
        val picture = opened()
        court.failure = Failure.Offline
        advanceTimeBy(299_000)
        assertEquals(PlayerState.PLAYING, picture.shown.player)
        advanceTimeBy(2_000)
        assertEquals(PictureState.Failed(Failure.Offline), picture.state.value)
        assertEquals(PlayerState.IDLE, player.state.value)
        assertEquals(false, court.told?.second)
        court.failure = null
        advanceTimeBy(5_001)
        assertEquals(PlayerState.PLAYING, picture.shown.player)
    }

    @Test
    fun aServerThatDoesNotAnswerKeepsNoPictureLongerThanItsMark() = runTest {
        val picture = opened()
        court.hangs = true
        advanceTimeBy(299_000)
        assertEquals(PlayerState.PLAYING, picture.shown.player)
        advanceTimeBy(1_001)
        assertEquals(PictureState.Failed(Failure.Offline), picture.state.value)
        assertEquals(PlayerState.IDLE, player.state.value)
        court.hangs = false
        advanceTimeBy(5_001)
        assertEquals(PlayerState.PLAYING, picture.shown.player)
    }

    @Test
    fun aPlayerThatGaveUpBeginsAnewAfterAMoment() = runTest {
        val picture = opened()
        player.state.value = PlayerState.FAILED
        runCurrent()
        assertEquals(PlayerState.FAILED, picture.shown.player)
        assertEquals(false, court.told?.second)
        advanceTimeBy(5_001)
        assertEquals(2, player.begun)
        assertEquals(PlayerState.PLAYING, picture.shown.player)
    }

    @Test
    fun aClosedPartTakesThePictureAtOnceAndTheNextPartBringsItBack() = runTest {
        val picture = opened()
        court.failure = Failure.NotFound
        room.value = room.value?.copy(segment = Segment.CLOSED)
        runCurrent()
        assertEquals(PictureState.NotNow, picture.state.value)
        assertEquals(PlayerState.IDLE, player.state.value)
        court.failure = null
        room.value = room.value?.copy(segment = Segment.DEBATE)
        runCurrent()
        assertEquals(PlayerState.PLAYING, picture.shown.player)
    }

    @Test
    fun whoMayNotWatchAsksForNothing() = runTest {
        room.value = room.value?.copy(mayWatch = false)
        val picture = opened()
        assertEquals(PictureState.None, picture.state.value)
        assertEquals(0, court.calls)
        room.value = room.value?.copy(mayWatch = true)
        runCurrent()
        assertEquals(PlayerState.PLAYING, picture.shown.player)
        // Recused in the middle: nothing is left.
        room.value = room.value?.copy(link = RoomLink.GONE)
        runCurrent()
        assertEquals(PictureState.None, picture.state.value)
        assertEquals(PlayerState.IDLE, player.state.value)
    }

    @Test
    fun aPageOfSomebodyElsesCountsWhileItIsBeforeSomebodysEyes() = runTest {
        court.place = PicturePlace.Page("https://court.example/live")
        player.programmeTime = null
        opened()
        assertEquals(0, player.begun)
        assertEquals(Triple(true, true, null), court.told)
        foreground.value = false
        runCurrent()
        assertEquals(false, court.told?.first)
    }

    @Test
    fun leavingStopsThePlayerAndTheCounting() = runTest {
        val life: CoroutineScope = backgroundScope + Job(backgroundScope.coroutineContext[Job])
        PicturePresenter(court, player, life, "h1", room, foreground) { currentTime }
        runCurrent()
        assertEquals(PlayerState.PLAYING, player.state.value)
        life.cancel()
        runCurrent()
        assertEquals(PlayerState.IDLE, player.state.value)
        assertEquals(false, court.told?.second)
    }

    @Test
    fun theVoiceNoteOfACaseIsHeardAndWhyNotIsSaid() = runTest {
        val (vault, recorder) = FakeVoice() to FakeRecorder()
        val listening = ListeningPresenter(vault, recorder, backgroundScope, "m1")
        listening.play()
        runCurrent()
        assertEquals(listOf("m1"), recorder.heard)
        assertEquals(Listening.Playing, listening.state.value)
        listening.play()
        runCurrent()
        assertEquals(Listening.Nothing, listening.state.value, "a second tap ends it")
        vault.failure = Failure.Offline
        listening.play()
        runCurrent()
        assertEquals(Listening.Failed(Failure.Offline), listening.state.value)
        listening.play()
        runCurrent()
        assertEquals(Listening.Playing, listening.state.value, "and it is tried again by the same tap")
        listening.play()
        runCurrent()
        recorder.playable = false
        listening.play()
        runCurrent()
        assertEquals(Listening.Unplayable, listening.state.value)
    }

    @Test
    fun whoLeavesWhileAVoiceNoteIsOnItsWayDoesNotHearIt() = runTest {
        val (vault, recorder) = FakeVoice() to FakeRecorder()
        val listening = ListeningPresenter(vault, recorder, backgroundScope, "m1")
        vault.whileListening = {
            assertEquals(Listening.Fetching, listening.state.value)
            listening.leave()
        }
        listening.play()
        runCurrent()
        assertEquals(emptyList<String>(), recorder.heard)
        assertEquals(Listening.Nothing, listening.state.value)
    }
}
