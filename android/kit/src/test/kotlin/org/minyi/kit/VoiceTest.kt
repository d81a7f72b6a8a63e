/** 语音留言: recorded, kept with the draft, heard again, taken back; on the fake, and over the real library and a real server. */
package org.minyi.kit

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import org.minyi.core.AppConfig
import org.minyi.core.ClockSkewSource
import org.minyi.core.KeyStore
import org.minyi.core.MinyiApp
import org.minyi.core.Platform
import org.minyi.core.testing.TestServer
import org.minyi.core.testing.liveListeners
import org.minyi.kit.bridge.CoreBridge
import org.minyi.kit.bridge.CoreVoice
import org.minyi.kit.fake.FakeBridge
import org.minyi.kit.fake.FakeRecorder
import org.minyi.kit.fake.FakeVoice
import org.minyi.kit.model.Addressee
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Network
import org.minyi.kit.model.Standing
import org.minyi.kit.presenter.FilingPresenter
import org.minyi.kit.presenter.FilingState
import org.minyi.kit.presenter.OutboxPresenter
import org.minyi.kit.presenter.Started
import org.minyi.kit.presenter.VoiceDoing
import org.minyi.kit.presenter.VoicePresenter
import java.io.File
import kotlin.time.Duration.Companion.seconds

@OptIn(ExperimentalCoroutinesApi::class)
class VoiceTest {
    @TempDir lateinit var folder: File
    private val bridge = FakeBridge()
    private val vault = FakeVoice()
    private val recorder = FakeRecorder()

    private fun TestScope.opened(): Pair<FilingPresenter, VoicePresenter> {
        val filing = FilingPresenter(bridge, backgroundScope)
        filing.open()
        runCurrent()
        return filing to VoicePresenter(vault, recorder, filing, backgroundScope)
    }

    private val FilingPresenter.editing get() = state.value as FilingState.Editing

    @Test
    fun whatIsToldIsInTheStoredDraftAtOnceAndIsEnoughToFile() = runTest {
        val (filing, voice) = opened()
        filing.title("路灯不亮")
        filing.addressee(Addressee.Office)
        assertFalse(filing.editing.fileable, "neither words nor voice")
        voice.record()
        runCurrent()
        advanceTimeBy(7_100)
        assertEquals(VoiceDoing.Recording(7), voice.state.value.doing)
        voice.stop()
        runCurrent()
        assertEquals(VoiceDoing.Nothing, voice.state.value.doing)
        assertTrue(filing.editing.fileable)
        assertEquals(filing.editing.draft.voice, bridge.stored.values.single().voice)
        // The process dies; a new screen has the note and plays it.
        val (again, player) = opened()
        assertEquals(filing.editing.draft.voice, again.editing.draft.voice)
        player.play()
        runCurrent()
        assertEquals(VoiceDoing.Playing to listOf("/note-1.m4a"), player.state.value.doing to recorder.heard)
        recorder.finish()
        runCurrent()
        assertEquals(VoiceDoing.Nothing, player.state.value.doing)
        again.file()
        runCurrent()
        assertEquals(again.state.value::class, FilingState.SavedOnPhone::class)
        assertTrue(bridge.filed.single().let { it.text.isEmpty() && it.voice != null })
    }

    @Test
    fun aRecordingEndsByItselfAtTheLimitAndIsKept() = runTest {
        val (filing, voice) = opened()
        voice.record()
        runCurrent()
        advanceTimeBy(vault.mostSeconds * 1_000L + 100)
        runCurrent()
        assertEquals(VoiceDoing.Nothing to 1, voice.state.value.doing to recorder.recorded)
        assertTrue(filing.editing.draft.voice != null)
    }

