/** 设备与个人数据: where the account is signed in, a copy to take along, and the removal of everything from this phone. */
package org.minyi.kit.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.minyi.kit.bridge.OwnDataBridge
import org.minyi.kit.model.DeviceRow
import org.minyi.kit.model.Failure

data class OwnDataState(
    /** `null` until the server told. */
    val devices: List<DeviceRow>? = null,
    val busy: Boolean = false,
    /** Files of the copy that was just written, until they are handed over. */
    val copy: List<String>? = null,
    val failure: Failure? = null,
)

class OwnDataPresenter(private val bridge: OwnDataBridge, private val scope: CoroutineScope) {
    private val mutable = MutableStateFlow(OwnDataState())
    val state: StateFlow<OwnDataState> = mutable.asStateFlow()

    /** Asks the server where the account is signed in. */
    fun load(): Job = attempt { read() }

    fun signOut(device: String): Job = attempt {
        bridge.signDeviceOut(device)
        read()
    }

    /** Into this folder, which is new and private. */
    fun export(folder: String): Job = attempt {
        val files = bridge.export(folder)
        mutable.update { it.copy(copy = files) }
    }

    /** The copy went to where the person wanted it. */
    fun handedOver() = mutable.update { it.copy(copy = null) }

    /** Only on the person's word. */
    fun erase(): Job = attempt { bridge.erase() }

    private suspend fun read() {
        val devices = bridge.devices()
        mutable.update { it.copy(devices = devices) }
    }

    private fun attempt(work: suspend () -> Unit): Job =
        scope.launch {
            if (mutable.value.busy) return@launch
            mutable.update { it.copy(busy = true, failure = null) }
            val failure = failureOf(work)
            mutable.update { it.copy(busy = false, failure = failure) }
        }
}
