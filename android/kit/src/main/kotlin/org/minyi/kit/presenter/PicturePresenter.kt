/**
 * The picture of a hearing while its room shows. The server says where it is and whom to name over it, for some minutes at a time; without
 * that word nothing is shown, whatever still plays. What plays in the foreground counts as attendance (旁听时长): the core is told so.
 */
package org.minyi.kit.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.stateIn
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import org.minyi.kit.bridge.PictureBridge
import org.minyi.kit.model.CourtPicture
import org.minyi.kit.model.Failure
import org.minyi.kit.model.HearingStage
import org.minyi.kit.model.PicturePlace
import org.minyi.kit.model.Room
import org.minyi.kit.model.RoomLink
import org.minyi.kit.model.Segment
import org.minyi.kit.model.Watermark

sealed interface PictureState {
    /** Not for this person, or not in this hearing now: nothing was asked. */
    data object None : PictureState

    data object Looking : PictureState

    /** The court shows none now: before it sits, in a closed part. Looked for again by itself. */
    data object NotNow : PictureState

    /** Why there is none; it is tried again by itself. */
    data class Failed(val failure: Failure) : PictureState

    /** `corner`: where the watermark stands now, counted on; a picture that was filmed off the screen bears it whole. */
    data class Shown(val place: PicturePlace, val watermark: Watermark, val player: PlayerState, val corner: Int) : PictureState
}

class PicturePresenter(
    private val bridge: PictureBridge,
    private val player: CourtPlayer,
    private val scope: CoroutineScope,
    private val matter: String,
    room: Flow<Room?>,
    /** Whether the app is before somebody's eyes. */
    private val foreground: StateFlow<Boolean>,
    /** Milliseconds of a clock that nobody can set. */
    private val elapsed: () -> Long = { System.nanoTime() / 1_000_000 },
) {
    private val mutable = MutableStateFlow<PictureState>(PictureState.None)
    val state: StateFlow<PictureState> = mutable.asStateFlow()

    /** What the room says of the picture; when it changes, so may the picture. `null`: none for this person. */
    private data class Sitting(val stage: HearingStage?, val segment: Segment?)

    private val sitting = room.map { it?.sitting() }.stateIn(scope, SharingStarted.Eagerly, null)

    private fun Room.sitting(): Sitting? {
        val ours = link != RoomLink.GONE && link != RoomLink.SIGNED_OUT
        return if (ours && mayWatch && hasVideo) Sitting(row?.stage, segment) else null
    }

    @Volatile private var held: CourtPicture? = null
    @Volatile private var paused = false
    @Volatile private var corner = 0

    init {
        scope.launch {
            sitting.map { it != null }.distinctUntilChanged().collectLatest { wanted -> if (wanted) watch() else mutable.value = PictureState.None }
        }
    }

    /** Seconds by which the picture lags behind; for the anchor of a question where it tells no programme time. */
    val delaySeconds: Int get() = held?.delaySeconds ?: 0

    /** What is on the screen now, where that is known. */
    fun programmeTimeMillis(): Long? = if (held != null) player.programmeTimeMillis() else null

    fun pause() {
        paused = true
        player.pause()
    }

    fun resume() {
        paused = false
        player.resume()
    }

    private suspend fun watch(): Unit = coroutineScope {
        mutable.value = PictureState.Looking
        launch {
            combine(player.state, foreground, ::Pair).collect {
                publish()
                tell()
            }
        }
        launch {
            foreground.collect { shows -> if (shows && !paused) player.resume() else player.pause() }
        }
        launch {
            while (true) {
                delay(TELL_EVERY)
                tell()
            }
        }
        launch {
            while (true) {
                delay(MOVE_EVERY)
                corner++
                publish()
            }
        }
        try {
            show()
        } finally {
            drop()
        }
    }

    private suspend fun show() {
        var goodUntil = elapsed()
        while (true) {
            val before = sitting.value
            var picture: CourtPicture? = null
            // While something is shown, an answer that does not come is waited for as long as the last word is good.
            val patience = if (held != null) (goodUntil - elapsed()).coerceAtLeast(1) else Long.MAX_VALUE
            val failure = withTimeoutOrNull(patience) { Answer(failureOf { picture = bridge.courtPicture(matter) }) }
                .let { answer -> if (answer == null) Failure.Offline else answer.failure }
            val told = picture
            when {
                told != null -> {
                    goodUntil = elapsed() + told.goodForMillis
                    take(told)
                    val failed = withTimeoutOrNull(told.goodForMillis / 5 * 4) {
                        combine(player.state, sitting) { state, now -> Pair(state == PlayerState.FAILED, now != before) }.first { (failed, moved) -> failed || moved }.first
                    }
                    if (failed == true) delay(TRY_AGAIN)
                }
                failure == Failure.NotFound -> {
                    drop()
                    mutable.value = PictureState.NotNow
                    withTimeoutOrNull(LOOK_AGAIN) { sitting.first { it != before } }
                }
                failure != null -> {
                    // The last word still counts until it is over; a short gap of the network shows nothing.
                    if (elapsed() >= goodUntil) {
                        drop()
                        mutable.value = PictureState.Failed(failure)
                    }
                    delay(minOf(TRY_AGAIN, (goodUntil - elapsed()).takeIf { it > 0 } ?: TRY_AGAIN))
                }
            }
        }
    }

    private fun take(picture: CourtPicture) {
        val another = held?.place != picture.place
        held = picture
        when (val place = picture.place) {
            is PicturePlace.Page -> if (another) player.stop()
            is PicturePlace.Playlist -> if (another || player.state.value == PlayerState.FAILED) {
                player.play(place)
                if (paused || !foreground.value) player.pause()
            }
        }
        publish()
        tell()
    }

    private fun drop() {
        held = null
        player.stop()
        tell()
    }

    private fun publish() {
        val picture = held ?: return
        mutable.value = PictureState.Shown(picture.place, picture.watermark, player.state.value, corner)
    }

    /** A page cannot say whether it plays: it counts while it is before somebody's eyes. */
    private fun tell() {
        val place = held?.place
        val plays = place is PicturePlace.Page || (place != null && player.state.value == PlayerState.PLAYING)
        bridge.playing(matter, foreground.value, plays, if (plays) player.programmeTimeMillis() else null)
    }

    private class Answer(val failure: Failure?)

    private companion object {
        const val TELL_EVERY = 10_000L
        const val MOVE_EVERY = 15_000L
        const val TRY_AGAIN = 5_000L
        const val LOOK_AGAIN = 15_000L
    }
}
