/** The presenters of hearings over the real library and a real server in this process. */
package org.minyi.kit

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import org.minyi.core.AppConfig
import org.minyi.core.KeyStore
import org.minyi.core.MinyiApp
import org.minyi.core.Platform
import org.minyi.core.testing.TestCourt
import org.minyi.kit.bridge.CoreBridge
import org.minyi.kit.bridge.CoreHearingBridge
import org.minyi.kit.model.Failure
import org.minyi.kit.model.HearingDeed
import org.minyi.kit.model.HearingStage
import org.minyi.kit.model.Progress
import org.minyi.kit.model.QuestionKind
import org.minyi.kit.model.RoomLink
import org.minyi.kit.model.Segment
import org.minyi.kit.model.elapsedMillis
import org.minyi.kit.presenter.HearingListPresenter
import org.minyi.kit.presenter.HearingRoomPresenter
import java.io.File
import kotlin.time.Duration.Companion.seconds

class HearingTest {
    @TempDir lateinit var folder: File

    private object PlainKeyStore : KeyStore {
        override fun wrap(key: ByteArray): ByteArray = key.reversedArray()

        override fun unwrap(wrapped: ByteArray): ByteArray = wrapped.reversedArray()
    }

    private fun config(court: TestCourt) = AppConfig(File(folder, "core").path, court.url(), "kit", emptyList())

    private fun platform(court: TestCourt) = Platform(PlainKeyStore, null, object : org.minyi.core.ClockSkewSource {
        override fun skewMillis(): Long = court.skewMillis()
    }, null)

    @Test
    fun aDeputyFollowsTheRoomKeepsANoteAsksOnceAndSeconds() = runBlocking {
        TestCourt.start().use { court ->
            var app = MinyiApp.open(config(court), platform(court))
            var scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
            withTimeout(60.seconds) {
                CoreBridge(app).signInStaff("deputy-001", court.password(), court.totp())
                app.sync()
                val list = HearingListPresenter(CoreHearingBridge(app), scope)
                val row = list.state.first { it.rows?.size == 1 }.rows!!.single()
                assertEquals(HearingStage.LIVE, row.stage)

                val room = HearingRoomPresenter(CoreHearingBridge(app), scope, row.matter, saveAfterMillis = 1)
                val live = room.state.first { it.room?.link == RoomLink.LIVE && it.room?.row != null }.room!!
                assertEquals(Segment.OPENING, live.segment)
                assertTrue(live.hasVideo && live.mayWatch && HearingDeed.ASK in live.row!!.deeds)
                // The court opened a minute ago.
                assertEquals(60_000L, live.elapsedMillis(checkNotNull(live.segmentFromMillis) + 60_000))
                court.startInvestigation()
                room.state.first { it.room?.segment == Segment.INVESTIGATION }

                // The merits are refused on the phone, with the rule; the note stays.
                room.beginQuestion(delaySeconds = 30)
                assertTrue(room.state.value.note!!.approximate)
                room.kind(QuestionKind.MERITS)
                room.text("货款该不该付？")
                room.ask().join()
                val refused = room.state.value.failure as Failure.Refused
                assertTrue(refused.acceptedZh.isNotEmpty())
                room.kind(QuestionKind.PROCEDURE)
                room.text("休庭和复庭的时间，能否提前告知？")
                room.state.first { it.saved }

                // The process dies while the court sits; the note is there after it.
                scope.cancel()
                app.suspend()
                app.close()
                app = MinyiApp.open(config(court), platform(court))
                scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
                val again = HearingRoomPresenter(CoreHearingBridge(app), scope, row.matter, saveAfterMillis = 1)
                val note = again.state.first { it.note != null }.note!!
                assertEquals("休庭和复庭的时间，能否提前告知？", note.text)
                again.ask().join()
                assertTrue(again.state.value.asked)
                assertNull(again.state.value.note)
                app.runSlice(java.time.Duration.ofSeconds(30))
                val own = again.state.first { it.room?.questions?.size == 1 }.room!!.questions.single()
                assertTrue(own.own && own.progress.step == Progress.Step.SUBMITTED && own.moment!!.approximate)

                // After adjournment another deputy's question can be seconded.
                val other = court.askAsAnotherAndAdjourn()
                val theirs = again.state.first { state -> state.room?.questions.orEmpty().any { it.id == other } }
                assertEquals(listOf(HearingDeed.SECOND), theirs.room!!.questions.single { it.id == other }.deeds)
                again.second(other, true).join()
                assertNull(again.state.value.failure)
                app.runSlice(java.time.Duration.ofSeconds(30))
                val seconded = again.state.first { state ->
                    state.room?.questions.orEmpty().any { it.id == other && it.seconds == 1 }
                }
                assertEquals(false, seconded.room!!.questions.single { it.id == other }.own)
                again.state.first { state -> state.room?.questions.orEmpty().single { it.id == other }.deeds == listOf(HearingDeed.UNSECOND) }
                // Who has not watched is not offered to rate: the door would refuse it.
                assertTrue(HearingDeed.RATE_HEARING !in again.state.value.room!!.row!!.deeds)
                scope.cancel()
                app.close()
            }
        }
    }
}
