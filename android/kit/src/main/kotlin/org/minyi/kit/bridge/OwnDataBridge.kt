/** What a person may do with what is theirs. Every call may fail with [org.minyi.kit.model.BridgeException]. */
package org.minyi.kit.bridge

import org.minyi.core.MinyiApp
import org.minyi.kit.model.DeviceRow

interface OwnDataBridge {
    /** Where the account is signed in, latest sign-in first. */
    suspend fun devices(): List<DeviceRow>

    /** Signs a device out at once: a lost phone, for example. */
    suspend fun signDeviceOut(device: String)

    /** Writes a copy of everything on this phone into a new folder; gives the files, the words first. */
    suspend fun export(folder: String): List<String>

    /** Removes everything of the account from this phone, what was never sent included, and signs out. */
    suspend fun erase()
}

class CoreOwnData(private val app: MinyiApp) : OwnDataBridge {
    override suspend fun devices(): List<DeviceRow> = told { app.signedInDevices().map { DeviceRow(it.device, it.signedInAt, it.thisOne) } }

    override suspend fun signDeviceOut(device: String) = told { app.signDeviceOut(device) }

    override suspend fun export(folder: String): List<String> = told { app.exportOwnData(folder) }

    override suspend fun erase() = told { app.eraseOwnData() }
}
