/** Listening to the voice note of a filed case. The sound comes from the server, which writes down who listened; nothing of it is kept. */
package org.minyi.kit.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import org.minyi.kit.bridge.VoiceBridge
import org.minyi.kit.model.Failure

sealed interface Listening {
    data object Nothing : Listening

    data object Fetching : Listening

    data object Playing : Listening

    /** This phone cannot play it. */
    data object Unplayable : Listening

    data class Failed(val failure: Failure) : Listening
}

class ListeningPresenter(private val bridge: VoiceBridge, private val recorder: VoiceRecorder, private val scope: CoroutineScope, private val matter: String) {
    private val mutable = MutableStateFlow<Listening>(Listening.Nothing)
    val state: StateFlow<Listening> = mutable.asStateFlow()

    /** The screen went while the sound was on its way. */
    @Volatile private var gone = false

    /** Plays it from its beginning, or ends playing. */
    fun play(): Job = scope.launch {
        when (mutable.value) {
            Listening.Fetching -> Unit
            Listening.Playing -> recorder.silence()
            else -> {
                mutable.value = Listening.Fetching
                gone = false
                var played = true
                val failure = failureOf {
                    val sound = bridge.listen(matter)
                    if (gone) return@failureOf
                    mutable.value = Listening.Playing
                    played = recorder.play(sound)
                }
                mutable.value = if (failure != null) Listening.Failed(failure) else if (played) Listening.Nothing else Listening.Unplayable
            }
        }
    }

    /** The screen goes: what plays ends, and what is still on its way does not begin. */
    fun leave() {
        gone = true
        if (mutable.value == Listening.Playing) recorder.silence()
    }
}
