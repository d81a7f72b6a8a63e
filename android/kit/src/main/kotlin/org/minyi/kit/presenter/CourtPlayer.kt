/** What plays a court's picture: the platform's, behind this door. Its calls may be made from any thread and come back at once. */
package org.minyi.kit.presenter

import kotlinx.coroutines.flow.StateFlow
import org.minyi.kit.model.PicturePlace

interface CourtPlayer {
    val state: StateFlow<PlayerState>

    /** Plays this instead of whatever played. */
    fun play(place: PicturePlace.Playlist)

    fun pause()

    fun resume()

    /** Lets go of everything. Fine if nothing plays. */
    fun stop()

    /** Programme time of what is on the screen, where the stream tells one and this player can say it. */
    fun programmeTimeMillis(): Long?
}

enum class PlayerState {
    IDLE,

    /** The first picture, or the next after a gap, is on its way. */
    LOADING,
    PLAYING,
    PAUSED,

    /** It gave up; [CourtPlayer.play] begins anew. */
    FAILED,
}
