/** A person's data without a core, for previews and tests. */
package org.minyi.kit.fake

import org.minyi.kit.bridge.OwnDataBridge
import org.minyi.kit.model.BridgeException
import org.minyi.kit.model.DeviceRow
import org.minyi.kit.model.Failure
import java.time.Instant

class FakeOwnData : OwnDataBridge {
    val asked = mutableListOf<String>()
    var devices = listOf(DeviceRow("this", Instant.EPOCH, true), DeviceRow("lost", Instant.EPOCH, false))

    /** What the next call fails with. */
    var failure: Failure? = null

    override suspend fun devices(): List<DeviceRow> = answer("devices") { devices }

    override suspend fun signDeviceOut(device: String) = answer("signDeviceOut $device") { devices = devices.filter { it.device != device } }

    override suspend fun export(folder: String): List<String> = answer("export") { listOf("$folder/minyi.json") }

    override suspend fun erase() = answer("erase") {}

    private fun <T> answer(name: String, work: () -> T): T {
        asked += name
        failure?.let {
            failure = null
            throw BridgeException(it)
        }
        return work()
    }
}
