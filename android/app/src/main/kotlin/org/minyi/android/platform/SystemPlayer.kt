// The system's own player for a court's picture. It takes our header for list and key; programme time it does not tell, so questions are
// anchored to the server's time less the delay, and marked. All of it happens on the main thread, as MediaPlayer wants it.
package org.minyi.android.platform

import android.content.Context
import android.media.AudioAttributes
import android.media.MediaPlayer
import android.net.Uri
import android.os.Handler
import android.os.Looper
import android.view.Surface
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import org.minyi.kit.model.PicturePlace
import org.minyi.kit.presenter.CourtPlayer
import org.minyi.kit.presenter.PlayerState
import java.io.IOException

class SystemPlayer(private val context: Context) : CourtPlayer {
    private val main = Handler(Looper.getMainLooper())
    private val mutable = MutableStateFlow(PlayerState.IDLE)
    override val state: StateFlow<PlayerState> = mutable.asStateFlow()

    private var player: MediaPlayer? = null
    private var surface: Surface? = null

    /** Whether it is to play once it is ready. */
    private var wanted = true

    /** Where it draws; `null`: the screen is gone, and only sound goes on. On the main thread. */
    fun drawOn(surface: Surface?) {
        this.surface = surface
        player?.setSurface(surface)
    }

    override fun play(place: PicturePlace.Playlist) {
        main.post {
            wanted = true
            begin(place)
        }
    }

    private fun begin(place: PicturePlace.Playlist) {
        release()
        mutable.value = PlayerState.LOADING
        val made = MediaPlayer()
        player = made
        try {
            made.setAudioAttributes(AudioAttributes.Builder().setUsage(AudioAttributes.USAGE_MEDIA).setContentType(AudioAttributes.CONTENT_TYPE_SPEECH).build())
            made.setSurface(surface)
            made.setScreenOnWhilePlaying(true)
            made.setOnPreparedListener { ready(it) }
            made.setOnInfoListener { of, what, _ -> heard(of, what) }
            made.setOnErrorListener { of, _, _ -> ended(of, PlayerState.FAILED) }
            // A recording that is over stands; a live stream that ends has broken off.
            made.setOnCompletionListener { of -> ended(of, if (place.live) PlayerState.FAILED else PlayerState.PAUSED) }
            made.setDataSource(context, Uri.parse(place.url), place.headers)
            made.prepareAsync()
        } catch (_: IOException) {
            ended(made, PlayerState.FAILED)
        } catch (_: IllegalStateException) {
            ended(made, PlayerState.FAILED)
        }
    }

    private fun ready(of: MediaPlayer) {
        if (of !== player) return
        if (wanted) of.start()
        mutable.value = if (wanted) PlayerState.PLAYING else PlayerState.PAUSED
    }

    private fun heard(of: MediaPlayer, what: Int): Boolean {
        if (of !== player || mutable.value == PlayerState.PAUSED) return false
        when (what) {
            MediaPlayer.MEDIA_INFO_BUFFERING_START -> mutable.value = PlayerState.LOADING
            MediaPlayer.MEDIA_INFO_BUFFERING_END -> mutable.value = PlayerState.PLAYING
        }
        return true
    }

    private fun ended(of: MediaPlayer, how: PlayerState): Boolean {
        if (of !== player) return true
        if (how == PlayerState.FAILED) release()
        mutable.value = how
        return true
    }

    override fun pause() {
        main.post {
            wanted = false
            if (mutable.value == PlayerState.PLAYING || mutable.value == PlayerState.LOADING) {
                player?.takeIf { it.isPlaying }?.pause()
                mutable.value = PlayerState.PAUSED
            }
        }
    }

    override fun resume() {
        main.post {
            wanted = true
            if (mutable.value == PlayerState.PAUSED) {
                player?.start()
                mutable.value = PlayerState.PLAYING
            }
        }
    }

    override fun stop() {
        main.post {
            release()
            mutable.value = PlayerState.IDLE
        }
    }

    private fun release() {
        player?.release()
        player = null
    }

    override fun programmeTimeMillis(): Long? = null
}
