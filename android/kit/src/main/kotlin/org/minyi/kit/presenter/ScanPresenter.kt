/** Checking a card (验证): a scan is judged once, offline; or the citizen makes up a number and the deputy's phone answers it. */
package org.minyi.kit.presenter

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.minyi.kit.bridge.CardBridge
import org.minyi.kit.model.BridgeException
import org.minyi.kit.model.CardKnowledge
import org.minyi.kit.model.Failure
import org.minyi.kit.model.ScanKind
import org.minyi.kit.model.ScanResult

data class ScanState(
    /** How old the knowledge is; the line under every check. */
    val knowledge: CardKnowledge,
    /** The number for the deputy to answer, where one was made up. */
    val challenge: String? = null,
    /** `null` while the camera looks for a code. */
    val result: ScanResult? = null,
    val failure: Failure? = null,
) {
    val scanning: Boolean get() = result == null && failure == null

    /** Whether a number settles what the code alone did not. */
    val offersChallenge: Boolean
        get() = result?.kind == ScanKind.TIME_NOT_CHECKED || result?.kind == ScanKind.REPLAY_SUSPECTED
}

class ScanPresenter(private val bridge: CardBridge) {
    private val mutable = MutableStateFlow(ScanState(bridge.cardKnowledge()))
    val state: StateFlow<ScanState> = mutable.asStateFlow()

    /** What the camera read. The same code arrives with every frame: only the first counts until [again]. */
    fun scanned(text: String) {
        val before = mutable.value
        if (!before.scanning) return
        attempt { copy(result = bridge.verifyCode(text, challenge)) }
    }

    /** Makes up a number, to be shown or read aloud; the next scan must answer it. */
    fun challenge() = attempt { copy(challenge = bridge.newChallenge(), result = null, failure = null) }

    /** Back to the camera, for a living code. */
    fun again() = mutable.update { ScanState(bridge.cardKnowledge()) }

    private fun attempt(work: ScanState.() -> ScanState) {
        try {
            // Once, and outside of `update`, which may repeat: a second check of the same code is a replay.
            mutable.value = mutable.value.work()
        } catch (error: BridgeException) {
            mutable.update { it.copy(failure = error.failure) }
        }
    }
}
