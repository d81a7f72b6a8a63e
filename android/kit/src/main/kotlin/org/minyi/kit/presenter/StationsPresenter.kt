/** Stations and deputies near me (联络站与代表): the register as last synced, nearest first once the position is known. */
package org.minyi.kit.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.minyi.kit.bridge.MinyiBridge
import org.minyi.kit.model.Place
import org.minyi.kit.model.StationRow
import kotlin.math.asin
import kotlin.math.cos
import kotlin.math.pow
import kotlin.math.roundToInt
import kotlin.math.sin
import kotlin.math.sqrt

/** `rows == null`: the register has not come yet. */
data class StationsState(val rows: List<StationRow>? = null, val demo: Boolean = false, val here: Place? = null)

class StationsPresenter(private val bridge: MinyiBridge, private val scope: CoroutineScope) {
    private val mutable = MutableStateFlow(StationsState())
    val state: StateFlow<StationsState> = mutable.asStateFlow()

    /** Reads the register again; after each sync. */
    fun load(): Job =
        scope.launch {
            failureOf {
                val register = bridge.register()
                if (register != null) mutable.update { it.copy(rows = register.stations.nearest(it.here), demo = register.demo) }
            }
        }

    /** Where the reader is; used for sorting on this phone only. */
    fun here(place: Place) = mutable.update { it.copy(rows = it.rows?.nearest(place), here = place) }

    private fun List<StationRow>.nearest(here: Place?): List<StationRow> =
        if (here == null) this else map { it.copy(metres = it.metresFrom(here)) }.sortedBy { it.metres ?: Int.MAX_VALUE }
}

/** Along the surface of the earth (haversine), in metres; `null` where the station has no place. */
private fun StationRow.metresFrom(here: Place): Int? {
    val (lat, lon) = (latE6 ?: return null) to (lonE6 ?: return null)
    val (a, b) = radians(lat) to radians(here.latE6)
    val half = sin((a - b) / 2).pow(2) + cos(a) * cos(b) * sin((radians(lon) - radians(here.lonE6)) / 2).pow(2)
    return (2 * EARTH_M * asin(sqrt(half))).roundToInt()
}

private fun radians(e6: Int): Double = Math.toRadians(e6 / 1_000_000.0)

/** Mean radius of the earth in metres (IUGG). */
private const val EARTH_M = 6_371_009.0
