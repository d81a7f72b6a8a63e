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
import org.minyi.kit.model.Fix
import org.minyi.kit.model.FixProvider
import org.minyi.kit.model.Place
import org.minyi.ui.Located

private const val PATIENCE_MS = 15_000L

class Position(private val context: Context) {
    private val manager: LocationManager = context.getSystemService(LocationManager::class.java)
    private val main = Handler(Looper.getMainLooper())

    /** One fix, on the main thread, unknown if there is none within 15 seconds. Call it with the permission only. */
    @SuppressLint("MissingPermission")
    fun once(onAnswer: (Located) -> Unit) {
        val provider = provider() ?: return onAnswer(Located.Unknown)
        var answered = false
        val answer = { location: Location? -> if (!answered) { answered = true; onAnswer(location?.run { Located.Here(place(), fix()) } ?: Located.Unknown) } }
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            val cancel = CancellationSignal()
            main.postDelayed({ cancel.cancel(); answer(null) }, PATIENCE_MS)
            manager.getCurrentLocation(provider, cancel, context.mainExecutor) { answer(it) }
            return
        }
        val listener = object : LocationListener {
            override fun onLocationChanged(location: Location) = answer(location)
            @Deprecated("Called before Android 10 only")
            @Suppress("OVERRIDE_DEPRECATION")
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

    private fun Location.fix() = Fix(
        latE7 = (latitude * 10_000_000).toInt(),
        lonE7 = (longitude * 10_000_000).toInt(),
        accuracyCm = if (hasAccuracy()) (accuracy * 100).toInt() else null,
        provider = when (provider) {
            LocationManager.GPS_PROVIDER -> FixProvider.GNSS
            LocationManager.NETWORK_PROVIDER -> FixProvider.NETWORK
            "fused" -> FixProvider.FUSED
            else -> null
        },
        mock = mocked(),
    )

    private fun Location.mocked(): Boolean {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) return isMock
        @Suppress("DEPRECATION")
        return isFromMockProvider
    }
}
