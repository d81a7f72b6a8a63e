// 语音留言 in the words' step: record, listen, remove; and what a filed case shows of it.
package org.minyi.ui.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.PlayArrow
import androidx.compose.material3.Button
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.Icon
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.minyi.kit.model.CaseVoice
import org.minyi.kit.model.Failure
import org.minyi.kit.model.VoiceNote
import org.minyi.kit.presenter.Listening
import org.minyi.kit.presenter.VoiceDoing
import org.minyi.kit.presenter.VoiceState
import org.minyi.ui.parts.Banner
import org.minyi.ui.parts.Fact
import org.minyi.ui.parts.Hint
import org.minyi.ui.parts.SectionTitle
import org.minyi.ui.parts.Sheet
import org.minyi.ui.parts.wide
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.VoiceSaid
import org.minyi.ui.words.said
import org.minyi.ui.words.say

/** What the part shows and can ask for. */
class VoiceControls(val state: VoiceState, val record: () -> Unit, val stop: () -> Unit, val play: () -> Unit, val remove: () -> Unit)

/** The microphone of this phone; `null` where there is none, and then nothing is offered. */
val LocalVoice = staticCompositionLocalOf<VoiceControls?> { null }

@Composable
internal fun VoicePart(note: VoiceNote?) {
    val voice = LocalVoice.current ?: return
    val state = voice.state
    SectionTitle(say(VoiceSaid.title))
    Hint(say(VoiceSaid.hint))
    when (val doing = state.doing) {
        is VoiceDoing.Recording -> Recording(doing.seconds, state.mostSeconds, voice.stop)
        VoiceDoing.Keeping -> {
            LinearProgressIndicator(Modifier.fillMaxWidth())
            Hint(say(VoiceSaid.keeping))
        }
        VoiceDoing.Nothing, VoiceDoing.Playing ->
            if (note != null) Kept(doing == VoiceDoing.Playing, voice)
            else {
                FilledTonalButton(voice.record, wide("record")) { Text(say(VoiceSaid.record)) }
                Hint(say(VoiceSaid.most(state.mostSeconds)))
            }
    }
    state.microphone.said?.let { Banner(say(it), Tone.Soon, Modifier.testTag("microphone")) }
    if (state.unplayable) Banner(say(VoiceSaid.unplayable), Tone.Soon)
    state.failure?.let { Banner(say(it.said), Tone.Late) }
}

@Composable
private fun Recording(seconds: Int, of: Int, onStop: () -> Unit) {
    LinearProgressIndicator(seconds / of.toFloat(), Modifier.fillMaxWidth())
    Text(
        say(VoiceSaid.running(seconds)), Modifier.testTag("recording").semantics { liveRegion = LiveRegionMode.Polite },
        style = MaterialTheme.typography.titleMedium, color = MaterialTheme.colorScheme.error,
    )
    Button(onStop, wide("stop-recording")) { Text(say(VoiceSaid.stop)) }
}

@Composable
private fun Kept(playing: Boolean, voice: VoiceControls) {
    Row(horizontalArrangement = Arrangement.spacedBy(6.dp), verticalAlignment = Alignment.CenterVertically) {
        Icon(Icons.Filled.CheckCircle, null, tint = MaterialTheme.colorScheme.primary)
        Text(say(VoiceSaid.kept), Modifier.testTag("voice-kept"), style = MaterialTheme.typography.bodyLarge)
    }
    OutlinedButton(voice.play, wide("play-voice")) {
        Icon(Icons.Filled.PlayArrow, null)
        Text(say(if (playing) VoiceSaid.silence else VoiceSaid.play))
    }
    TextButton(voice.remove, Modifier.heightIn(min = 48.dp).testTag("remove-voice")) {
        Text(say(VoiceSaid.remove), color = MaterialTheme.colorScheme.error)
    }
}

/** Listening on the page of a case. */
class ListeningControls(val state: Listening, val play: () -> Unit)

/** What was told, on the page of the case: how long it is, the way to hear it, and what staff wrote down of it. */
@Composable
internal fun VoiceOfCase(voice: CaseVoice, listening: ListeningControls?) = Sheet {
    SectionTitle(say(VoiceSaid.title))
    Text(say(voice.seconds?.let { VoiceSaid.length(it) } ?: VoiceSaid.onItsWay), Modifier.testTag("case-voice"), style = MaterialTheme.typography.bodyLarge)
    // Before it has arrived there is nothing to hear.
    if (listening != null && voice.seconds != null) Listen(listening)
    voice.writtenDown?.let { Fact(say(VoiceSaid.writtenDown), it) }
}

@Composable
private fun Listen(listening: ListeningControls) {
    when (val state = listening.state) {
        Listening.Nothing, Listening.Playing -> Unit
        Listening.Fetching -> Hint(say(VoiceSaid.fetching))
        Listening.Unplayable -> Banner(say(VoiceSaid.unplayableHere), Tone.Soon, Modifier.testTag("unplayable"))
        is Listening.Failed -> {
            val offline = state.failure is Failure.Offline
            Banner(say(if (offline) VoiceSaid.offline else state.failure.said), if (offline) Tone.Soon else Tone.Late, Modifier.testTag("listening-failed"))
        }
    }
    OutlinedButton(listening.play, wide("listen"), enabled = listening.state != Listening.Fetching) {
        Icon(Icons.Filled.PlayArrow, null)
        Text(say(if (listening.state == Listening.Playing) VoiceSaid.silence else VoiceSaid.play))
    }
}