    @Test
    fun withoutTheMicrophoneItSaysWhyAndWritingStaysOpen() = runTest {
        val (filing, voice) = opened()
        for (why in listOf(Started.NOT_ALLOWED, Started.BUSY)) {
            recorder.allowed = why
            voice.record()
            runCurrent()
            assertEquals(VoiceDoing.Nothing to why, voice.state.value.doing to voice.state.value.microphone)
        }
        filing.text("写下来")
        assertEquals("写下来", filing.editing.draft.text)
        // Once it is allowed, the next try begins.
        recorder.allowed = Started.RECORDING
        voice.record()
        runCurrent()
        assertEquals(VoiceDoing.Recording(0) to Started.RECORDING, voice.state.value.doing to voice.state.value.microphone)
    }

    @Test
    fun aNoteThatCannotBeKeptIsToldAndOneThatWasTakenBackIsGoneFromTheDraft() = runTest {
        val (filing, voice) = opened()
        vault.failure = Failure.StorageFull
        voice.record()
        runCurrent()
        voice.stop()
        runCurrent()
        assertEquals(Failure.StorageFull to null, voice.state.value.failure to filing.editing.draft.voice)
        voice.record()
        runCurrent()
        voice.stop()
        runCurrent()
        assertNull(voice.state.value.failure)
        voice.remove()
        runCurrent()
        assertNull(filing.editing.draft.voice)
        assertNull(bridge.stored.values.single().voice)
    }

    @Test
    fun aCitizenTellsACaseWithoutANetworkDiesAndTheStationsServerHasItWhole() = runBlocking {
        TestServer.start().use { server ->
            val clock = object : ClockSkewSource {
                override fun skewMillis(): Long = server.skewMillis()
            }
            val config = AppConfig(File(folder, "core").path, server.url(), "kit", emptyList())
            val app = MinyiApp.open(config, Platform(Keys, null, clock, null))
            val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
            val bridge = CoreBridge(app)
            // What Android's and Apple's recorders write: AAC in MP4.
            val tone = File(System.getProperty("minyi.repository"), "server/src/tests/voice/tone.m4a")
            withTimeout(60.seconds) {
                bridge.requestCode(NUMBER)
                bridge.signInWithCode(NUMBER, checkNotNull(server.lastCode(NUMBER)))
                bridge.setNetwork(Network.OFFLINE)
                val filing = FilingPresenter(bridge, scope, saveAfterMillis = 1)
                filing.open().join()
                val first = VoicePresenter(CoreVoice(app), FakeRecorder { tone.path }, filing, scope)
                first.record().join()
                first.stop().join()

                // The process dies here; a new screen has the note, byte for byte.
                val again = FilingPresenter(bridge, scope, saveAfterMillis = 1)
                again.open().join()
                val note = checkNotNull((again.state.value as FilingState.Editing).draft.voice)
                assertArrayEquals(tone.readBytes(), CoreVoice(app).ownVoice(note.sha256))
                again.title("路灯不亮")
                again.addressee(Addressee.Station("station-zhili-1"))
                again.file().join()
                val filed = (again.state.value as FilingState.SavedOnPhone).filed
                val outbox = OutboxPresenter(bridge, scope)
                outbox.drive()
                outbox.network(Network.UNMETERED)
                outbox.state.first { it.outbox.rows.singleOrNull()?.standing == Standing.Done }
                bridge.sync()
                assertEquals(2, bridge.case(filed.matter)?.voice?.seconds)
                val heard = CoreVoice(app).listen(filed.matter)
                assertTrue(heard.size in 1..tone.length().toInt())
                assertFalse("+30.8670" in heard.decodeToString(), "the place that the recorder wrote")
            }
            scope.cancel()
            withTimeout(20.seconds) { while (liveListeners() > 0u) kotlinx.coroutines.delay(10) }
            app.close()
        }
    }

    private object Keys : KeyStore {
        override fun wrap(key: ByteArray): ByteArray = key.reversedArray()

        override fun unwrap(wrapped: ByteArray): ByteArray = wrapped.reversedArray()
    }

    private companion object {
        const val NUMBER = "19900000006"
    }
}
