/** The outbox and the network (待发箱、联网): shows what is on its way, and drives the slices that bring it away. */
package org.minyi.kit.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import org.minyi.kit.bridge.MinyiBridge
import org.minyi.kit.model.Failure
import org.minyi.kit.model.Network
import org.minyi.kit.model.Outbox
import org.minyi.kit.model.Session

data class OutboxState(
    val outbox: Outbox = Outbox(),
    val network: Network = Network.UNMETERED,
    /** The user's own switch: nothing is sent while it is on. */
    val offlineSwitch: Boolean = false,
    val sending: Boolean = false,
    val failure: Failure? = null,
)

class OutboxPresenter(
    private val bridge: MinyiBridge,
    private val scope: CoroutineScope,
    private val sliceSeconds: Long = 60,
) {
    private val mutable = MutableStateFlow(OutboxState())
    val state: StateFlow<OutboxState> = mutable.asStateFlow()
    private val wake = Channel<Unit>(Channel.CONFLATED)

    init {
        scope.launch {
            bridge.outbox.collect { outbox ->
                val news = outbox.rows.map { it.id } - mutable.value.outbox.rows.map { it.id }.toSet()
                mutable.update { it.copy(outbox = outbox) }
                if (news.isNotEmpty()) wake.trySend(Unit)
            }
        }
        scope.launch { bridge.session.collect { if (it is Session.SignedIn) wake.trySend(Unit) } }
    }

    /** Sends whenever there is something to send, until the scope ends. Call it once, while the app is in the foreground. */
    fun drive(): Job =
        scope.launch {
            while (true) {
                val now = mutable.value
                if (now.offlineSwitch || now.network == Network.OFFLINE) {
                    wake.receive()
                    continue
                }
                mutable.update { it.copy(sending = true) }
                var pause: Long? = null
                val failure = failureOf { pause = bridge.runSlice(sliceSeconds).nextWakeMillis }
                mutable.update { it.copy(sending = false, failure = failure) }
                val until = pause
                if (until == null) wake.receive() else withTimeoutOrNull(until.coerceAtLeast(1)) { wake.receive() }
            }
        }

    /** What the platform says of the network. */
    fun network(network: Network) {
        mutable.update { it.copy(network = network) }
        tellTheCore()
    }

    fun offlineSwitch(on: Boolean) {
        mutable.update { it.copy(offlineSwitch = on) }
        tellTheCore()
    }

    fun retry(command: String): Job = attempt { bridge.retry(command) }

    fun discard(command: String): Job = attempt { bridge.discard(command) }

    private fun tellTheCore() {
        val now = mutable.value
        bridge.setNetwork(if (now.offlineSwitch) Network.OFFLINE else now.network)
        wake.trySend(Unit)
    }

    private fun attempt(work: suspend () -> Unit): Job =
        scope.launch {
            val failure = failureOf(work)
            mutable.update { it.copy(failure = failure) }
            wake.trySend(Unit)
        }
}
