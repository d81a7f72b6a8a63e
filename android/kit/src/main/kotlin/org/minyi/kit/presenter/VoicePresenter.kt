/**
 * 语音留言 of the draft that is being written. What was recorded is the draft's as soon as it stands in the vault, so it outlives the
 * app as photos do; leaving the screen ends a recording and keeps it.
 */
package org.minyi.kit.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import org.minyi.kit.bridge.VoiceBridge
import org.minyi.kit.model.Failure

/** What the microphone and the loudspeaker are doing. The note itself is in the draft. */
sealed interface VoiceDoing {
    data object Nothing : VoiceDoing

    data class Recording(val seconds: Int) : VoiceDoing

    /** Being copied into the vault. */
    data object Keeping : VoiceDoing

    data object Playing : VoiceDoing
}

data class VoiceState(
    val mostSeconds: Int,
    val doing: VoiceDoing = VoiceDoing.Nothing,
    /** Why the last try to record did not begin. */
    val microphone: Started = Started.RECORDING,
    /** This phone cannot play what it holds. */
    val unplayable: Boolean = false,
    val failure: Failure? = null,
)

class VoicePresenter(
    private val bridge: VoiceBridge,
    private val recorder: VoiceRecorder,
    private val filing: FilingPresenter,
    private val scope: CoroutineScope,
) {
    private val mutable = MutableStateFlow(VoiceState(bridge.mostSeconds))
    val state: StateFlow<VoiceState> = mutable.asStateFlow()
    private val turn = Mutex()
    private var clock: Job? = null

    /** Begins a recording; it ends by itself at the limit. */
    fun record(): Job = scope.launch {
        turn.withLock {
            if (mutable.value.doing != VoiceDoing.Nothing) return@launch
            val started = recorder.start(bridge.mostSeconds)
            val doing = if (started == Started.RECORDING) VoiceDoing.Recording(0) else VoiceDoing.Nothing
            mutable.update { it.copy(doing = doing, microphone = started, unplayable = false, failure = null) }
            if (started == Started.RECORDING) clock = scope.launch { tick() }
        }
    }

    private suspend fun tick() {
        for (second in 1..bridge.mostSeconds) {
            delay(SECOND)
            mutable.update { if (it.doing is VoiceDoing.Recording) it.copy(doing = VoiceDoing.Recording(second)) else it }
        }
        stop()
    }

    /** Ends the recording and keeps it with the draft; nothing if none is running. Also when the screen goes. */
    fun stop(): Job = scope.launch {
        turn.withLock {
            if (mutable.value.doing !is VoiceDoing.Recording) return@launch
            clock?.cancel()
            mutable.update { it.copy(doing = VoiceDoing.Keeping) }
            val failure = recorder.stop()?.let { path ->
                failureOf {
                    filing.voice(bridge.attachVoice(path))
                    filing.save()
                }
            }
            mutable.update { it.copy(doing = VoiceDoing.Nothing, failure = failure) }
        }
    }

    /** Plays the draft's note, or ends playing it. */
    fun play(): Job = scope.launch {
        if (mutable.value.doing == VoiceDoing.Playing) {
            recorder.silence()
            return@launch
        }
        val note = (filing.state.value as? FilingState.Editing)?.draft?.voice ?: return@launch
        if (mutable.value.doing != VoiceDoing.Nothing) return@launch
        mutable.update { it.copy(doing = VoiceDoing.Playing, unplayable = false, failure = null) }
        var played = true
        val failure = failureOf { played = recorder.play(bridge.ownVoice(note.sha256)) }
        mutable.update { it.copy(doing = VoiceDoing.Nothing, unplayable = !played, failure = failure) }
    }

    /** Takes the note back; the vault forgets it, too. */
    fun remove(): Job = scope.launch {
        recorder.silence()
        filing.voice(null)
        filing.save()
    }

    private companion object {
        const val SECOND = 1_000L
    }
}
