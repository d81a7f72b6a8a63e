// 联网状态: what network there is, for the core and for the banner on the screens.
package org.minyi.android.platform

import android.content.Context
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import org.minyi.core.Connectivity
import org.minyi.core.NetworkClass
import org.minyi.kit.model.Network

class NetworkWatch(context: Context, private val onChange: (Network) -> Unit) : Connectivity {
    private val manager: ConnectivityManager = context.getSystemService(ConnectivityManager::class.java)

    /** Begins to listen; for the life of the process. */
    fun start() = manager.registerDefaultNetworkCallback(object : ConnectivityManager.NetworkCallback() {
        override fun onCapabilitiesChanged(network: android.net.Network, capabilities: NetworkCapabilities) = onChange(capabilities.shown())

        override fun onLost(network: android.net.Network) = onChange(Network.OFFLINE)
    })

    override fun network(): NetworkClass = NetworkClass.valueOf(now().name)

    private fun now(): Network = manager.getNetworkCapabilities(manager.activeNetwork)?.shown() ?: Network.OFFLINE

    private fun NetworkCapabilities.shown(): Network = when {
        !hasCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET) -> Network.OFFLINE
        hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED) -> Network.UNMETERED
        else -> Network.METERED
    }
}
