// 语音留言 through the screens: told, heard, taken back, filed without a written word; and a phone whose microphone is refused.
package org.minyi.ui

import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.junit4.ComposeContentTestRule
import androidx.compose.ui.test.junit4.createComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.minyi.kit.fake.FakeBridge
import org.minyi.kit.fake.FakeRecorder
import org.minyi.kit.fake.FakeVoice
import org.minyi.kit.presenter.FilingState
import org.minyi.kit.presenter.Started

class VoiceTest {
    @get:Rule
    val phone: ComposeContentTestRule = createComposeRule()
    private val bridge = FakeBridge().apply { directory = Sample.register; session.value = Sample.signedIn }
    private val recorder = FakeRecorder()
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Unconfined)
    private val presenters = Presenters(bridge, scope, voiceBridge = FakeVoice(), recorder = recorder)

    @After
    fun end() = scope.cancel()

    private fun tag(name: String): SemanticsNodeInteraction {
        phone.waitUntil(10_000) { phone.onAllNodes(hasTestTag(name)).fetchSemanticsNodes().isNotEmpty() }
        return phone.onNodeWithTag(name)
    }

    private fun toTheWords() {
        phone.setContent { MinyiUi(presenters, SamplePlatform()) }
        tag("file-case").performClick()
        tag("next").performClick()
        tag("title").performTextInput("路灯不亮")
    }

    private val draft get() = (presenters.filing.state.value as FilingState.Editing).draft

    @Test
    fun aCaseIsToldHeardAndFiledWithoutAWrittenWord() {
        toTheWords()
        tag("record").performScrollTo().performClick()
        tag("recording").performScrollTo().assertIsDisplayed()
        tag("stop-recording").performClick()
        tag("voice-kept").performScrollTo().assertIsDisplayed()
        tag("play-voice").performScrollTo().performClick()
        phone.onNodeWithText("停止播放").assertExists()
        tag("play-voice").performClick()
        phone.onNodeWithText("听一遍").assertExists()
        tag("next").performClick()
        tag("hearer-0").performScrollTo().performClick()
        tag("file").assertIsEnabled().performClick()
        tag("saved-here").assertIsDisplayed()
        assertTrue(bridge.filed.single().let { it.text.isEmpty() && it.voice != null })
    }

    @Test
    fun aRecordingCanBeTakenBackAndLeavingTheScreenKeepsWhatWasSaid() {
        toTheWords()
        tag("record").performScrollTo().performClick()
        tag("stop-recording").performScrollTo().performClick()
        tag("remove-voice").performScrollTo().performClick()
        tag("record").performScrollTo().assertIsDisplayed()
        assertNull(draft.voice)
        tag("record").performClick()
        tag("recording")
        // A call comes in, or somebody leaves: the shell stores what is there.
        presenters.saveDraft()
        tag("voice-kept").performScrollTo().assertIsDisplayed()
        assertEquals(draft.voice, bridge.stored.values.single().voice)
    }

    @Test
    fun aRefusedMicrophoneSaysWhyAndTheWordsCanStillBeWritten() {
        recorder.allowed = Started.NOT_ALLOWED
        toTheWords()
        tag("record").performScrollTo().performClick()
        tag("microphone").performScrollTo().assertIsDisplayed()
        phone.onNodeWithText("没有麦克风权限，无法录音。可在手机设置中允许，也可以写下来。").assertExists()
        tag("text").performScrollTo().performTextInput("村口的灯坏了")
        assertEquals("村口的灯坏了", draft.text)
    }
}
