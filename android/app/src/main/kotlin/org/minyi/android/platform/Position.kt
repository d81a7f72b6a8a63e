// 位置: asked once, with the user's consent, and forgotten here.
package org.minyi.android.platform

import android.annotation.SuppressLint
import android.content.Context
import android.location.Location
import android.location.LocationListener
import android.location.LocationManager
import android.os.Build
import android.os.Bundle
import android.os.CancellationSignal
import android.os.Handler
import android.os.Looper
import org.minyi.kit.model.Place

private const val PATIENCE_MS = 15_000L

class Position(private val context: Context) {
    private val manager: LocationManager = context.getSystemService(LocationManager::class.java)
    private val main = Handler(Looper.getMainLooper())

    /** One fix, on the main thread; `null` if there is none within 15 seconds. Call it with the permission only. */
    @SuppressLint("MissingPermission")
    fun once(onPlace: (Place?) -> Unit) {
        val provider = provider() ?: return onPlace(null)
        var answered = false
        val answer = { location: Location? -> if (!answered) { answered = true; onPlace(location?.place()) } }
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            val cancel = CancellationSignal()
            main.postDelayed({ cancel.cancel(); answer(null) }, PATIENCE_MS)
            manager.getCurrentLocation(provider, cancel, context.mainExecutor) { answer(it) }
            return
        }
        val listener = object : LocationListener {
            override fun onLocationChanged(location: Location) = answer(location)
            @Deprecated("Called before Android 10 only")
            override fun onStatusChanged(provider: String?, status: Int, extras: Bundle?) = Unit
            override fun onProviderDisabled(provider: String) = answer(null)
        }
        main.postDelayed({ manager.removeUpdates(listener); answer(null) }, PATIENCE_MS)
        @Suppress("DEPRECATION")
        manager.requestSingleUpdate(provider, listener, Looper.getMainLooper())
    }

    private fun provider(): String? {
        val enabled = manager.getProviders(true)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S && LocationManager.FUSED_PROVIDER in enabled) return LocationManager.FUSED_PROVIDER
        return listOf(LocationManager.GPS_PROVIDER, LocationManager.NETWORK_PROVIDER).firstOrNull { it in enabled }
    }

    private fun Location.place() = Place(
        latE6 = (latitude * 1_000_000).toInt(),
        lonE6 = (longitude * 1_000_000).toInt(),
        accuracyM = if (hasAccuracy()) accuracy.toInt() else null,
        label = "",
    )
}
